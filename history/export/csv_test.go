package export_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/export"
	"deletecall/safetext"
)

func readCSV(t testing.TB, data []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatalf("encoding/csv: %v", err)
	}
	return rows
}

func TestCSVIsReadByAnotherReader(t *testing.T) {
	rows := readCSV(t, written(t, export.CSV, sample(), settled(), pending()))
	if len(rows) != 4 {
		t.Fatalf("%d rows", len(rows))
	}
	for name, want := range map[string][3]string{
		"number":          {"12", "12", "13"},
		"outcome":         {"accepted", "unknown", "pending"},
		"summary":         {"Deleted.", "It is not known whether anything was deleted.", "The request is being sent."},
		"code":            {"0", "", ""},
		"http_status":     {"200", "200", ""},
		"identifier_type": {"extension", "extension", "callID"},
		"identifier":      {"8856", "8856", "a8"},
		"reason":          {"GDPR-2211, erasure", "GDPR-2211, erasure", ""},
		"confirmed_at":    {"2026-11-23T13:00:00.250+01:00", "2026-11-23T13:00:00.250+01:00", "2026-11-23T13:00:00.250+01:00"},
		"answered_at":     {"2026-11-23T13:00:01.250+01:00", "2026-11-23T13:00:01.250+01:00", ""},
		"duration_ms":     {"34", "34", ""},
		"attempts":        {"1", "1", ""},
		"answer_bytes":    {"99", "99", ""},
		"ssh_key":         {"SHA256:x", "SHA256:x", ""},
		"finding":         {"", "deleted", ""},
		"settled_by":      {"", "bob", ""},
		"version":         {"1.0", "1.0", ""},
	} {
		at := column(t, rows[0], name)
		for i := range want {
			if got := rows[i+1][at]; got != want[i] {
				t.Errorf("%s of record %d is %q, not %q", name, i, got, want[i])
			}
		}
	}
}

func TestEachCSVRowIsOneLineThatEndsWithCRLF(t *testing.T) {
	data := string(written(t, export.CSV, hostileRecords()...))
	lines := strings.Split(data, "\r\n")
	if len(lines) != len(hostileTexts)+2 || lines[len(lines)-1] != "" {
		t.Fatalf("%d lines", len(lines))
	}
	if strings.ContainsAny(strings.Join(lines, ""), "\r\n") {
		t.Error("a line break is inside a row")
	}
	mustBeSafe(t, "CSV", data)
}

func TestNoCSVCellIsAFormulaHoweverASpreadsheetDividesTheLine(t *testing.T) {
	data := string(written(t, export.CSV, hostileRecords()...))
	for _, row := range readCSV(t, []byte(data)) {
		for _, cell := range row {
			mustBeNoFormula(t, cell)
		}
	}
	for line := range strings.SplitSeq(data, "\r\n") {
		for cell := range strings.SplitSeq(line, ";") {
			mustBeNoFormula(t, strings.TrimLeft(cell, ` "`))
		}
	}
}

func mustBeNoFormula(t *testing.T, cell string) {
	t.Helper()
	for _, trigger := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, trigger) {
			t.Errorf("a formula: %.60q", cell)
		}
	}
}

func TestRawCSVHasEachTextAsItIsButCleaned(t *testing.T) {
	var out bytes.Buffer
	r := sample()
	r.Intent.Identifier, r.Intent.Reason = "+36 30 123 4567", "a;=b, \"c\"\x1b[2J"
	records := append([]deletion.Record{r}, hostileRecords()...)
	if _, err := export.Write(t.Context(), &out, each(records...), export.Options{Format: export.CSV, Raw: true}, nil); err != nil {
		t.Fatal(err)
	}
	mustBeSafe(t, "raw CSV", out.String())
	rows := readCSV(t, out.Bytes())
	if got := rows[1][column(t, rows[0], "identifier")]; got != r.Intent.Identifier {
		t.Errorf("the identifier is %q", got)
	}
	reasons := column(t, rows[0], "reason")
	for i, record := range records {
		if got, want := rows[i+1][reasons], safetext.Line(record.Intent.Reason); got != want {
			t.Errorf("the reason is %q, not %q", got, want)
		}
	}
}

func TestNegativeNumbersStayNumbersInCSV(t *testing.T) {
	r := sample()
	r.Outcome.Code = new(-50)
	rows := readCSV(t, written(t, export.CSV, r))
	if got := rows[1][column(t, rows[0], "code")]; got != "-50" {
		t.Errorf("code is %q", got)
	}
}

func TestDefusingIsUndone(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "'quoted": "'quoted", "a=b": "a=b", "8856": "8856", ";": ";",
		"=1": "'=1", "+361": "'+361", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "＝1": "'＝1",
		"'=1": "''=1", " =1": "' =1", `"=1`: `'"=1`, "a;=1": "a;'=1", "=;=": "'=;'=", "a;b": "a;b",
	} {
		got := export.Defuse(text)
		if got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
		if back := export.Refuse(got); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
}

func TestAnOffsetOfSecondsDoesNotFalsifyATime(t *testing.T) {
	var out bytes.Buffer
	zone := time.FixedZone("Amsterdam", 19*60+32)
	if _, err := export.Write(t.Context(), &out, each(sample()), export.Options{Format: export.CSV, Zone: zone}, nil); err != nil {
		t.Fatal(err)
	}
	rows := readCSV(t, out.Bytes())
	if got := rows[1][column(t, rows[0], "confirmed_at")]; got != "2026-11-23T12:00:00.250Z" {
		t.Errorf("confirmed at %q", got)
	}
}

func FuzzCSVComesBackAsItWas(f *testing.F) {
	for i, text := range hostileTexts {
		f.Add(text, "reason "+text, int64(i), -i, int64(i)*1e15)
	}
	f.Fuzz(func(t *testing.T, identifier, reason string, number int64, answer int, at int64) {
		r := sample()
		r.Intent.Identifier, r.Intent.Reason, r.Intent.Number, r.Outcome.Code = identifier, reason, number, &answer
		r.Intent.Confirmed = time.UnixMilli(at % 1e15)
		rows := readCSV(t, written(t, export.CSV, r, pending()))
		if len(rows) != 3 {
			t.Fatalf("%d rows", len(rows))
		}
		for name, want := range map[string]string{"identifier": safetext.Line(identifier), "reason": safetext.Line(reason)} {
			if got := export.Refuse(rows[1][column(t, rows[0], name)]); got != want {
				t.Errorf("%s is %q, not %q", name, got, want)
			}
		}
		if got := rows[1][column(t, rows[0], "identifier_type")]; got != string(deletion.Extension) {
			t.Errorf("the columns are shifted: %q", got)
		}
	})
}

func FuzzDefusingIsUndone(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if back := export.Refuse(export.Defuse(text)); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	})
}
