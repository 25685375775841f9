package export_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/export"
	"deletecall/testkit"
)

func TestWriteSaysHowManyRecordsAreWritten(t *testing.T) {
	var reports []int64
	n, err := export.Write(t.Context(), io.Discard, repeat(2500, sample()), export.Options{Format: export.CSV},
		func(written int64) { reports = append(reports, written) })
	if err != nil || n != 2500 {
		t.Fatalf("%d, %v", n, err)
	}
	if len(reports) < 3 || !slices.IsSorted(reports) || reports[len(reports)-1] != 2500 {
		t.Errorf("reports: %v", reports)
	}
}

func TestAnEmptyExportIsAWholeDocument(t *testing.T) {
	if rows := readCSV(t, written(t, export.CSV)); len(rows) != 1 || rows[0][0] != "number" {
		t.Errorf("CSV: %q", rows)
	}
	for _, lines := range []export.Format{export.JSONLines, export.Syslog, export.OCSF} {
		if data := written(t, lines); len(data) > 0 {
			t.Errorf("%s: %q", lines, data)
		}
	}
}

func TestACancelledExportStopsAndSaysSo(t *testing.T) {
	for _, format := range export.Formats() {
		ctx, cancel := context.WithCancelCause(t.Context())
		taken := 0
		records := func(yield func(deletion.Record, error) bool) {
			for range 100 {
				if taken++; taken == 10 {
					cancel(errStop)
				}
				if !yield(sample(), nil) {
					return
				}
			}
		}
		n, err := export.Write(ctx, io.Discard, records, export.Options{Format: format}, nil)
		var incomplete *export.IncompleteError
		if !errors.As(err, &incomplete) || !errors.Is(err, errStop) || n != 9 || incomplete.Written != 9 || taken != 10 {
			t.Errorf("%s: %d written, %d taken, %v", format, n, taken, err)
		}
		if want := "the export was cancelled after 9 records: stop"; err != nil && err.Error() != want {
			t.Errorf("%q", err)
		}
	}
}

func TestNothingIsWrittenWhenItWasCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	_, err := export.Write(ctx, &out, each(sample()), export.Options{Format: export.CSV}, nil)
	if !errors.Is(err, context.Canceled) || out.Len() != 0 {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestWhatToDoAboutAFailedExportStandsOnALineOfItsOwn(t *testing.T) {
	err := &export.IncompleteError{Written: 3, Doing: "reading the history", Err: &deletion.HistoryError{
		Op: "read", Path: "history.db", Problem: "is locked by another program", Advice: "end the program that has it open", Err: errStop}}
	want := "the export stopped, reading the history failed after 3 records: can't read: history.db is locked by another program\nEnd the program that has it open"
	if err.Error() != want {
		t.Errorf("%q", err.Error())
	}
}

func TestAFailureToReadTheHistoryStopsTheExport(t *testing.T) {
	records := func(yield func(deletion.Record, error) bool) {
		_ = yield(sample(), nil) && yield(deletion.Record{}, errStop)
	}
	n, err := export.Write(t.Context(), io.Discard, records, export.Options{Format: export.JSONLines}, nil)
	if n != 1 || !errors.Is(err, errStop) || !strings.Contains(err.Error(), "reading the history failed after 1 record") {
		t.Errorf("%d, %v", n, err)
	}
}

// full takes so many bytes and no more.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errStop
	}
	return len(p), nil
}

func TestAFullDiskIsAnErrorInEveryFormat(t *testing.T) {
	for _, format := range export.Formats() {
		for _, room := range []int{0, 100 << 10} {
			_, err := export.Write(t.Context(), &full{room}, repeat(20_000, sample()), export.Options{Format: format}, nil)
			if !errors.Is(err, errStop) || !strings.Contains(err.Error(), "writing failed") {
				t.Errorf("%s with room for %d: %v", format, room, err)
			}
		}
	}
}

func TestAFormatIsReadByItsName(t *testing.T) {
	for _, format := range export.Formats() {
		if got, err := export.ParseFormat(" " + strings.ToUpper(string(format))); err != nil || got != format {
			t.Errorf("%q, %v", got, err)
		}
	}
	_, err := export.ParseFormat("pdf\x1b")
	if err == nil || !strings.Contains(err.Error(), "csv, jsonl,") {
		t.Errorf("%v", err)
	}
	mustBeSafe(t, "the error", err.Error())
	if _, err := export.Write(t.Context(), io.Discard, each(), export.Options{Format: "pdf"}, nil); err == nil || !strings.Contains(err.Error(), "unknown format") {
		t.Errorf("Write: %v", err)
	}
}

func TestTheDocumentDescribesEveryFormat(t *testing.T) {
	page, err := os.ReadFile("../../docs/export-formats.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range export.Formats() {
		if heading := fmt.Sprintf("\n## %s (`%s`)\n", format.Name(), format); !strings.Contains(strings.ToLower(string(page)), strings.ToLower(heading)) {
			t.Errorf("docs/export-formats.md lacks %q", heading)
		}
	}
}

func TestWhatIsCalledTextHoldsNothingThatATerminalObeys(t *testing.T) {
	for _, format := range export.Formats() {
		text := string(written(t, format, hostileRecords()...))
		if format.IsText() {
			mustBeSafe(t, format.Name(), strings.ReplaceAll(text, "] \ufeff", "")) // RFC 5424: a message in UTF-8 begins with it
		} else if _, found := unsafeCharacter(text); !found {
			t.Errorf("%s is text", format)
		}
	}
}

func TestMemoryDoesNotGrowWithTheRecords(t *testing.T) {
	testkit.Alone(t)
	for _, format := range export.Formats() {
		var base, most uint64
		seen := 0
		_, err := export.Write(t.Context(), io.Discard, repeat(16*1024, sample()), export.Options{Format: format}, func(int64) {
			if seen++; seen%4 != 1 {
				return
			}
			live := liveHeap()
			if base == 0 {
				base = live
			}
			most = max(most, live)
		})
		if err != nil || base == 0 {
			t.Fatalf("%s: %v", format, err)
		}
		if most > base+1<<20 {
			t.Errorf("%s: %d bytes more are held after 15 thousand more records", format, most-base)
		}
	}
}

func liveHeap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
