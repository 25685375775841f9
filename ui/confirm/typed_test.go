package confirm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/ui/confirm"
	"deletecall/ui/uitest"
)

// unknownOn are records of a target whose outcome nobody knows, newest first.
func unknownOn(server deletion.Server, numbers ...int64) (records []deletion.Record) {
	for _, number := range numbers {
		records = append(records, deletion.Record{
			Intent: deletion.Intent{
				Number: number, IdentifierType: deletion.Extension, Identifier: "8856", Status: deletion.Last, Endpoint: server.Endpoint,
				Operator: deletion.Operator{Name: "bob"}, Confirmed: time.Date(1999, 12, 31, 23, 0, 0, 0, time.UTC),
			},
			Outcome: uitest.Unknown(),
		})
	}
	return records
}

func TestTheRecordWithAnUnknownOutcomeIsTypedOnEveryServer(t *testing.T) {
	for _, c := range []struct {
		server  deletion.Server
		records []int64
		wanted  string
		hint    string
	}{
		{uitest.Practice(), []int64{21}, "21", "That is not 21, the unsettled record."},
		{uitest.Practice(), []int64{21, 7}, "21", "That is not 21, the unsettled record."},
		{uitest.Production(), []int64{21}, "8856 21", "That is not 8856 21, the end of the identifier and the unsettled record."},
	} {
		for _, typed := range []string{"", "y", "7", "2", "8856", c.wanted} {
			after(t, unknownOn(c.server, c.records...), c.server, "8856", func(d *desk) {
				d.expectScreen("Type " + c.wanted + " to delete:")
				d.expectScreen("! ")
				d.expectScreen("record 21")
				d.expectScreen("2000-01-01 00:00:00 CET")
				d.read()
				for _, r := range typed {
					d.strike(calm, strings.ReplaceAll(string(r), " ", "space"))
				}
				d.strike(calm, "enter")
				d.pass(calm)
				if typed != c.wanted {
					if d.confirmed() {
						t.Errorf("%q confirms on %s", typed, c.server.Name)
					}
					if typed != "" {
						d.expectScreen(c.hint)
					}
					return
				}
				if !d.confirmed() {
					t.Fatalf("%q gives %v on %s:\n%s", typed, d.answers, c.server.Name, d.screen())
				}
				review := d.answers[0].(confirm.Confirmed).Review
				record, err := d.workflow.Execute(context.Background(), review)
				if err != nil || record.Intent.Again != 21 {
					t.Errorf("it repeats record %d, %v", record.Intent.Again, err)
				}
			})
		}
	}
}

func TestWhatTheCommandLineNamedIsNotTypedAgain(t *testing.T) {
	review := deletion.Review{
		Proposal:  deletion.Proposal{Request: deletion.Request{Server: uitest.Practice(), Again: 21}},
		Unsettled: unknownOn(uitest.Practice(), 21),
	}
	if text, _ := confirm.Typed(review); text != "" {
		t.Errorf("%q is typed", text)
	}
	review.Request.Again = 20
	if text, meaning := confirm.Typed(review); text != "21" || !strings.Contains(meaning, "record") {
		t.Errorf("%q is typed, %s", text, meaning)
	}
}

// A terminal that is too small shows no confirmation: nobody could have read it.
func TestWhatIsNotSeenIsNotConfirmed(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		d.model = d.model.Resize(0, 0)
		d.read()
		d.strike(calm, "y", "tab", "enter", "y")
		d.pass(time.Second)
		d.model = d.model.Resize(80, 20)
		d.strike(now, "y")
		d.pass(calm)
		if len(d.answers) > 0 {
			t.Fatalf("it gives %v", d.answers)
		}
		d.read()
		d.strike(now, "y")
		d.pass(calm)
		if !d.confirmed() {
			t.Errorf("when it was read it gives %v", d.answers)
		}
	})
}

func TestAnIdentifierLongerThanTheScreenIsReadToItsEndFirst(t *testing.T) {
	server, identifier := uitest.Production(), "sip:"+strings.Repeat("long-", 39)+"2211"
	at(t, server, identifier, func(d *desk) {
		d.model = d.model.Resize(40, 8)
		d.read()
		d.strike(calm, "2", "2", "1", "1", "enter")
		d.pass(calm)
		d.expectScreen("Read the whole identifier first (↓).")
		d.model = d.model.Resize(40, 8) // the same size changes nothing
		for range 2 {
			d.strike(calm, "down", "enter")
		}
		d.pass(calm)
		if d.confirmed() {
			t.Fatalf("what was not in sight is confirmed:\n%s", d.screen())
		}
		for range 10 {
			d.strike(calm, "down")
		}
		d.strike(calm, "enter")
		d.pass(calm)
		if !d.confirmed() {
			t.Errorf("when it was read it gives %v:\n%s", d.answers, d.screen())
		}
	})
}
