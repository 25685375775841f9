package plain_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/plain"
	"deletecall/ui/uitest"
)

func TestAPipeNeverDeletes(t *testing.T) {
	d := newDesk(nil)
	d.sender.AnswerEverything()
	said, err := d.piped(t, "delete\n1\n8856\n1\nwhy\ny\n8856\nyes\n")
	if err != nil || len(d.sender.Sent()) != 0 || len(d.history.Records()) != 0 {
		t.Errorf("%v, %d were sent", err, len(d.sender.Sent()))
	}
	if !strings.Contains(said, "Nobody can confirm here") || !strings.Contains(said, "send --yes") {
		t.Error(said)
	}
}

// unsettled is the number of a record that waits to be settled.
func unsettled(t *testing.T, records []deletion.Record) int64 {
	for _, record := range records {
		if record.Unsettled() {
			return record.Intent.Number
		}
	}
	t.Fatal("no record is unsettled")
	return 0
}

// Wherever the input of a settlement is cut off, nothing is settled; whole, it is, with any
// line ends.
func TestASettlementThroughAPipeIsWholeOrNone(t *testing.T) {
	only := []deletion.Record{{Intent: deletion.Intent{Number: 1, IdentifierType: deletion.Extension, Identifier: "8856", Status: deletion.Last},
		Outcome: uitest.Unknown()}}
	number := unsettled(t, only)
	for _, lineEnd := range []string{"\n", "\r", "\r\n"} {
		input := strings.Join([]string{"settle #1", "deleted", "looked it up", "y"}, lineEnd)
		for cut := 0; cut <= len(input); cut++ {
			d := newDesk(only)
			_, err := d.piped(t, input[:cut])
			record, _ := d.history.Record(t.Context(), number)
			if record.Settlement != nil {
				t.Fatalf("cut after %q it is settled", input[:cut])
			}
			var cancelled *plain.CancelledError
			if begun := cut > len("settle #1"); errors.As(err, &cancelled) != begun || !begun && err != nil {
				t.Errorf("cut after %q: %v", input[:cut], err)
			}
		}
		d := newDesk(only)
		said, err := d.piped(t, input+lineEnd)
		record, _ := d.history.Record(t.Context(), number)
		if err != nil || record.Settlement == nil || record.Settlement.Note != "looked it up" || record.Settlement.Finding != deletion.FoundDeleted {
			t.Errorf("%q: %v, %+v\n%s", lineEnd, err, record.Settlement, said)
		}
	}
}

func TestTheHistoryIsReadPageByPage(t *testing.T) {
	d := newDesk(uitest.Many(25))
	d.history.changed = []int64{24}
	said, err := d.piped(t, "history\nmore\nmore\nmore\nhistory outcome:accepted\nhistory operator:nobody\nhistory outcome:\nshow 25\nshow x\nshow 99\ncertificate 25\nc.html\n")
	if err != nil {
		t.Error(err)
	}
	at := 0
	for _, part := range []string{
		"Record 25: ", "Record 24 was changed", "Records 1 to 10 of 25, newest first; times in UTC", "more lists the next ones",
		"Record 15: ", "Records 11 to 20 of 25", "Record 1: ", "Records 21 to 25 of 25", "There are no more records",
		`that match "outcome:accepted", of 25`, `No record matches "operator:nobody", of 25`, "outcome", "Record: 25", `"x" is not a record number`, "no record 99",
		"Good: the certificate of record 25 is in c.html",
	} {
		found := strings.Index(said[at:], part)
		if found < 0 {
			t.Fatalf("%q is missing after\n%s", part, said[:at])
		}
		at += found + len(part)
	}
	if d.issued != "c.html" {
		t.Errorf("written to %q", d.issued)
	}
}

// What servers and files say reaches the terminal as text, and can't look like a line of ours.
func TestForeignTextOnLinesIsCleaned(t *testing.T) {
	hostile := "\x1b[2J\u202e\u009b31m\rdeletecall> \nRecord 2: accepted"
	outcome := uitest.Unknown()
	outcome.Detail, outcome.Message = hostile, hostile
	outcome.Answer.Text = hostile
	d := newDesk([]deletion.Record{{Intent: deletion.Intent{Number: 1, IdentifierType: deletion.Extension, Identifier: hostile, Server: hostile,
		Reason: hostile, Operator: deletion.Operator{Name: hostile}}, Outcome: outcome}})
	d.servers[0].Note = hostile
	said, _ := d.piped(t, "history\nshow 1\nsettle 1\n.\nserver\n\x1b[31m\u202e\nserver \x1b]0;x\a\n"+strings.Repeat("long ", 2000)+"\nhelp\n")
	if strings.ContainsAny(said, "\x1b\u202e\u009b\r\a") {
		t.Errorf("%q", said)
	}
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "Record 2: accepted") {
			t.Errorf("a foreign line looks like one of ours:\n%s", said)
		}
	}
	if !strings.Contains(said, "longer than 4,096 bytes") || !strings.Contains(said, "quit: end") {
		t.Errorf("a line that is too long: %s", said)
	}
}

func TestWithoutAServerItSaysWhatToDo(t *testing.T) {
	d := newDesk(uitest.Records())
	d.servers = nil
	said, err := d.piped(t, "server\nhistory\n")
	if err != nil || !strings.Contains(said, "DELETECALL_URL") || !strings.Contains(said, "Records 1 to") {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestSavedFiltersAndExportsAreNamed(t *testing.T) {
	d := newDesk(uitest.Records())
	d.filters = map[string]string{"bob's": `operator:bob reason:"it's"`, "of bob": "operator:bob"}
	said, err := d.piped(t, "filter\r\nfilter of bob\r\nfilter of bop\r\nhistory operator:\"b'ob\"\r\nexport\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"unsettled: is:unsettled", "of bob: operator:bob", `that match "operator:bob"`, "Did you mean of bob?",
		`deletecall history export --out records.csv 'operator:"b'\''ob"'`} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
}

func TestWithoutAServerItIsSaidHowToAddOne(t *testing.T) {
	d := newDesk(nil)
	d.servers = nil
	said, err := d.piped(t, "delete\nserver\n")
	if err != nil || !strings.Contains(said, "or add one to /home/alice/config.toml:\n\n[servers.production]\n") || !strings.Contains(said, "deletecall doctor") {
		t.Errorf("%v:\n%s", err, said)
	}
}

func TestNoFileIsAskedForWhereThereIsNoCertificate(t *testing.T) {
	d := newDesk(uitest.Records())
	number := unsettled(t, uitest.Records())
	said, err := d.piped(t, fmt.Sprintf("certificate %d\nhistory\n", number))
	if err != nil || strings.Contains(said, "File to write") || d.issued != "" {
		t.Errorf("%v, issued %q:\n%s", err, d.issued, said)
	}
	for _, part := range []string{"Only an accepted deletion, or a settled one, has a certificate.", fmt.Sprintf("settle %d records what you found", number), "Records 1 to"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is missing in\n%s", part, said)
		}
	}
}
