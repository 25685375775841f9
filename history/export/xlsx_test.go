//go:build !race

// Nothing runs concurrently in the tests that read a workbook, and to compile excelize for the race detector takes longer
// than all of them: `make unit` runs them.

package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"deletecall/deletion"
	"deletecall/history/export"
	"deletecall/safetext"
)

func openBook(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("excelize: %v", err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

func readSheet(t testing.TB, data []byte, sheet string) [][]string {
	t.Helper()
	rows, err := openBook(t, data).GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("excelize: %v", err)
	}
	return rows
}

// cellOf returns the name of the cell in the column with the title.
func cellOf(t testing.TB, header []string, title string, row int) string {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(column(t, header, title)+1, row)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAWorkbookIsReadByAnotherLibraryWithItsTypes(t *testing.T) {
	r := sample()
	r.Outcome.Kind, r.Outcome.Code = deletion.Refused, new(-50)
	data := written(t, export.XLSX, r, pending())
	book, rows := openBook(t, data), readSheet(t, data, "Deletions")
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for title, want := range map[string]struct {
		raw  string
		kind excelize.CellType
	}{
		"Record": {"12", excelize.CellTypeUnset}, "Code": {"-50", excelize.CellTypeUnset}, "HTTP status": {"200", excelize.CellTypeUnset},
		"Duration (ms)": {"34", excelize.CellTypeUnset}, "Identifier": {"8856", excelize.CellTypeInlineString},
		"Outcome": {"refused", excelize.CellTypeInlineString}, "UID": {"1000", excelize.CellTypeInlineString},
		"Reason":                     {"GDPR-2211, erasure", excelize.CellTypeInlineString},
		"Confirmed: offset from UTC": {"+01:00", excelize.CellTypeInlineString},
	} {
		cell := cellOf(t, rows[0], title, 2)
		kind, err := book.GetCellType("Deletions", cell)
		if got := rows[1][column(t, rows[0], title)]; got != want.raw || kind != want.kind || err != nil {
			t.Errorf("%s is %q of type %v (%v)", title, got, kind, err)
		}
	}
	mustBeTime(t, book, cellOf(t, rows[0], "Confirmed", 2), noon.Add(time.Hour), "2026-11-23 13:00:00.")
	if got := rows[2]; len(got) > column(t, rows[0], "Answered") && got[column(t, rows[0], "Answered")] != "" {
		t.Error("a deletion without an outcome was answered")
	}
}

// A spreadsheet keeps 15 digits of a number and no zero before it.
func TestAnEmptyWorkbookHasItsHeader(t *testing.T) {
	if rows := readSheet(t, written(t, export.XLSX), "Deletions"); len(rows) != 1 || rows[0][0] != "Record" {
		t.Errorf("%q", rows)
	}
}

func TestIdentifiersStayTextInAWorkbook(t *testing.T) {
	identifiers := []string{"00123", "123456789012345678901234567890", "0012345678901234567", "+36301234567", "1e5", "3-4"}
	var records []deletion.Record
	for _, identifier := range identifiers {
		r := sample()
		r.Intent.Identifier = identifier
		records = append(records, r)
	}
	data := written(t, export.XLSX, records...)
	book, rows := openBook(t, data), readSheet(t, data, "Deletions")
	for i, want := range identifiers {
		kind, err := book.GetCellType("Deletions", cellOf(t, rows[0], "Identifier", i+2))
		if got := rows[i+1][column(t, rows[0], "Identifier")]; got != want || kind != excelize.CellTypeInlineString || err != nil {
			t.Errorf("%s is %q of type %v (%v)", want, got, kind, err)
		}
	}
}

// mustBeTime checks that a cell holds a date-time that shows the clock.
func mustBeTime(t *testing.T, book *excelize.File, cell string, clock time.Time, shown string) {
	t.Helper()
	raw, err := book.GetCellValue("Deletions", cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		t.Fatalf("%s is %q", cell, raw)
	}
	days := float64(clock.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Milliseconds()) / 86_400_000
	if math.Abs(serial-days) > 1e-9 {
		t.Errorf("%s is day %v, not %v", cell, serial, days)
	}
	if got, err := book.GetCellValue("Deletions", cell); err != nil || !strings.HasPrefix(got, shown) { // excelize shows no milliseconds
		t.Errorf("%s shows %q (%v)", cell, got, err)
	}
}

func TestTheCoverTellsWhatTheExportIs(t *testing.T) {
	rows := readSheet(t, written(t, export.XLSX, sample()), "About")
	said := map[string]string{}
	for _, row := range rows[1:] {
		said[row[0]] = row[1]
	}
	for name, want := range map[string]string{
		"Filter": "outcome:accepted", "Records in this file": "1", "Records found by the filter": "3", "Time zone": "Europe/Budapest",
		"Exported by": "carol", "Program": "deletecall 2.0", "History": "history.db", "Tree head": "42 B1K3bh92", "Offset from UTC then": "+01:00",
	} {
		if said[name] != want {
			t.Errorf("%s: %q", name, said[name])
		}
	}
	if _, err := strconv.ParseFloat(said["Exported"], 64); err != nil {
		t.Errorf("exported: %v", err)
	}
}

func TestTheHeaderStaysInSightAndColumnsHaveWidths(t *testing.T) {
	book := openBook(t, written(t, export.XLSX, sample()))
	panes, err := book.GetPanes("Deletions")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%+v, %v", panes, err)
	}
	if width, err := book.GetColWidth("Deletions", "B"); err != nil || width != 38 {
		t.Errorf("width %v, %v", width, err)
	}
	if sheets := book.GetSheetList(); len(sheets) != 2 || sheets[0] != "About" || sheets[1] != "Deletions" {
		t.Errorf("%q", sheets)
	}
}

func TestHostileTextsAreTextsInAWorkbook(t *testing.T) {
	data := written(t, export.XLSX, hostileRecords()...)
	book, rows := openBook(t, data), readSheet(t, data, "Deletions")
	for i, text := range hostileTexts {
		cell := cellOf(t, rows[0], "Reason", i+2)
		got, err := book.GetCellValue("Deletions", cell, excelize.Options{RawCellValue: true})
		if want := safetext.Line(text); got != want || err != nil {
			t.Errorf("%s is %q, not %q (%v)", cell, got, want, err)
		}
		if formula, err := book.GetCellFormula("Deletions", cell); formula != "" || err != nil {
			t.Errorf("%s is the formula %q (%v)", cell, formula, err)
		}
		if kind, err := book.GetCellType("Deletions", cell); text != "" && kind != excelize.CellTypeInlineString || err != nil {
			t.Errorf("%s has the type %v (%v)", cell, kind, err)
		}
	}
	for name, part := range parts(t, data) {
		mustBeSafe(t, name, part)
		if strings.Contains(part, "<f") && name != "xl/styles.xml" {
			t.Errorf("%s holds a formula", name)
		}
	}
}

// parts returns the parts of a workbook, each checked to be XML.
func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if archive.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", archive.File[0].Name)
	}
	all := map[string]string{}
	for _, file := range archive.File {
		content, err := archive.Open(file.Name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(text)
		decoder := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file.Name, err)
			}
		}
	}
	return all
}

func TestATextThatLooksLikeAFormulaStaysTextWhenItIsEdited(t *testing.T) {
	r := sample()
	r.Intent.Reason = "=1+1"
	data := written(t, export.XLSX, r)
	rows := readSheet(t, data, "Deletions")
	book := openBook(t, data)
	style, err := book.GetCellStyle("Deletions", cellOf(t, rows[0], "Reason", 2))
	if err != nil {
		t.Fatal(err)
	}
	formats, err := book.GetStyle(style)
	if err != nil || formats.NumFmt != 49 {
		t.Errorf("%+v, %v", formats, err)
	}
	if xf := book.Styles.CellXfs.Xf[style]; xf.QuotePrefix == nil || !*xf.QuotePrefix {
		t.Error("the style does not quote")
	}
}

func TestWhatACellCanNotHoldIsKeptAsFarAsItGoes(t *testing.T) {
	r := sample()
	r.Intent.Number = math.MaxInt64
	r.Intent.Confirmed = time.Date(1800, 1, 2, 3, 4, 5, 0, time.UTC)
	r.Outcome.Message = strings.Repeat("é", 40_000)
	r.Intent.Reason = strings.Repeat("漢", 32_767)
	data := written(t, export.XLSX, r)
	rows := readSheet(t, data, "Deletions")
	for title, want := range map[string]string{"Record": "9223372036854775807", "Confirmed": "1800-01-02T04:04:05.000+01:00",
		"Message": strings.Repeat("é", 32_766) + "…", "Reason": r.Intent.Reason} {
		if got := rows[1][column(t, rows[0], title)]; got != want {
			t.Errorf("%s: %d bytes, %.40q", title, len(got), got)
		}
	}
}
