package history_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/history"
	"deletecall/ui/onrecord"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
	"deletecall/ui/widget"
)

// desk is a person in front of the history. Its commands run beside it.
type desk struct {
	*testing.T
	history.Model
	history *uitest.History
	msgs    chan tea.Msg
	action  history.Action
}

func at(t *testing.T, records []deletion.Record, act func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		past := uitest.NewHistory(records)
		d := &desk{T: t, history: past, msgs: make(chan tea.Msg, 100)}
		d.Model = history.New(history.Options{Keys: keymap.Default(), Finder: past, Zone: uitest.Zone, Now: time.Now}).Resize(80, 19)
		d.do(d.Refresh())
		act(d)
	})
}

// do takes a changed model and runs its command to the end.
func (d *desk) do(model history.Model, command tea.Cmd) {
	d.Model = model
	uitest.RunCommand(command, d.msgs)
	for {
		synctest.Wait()
		select {
		case msg := <-d.msgs:
			model, command, _ := d.Update(msg)
			d.Model = model
			uitest.RunCommand(command, d.msgs)
		default:
			return
		}
	}
}

func (d *desk) keys(names ...string) {
	for _, name := range names {
		model, command, action := d.Update(uitest.Key(name))
		d.action = action
		d.do(model, command)
	}
}

func (d *desk) types(text string) {
	for _, r := range text {
		d.keys(string(r))
	}
}

func (d *desk) screen() string {
	return uitest.Plain(strings.Join(d.View(theme.Plain()).Lines, "\n"))
}

func (d *desk) expect(texts ...string) {
	d.Helper()
	for _, text := range texts {
		if !strings.Contains(d.screen(), text) {
			d.Errorf("%q is not on the screen:\n%s", text, d.screen())
		}
	}
}

// Its name depends on the time of year; "Local" is a word of Go's.
func TestNoZoneIsNamedBeforeAnythingWasRead(t *testing.T) {
	d := &desk{T: t, Model: history.New(history.Options{Keys: keymap.Default(), Zone: time.Local, Now: time.Now}).Resize(80, 19)}
	if d.expect("counting… · newest first"); strings.Contains(d.screen(), "times in") {
		t.Errorf("a zone is on the screen:\n%s", d.screen())
	}
}

func TestTheKeysOfARecordAskForItsActions(t *testing.T) {
	records := uitest.Records()
	at(t, records, func(d *desk) {
		d.keys("c")
		if copied, ok := d.action.(onrecord.Copy); !ok || copied.Record.Intent.Number != 14 {
			t.Errorf("c asks for %#v", d.action)
		}
		d.keys("s")
		if _, ok := d.action.(widget.Notice); !ok {
			t.Errorf("s on a known outcome asks for %#v", d.action)
		}
		d.keys("down", "down", "down", "s")
		if settle, ok := d.action.(onrecord.Settle); !ok || settle.Record.Intent.Number != 11 {
			t.Errorf("s on an unknown outcome asks for %#v", d.action)
		}
		d.keys("down", "down", "down", "s")
		if _, ok := d.action.(widget.Notice); !ok {
			t.Errorf("s on a settled outcome asks for %#v", d.action)
		}
		d.keys("home", "enter", "r")
		if raw, ok := d.action.(onrecord.Raw); !ok || string(raw.Answer.Body) != string(records[0].Outcome.Answer.Body) {
			t.Errorf("r asks for %#v", d.action)
		}
	})
}

// On a slow history the export had the filter before the one on the screen, whose records were still being read.
func TestAnExportHasTheFilterThatIsWrittenAlsoWhileItIsRead(t *testing.T) {
	at(t, uitest.Records(), func(d *desk) {
		d.do(d.WithFilter("outcome:accepted"))
		for text, want := range map[string]string{"outcome:refused": "outcome:refused", "": "", "outcome:nonsense": "outcome:accepted"} {
			reading, _ := d.WithFilter(text)
			_, _, action := reading.Update(uitest.Key("e"))
			write, ok := action.(history.Write)
			if !ok || write.Query.String() != want || (write.Matching == "all records") != (want == "") {
				t.Errorf("while %q is read, e asks for %#v", text, action)
			}
		}
	})
}

// A key that came before the records of a filter took that back, and the line still showed it.
func TestAKeyThatComesBeforeTheRecordsOfAFilterKeepsIt(t *testing.T) {
	var many []deletion.Record
	for number := int64(2000); number > 0; number-- {
		record := uitest.Records()[0]
		record.Intent.Number = number
		many = append(many, record)
	}
	at(t, many, func(d *desk) {
		for key, want := range map[string]string{"o": "8856 outcome:accepted", "G": "8856"} {
			d.do(d.WithFilter(""))
			reading, pending := d.WithFilter("8856")
			reading, _, _ = reading.Update(uitest.Key("home"))
			model, command, _ := reading.Update(uitest.Key(key))
			d.do(model, tea.Batch(pending, command))
			if d.keys("e"); d.action.(history.Write).Query.String() != want {
				t.Errorf("after %s the list is that of %#v", key, d.action)
			}
			d.expect("Filter "+want, " of 2000 records match")
		}
	})
}

func TestTheDetailShowsEverythingThatIsRecorded(t *testing.T) {
	at(t, uitest.Records(), func(d *desk) {
		d.Model = d.Resize(100, 60)
		for _, record := range d.history.Records() {
			d.keys("enter")
			d.expect(fmt.Sprintf("Record             %d\n", record.Intent.Number))
			for _, fact := range record.Facts(uitest.Zone) {
				if !strings.Contains(strings.Join(strings.Fields(d.screen()), " "), strings.Join(strings.Fields(fact.Name+" "+fact.Value), " ")) {
					t.Errorf("%s %q is missing:\n%s", fact.Name, fact.Value, d.screen())
				}
			}
			d.keys("esc", "down")
		}
	})
}

func TestTheOutcomesGoRound(t *testing.T) {
	at(t, uitest.Records(), func(d *desk) {
		d.keys("/")
		d.types("bob outcome:accepted")
		d.keys("enter")
		for _, kind := range []string{"refused", "not_sent", "unknown", "pending"} {
			d.keys("o")
			d.expect("Filter bob outcome:" + kind + "\n")
		}
		d.keys("o")
		d.expect("Filter bob\n", "5 of 14 records match")
		if strings.Contains(d.screen(), "outcome:") {
			t.Errorf("the outcome stays:\n%s", d.screen())
		}
	})
}

func TestTheSelectionStaysOnItsRecordWhilePagesAreJoinedAndDropped(t *testing.T) {
	at(t, uitest.Many(1000), func(d *desk) {
		for want := int64(1000); want > 1; want-- { // all the way down, past what is held at a time
			d.expectSelected(want)
			d.keys("down")
		}
		d.keys("down")
		d.expectSelected(1)
		for want := int64(1); want < 1000; want += widget.PageRows {
			d.expectSelected(want)
			d.keys("pgup")
		}
		d.keys("pgup")
		d.expectSelected(1000)
		d.expect("1000 of 1000 records")
	})
}

func (d *desk) expectSelected(number int64) {
	d.Helper()
	if !strings.Contains(d.screen(), fmt.Sprintf("▸%-7d ", number)) {
		d.Fatalf("record %d is not selected:\n%s", number, d.screen())
	}
}

// The record that is selected when the filter is accepted is the one that d fills the form with.
func TestAPageKeyInTheFilterGoesAsFarAtEverySize(t *testing.T) {
	for _, height := range []int{8, 19, 40} {
		at(t, uitest.Many(100), func(d *desk) {
			d.Model = d.Resize(80, height)
			d.keys("/", "pgdown", "pgdown", "pgup", "down", "enter")
			d.expectSelected(100 - widget.PageRows - 1)
		})
	}
}

func TestRecordsThatComeMeanwhileDoNotMoveTheRowsUnderOnesEyes(t *testing.T) {
	at(t, uitest.Many(100), func(d *desk) {
		d.keys("down")
		d.do(d.RefreshAtTop())
		d.expectSelected(99)
		d.keys("up")
		calls := d.history.Calls()
		d.do(d.RefreshAtTop())
		if d.history.Calls() == calls {
			t.Error("at the top the list is not read again")
		}
		d.expectSelected(100)
	})
}

func TestCompletingStopsWhereTheSuggestionsPart(t *testing.T) {
	for typed, want := range map[string]string{
		"o": "o", "ou": "outcome:", "op": "operator:", "is:un": "is:unsettled", "is:": "is:", "outcome:refused,un": "outcome:refused,unknown",
		"8856 st": "8856 status:", "-se": "-server:", "type:": "type:", "zzz": "zzz", "": "", "OU": "outcome:", `reason:"a `: `reason:"a `,
		"-outcome:=ref": "-outcome:=refused", "outcome:=unknown,=ref": "outcome:=unknown,=refused",
	} {
		at(t, nil, func(d *desk) {
			d.keys("/")
			d.types(typed)
			d.keys("tab")
			if line, _, _ := strings.Cut(d.screen(), "\n"); strings.TrimPrefix(line, " Filter") != strings.TrimRight(" "+want, " ") {
				t.Errorf("%q is completed to %q, expected %q", typed, line, want)
			}
		})
	}
}

func TestValuesThatRecordsHaveAreCompleted(t *testing.T) {
	records := uitest.Many(4)
	records[0].Intent.Operator.Name = "dora"
	records[1].Intent.Operator.Name = "Dora the second"
	records[2].Intent.Server = "hostile\x1b[31m"
	for typed, want := range map[string]string{
		"operator:al": "operator:alice", "operator:do": "operator:do", `operator:dora `: `operator:dora `, "operator:alice,dora": "operator:alice,dora",
		"-server:pr": "-server:practice", "server:host": "server:host", "operator:x": "operator:x",
		"operator:=al": "operator:=alice",
	} {
		at(t, records, func(d *desk) {
			d.keys("/")
			d.types(typed)
			d.keys("tab")
			if line, _, _ := strings.Cut(d.screen(), "\n"); strings.TrimPrefix(line, " Filter") != strings.TrimRight(" "+want, " ") {
				t.Errorf("%q is completed to %q, expected %q", typed, line, want)
			}
		})
	}
}

// Two names that differ in the last byte of one character.
func TestHalfACharacterIsNotCompleted(t *testing.T) {
	records := uitest.Many(2)
	records[0].Intent.Operator.Name, records[1].Intent.Operator.Name = "kő", "kű"
	at(t, records, func(d *desk) {
		d.keys("/")
		d.types("operator:k")
		before := d.history.Calls()
		d.keys("tab")
		if d.history.Calls() != before {
			t.Error("the filter was changed to something that can't be typed")
		}
	})
}

func TestARecordThatIsGoneSaysSo(t *testing.T) {
	at(t, uitest.Records(), func(d *desk) {
		d.do(d.Show(99))
		d.expect("the history has no record 99")
		d.keys("r", "s", "c")
		if d.action != nil {
			t.Errorf("it asks for %#v", d.action)
		}
		d.keys("esc")
		d.expect("14 of 14 records")
	})
}

func TestTheColumnsScrollSidewaysAndTheNumberStays(t *testing.T) {
	at(t, uitest.Records(), func(d *desk) {
		for range 20 {
			d.keys("right")
		}
		d.expect("NO.", "SERVER")
		for range 20 {
			d.keys("left")
		}
		d.expect("NO.     CONFIRMED")
	})
}
