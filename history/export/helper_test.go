package export_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"deletecall/deletion"
	"deletecall/history/export"
)

var (
	noon     = time.Date(2026, 11, 23, 12, 0, 0, 250_000_000, time.UTC)
	budapest = time.FixedZone("Europe/Budapest", 3600)
)

// sample is a record in which everything is set.
func sample() deletion.Record {
	return deletion.Record{
		Intent: deletion.Intent{
			Number: 12, ID: "01935b2e-0000-7000-8000-000000000001", IdentifierType: deletion.Extension, Identifier: "8856",
			Status: deletion.Last, Server: "production", Endpoint: "https://verba.example.com/verba/api", Method: deletion.POST,
			ResponseType: deletion.XML, KeyFingerprint: "ab12",
			Operator: deletion.Operator{Name: "alice", Login: "al", UID: "1000", SudoUser: "root", Host: "desk", Terminal: "/dev/pts/1",
				SSHClient: "10.0.0.1 5", SSHKey: "SHA256:x"},
			Reason: "GDPR-2211, erasure", Version: "1.0", Confirmed: noon, Deadline: noon.Add(2 * time.Minute),
		},
		Outcome: deletion.Outcome{Kind: deletion.Accepted, Cause: deletion.CauseAnswered, Detail: "The server answered code 0.",
			Answered: noon.Add(time.Second),
			Attempt: deletion.Attempt{Started: noon, Duration: 34 * time.Millisecond, HTTPStatus: 200, Code: new(0), Message: "ok",
				Answer: deletion.Answer{ContentType: "text/xml", Length: 99, SHA256: "cd34"}}},
	}
}

// pending is a record of which little is known.
func pending() deletion.Record {
	return deletion.Record{Intent: deletion.Intent{Number: 13, IdentifierType: deletion.CallID, Identifier: "a8", Confirmed: noon},
		Outcome: deletion.Outcome{Kind: deletion.Pending}}
}

func settled() deletion.Record {
	r := sample()
	r.Outcome.Kind, r.Outcome.Code = deletion.Unknown, nil
	r.Settlement = &deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked in Verba", Operator: deletion.Operator{Name: "bob"}, Settled: noon.Add(time.Hour)}
	return r
}

// hostileTexts are what a record may hold that was written around the product.
var hostileTexts = []string{
	"\x1b]0;title\x07", "\x1b[2J", "a\u202eb", "a\u200bb", "\u009b31m", "line\nbreak", "carriage\rreturn", "tab\tbed", "\x00", "bad\xffutf8",
	"\ufeffbom", "\u2028", `=HYPERLINK("http://x","y")`, "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", `"=1`, "'=1", "＝1", "x;=1+1", `x; "-2`,
	"]", `\`, `"`, `a"b,c`, "<script>alert(1)</script>", "</title>&amp;", "_x001B_", "_x005F_", "]]>", "}", " lead", "trail ", "é漢字", ";", "'", "",
}

// hostile is a record with the text in every place that can hold one.
func hostile(text string) deletion.Record {
	r := settled()
	i, o := &r.Intent, &r.Outcome
	i.ID, i.IdentifierType, i.Identifier, i.Status = text, deletion.IdentifierType(text), text, deletion.Status(text)
	i.Server, i.Endpoint, i.Method, i.ResponseType = text, text, deletion.Method(text), deletion.ResponseType(text)
	i.KeyFingerprint, i.Reason, i.Version = text, text, text
	i.Operator.Name = text
	for _, field := range deletion.OperatorFields() {
		*field.Of(&i.Operator) = text
	}
	o.Kind, o.Cause, o.Detail, o.Message = deletion.OutcomeKind(text), deletion.Cause(text), text, text
	o.Answer = deletion.Answer{ContentType: text, Body: []byte(text), Length: 3, SHA256: text, Text: text}
	r.Settlement.Finding, r.Settlement.Note, r.Settlement.Operator = deletion.Finding(text), text, i.Operator
	return r
}

func hostileRecords() (records []deletion.Record) {
	for _, text := range hostileTexts {
		records = append(records, hostile(text))
	}
	return records
}

func each(records ...deletion.Record) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// repeat yields n records that differ in number and identifier.
func repeat(n int, r deletion.Record) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		for i := range n {
			r.Intent.Number = int64(i + 1)
			if !yield(r, nil) {
				return
			}
		}
	}
}

var about = export.About{Filter: "outcome:accepted", Operator: "carol", Exported: noon.Add(time.Hour), Version: "2.0",
	History: "/home/carol/secret-folder/history.db", TreeHead: "42 B1K3bh92", Count: 3}

func written(t testing.TB, format export.Format, records ...deletion.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	n, err := export.Write(context.Background(), &out, each(records...), export.Options{Format: format, Zone: budapest, About: about}, nil)
	if err != nil || n != int64(len(records)) {
		t.Fatalf("%s: %d of %d records, %v", format, n, len(records), err)
	}
	return out.Bytes()
}

// unsafeCharacter returns what a terminal must not get; line breaks are allowed.
func unsafeCharacter(s string) (rune, bool) {
	if !utf8.ValidString(s) {
		return utf8.RuneError, true
	}
	for _, r := range s {
		if r != '\n' && r != '\r' && (unicode.Is(unicode.C, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)) {
			return r, true
		}
	}
	return 0, false
}

func mustBeSafe(t testing.TB, what, s string) {
	t.Helper()
	if r, found := unsafeCharacter(s); found {
		t.Errorf("%s holds %U: %q", what, r, s)
	}
}

func TestTheCheckForUnsafeCharactersFindsThem(t *testing.T) {
	for _, bad := range []string{"\x1b", "\u202e", "\u009b", "\xff", "\u200b", "\u2028"} {
		if _, found := unsafeCharacter("a" + bad); !found {
			t.Errorf("%q passes", bad)
		}
	}
}

var errStop = errors.New("stop")

func column(t testing.TB, header []string, name string) int {
	t.Helper()
	for i, have := range header {
		if have == name {
			return i
		}
	}
	t.Fatalf("no column %q in %s", name, strings.Join(header, ","))
	return -1
}
