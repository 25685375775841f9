package plain_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/plain"
	"deletecall/ui/uitest"
)

// lookingDesk is a desk whose servers answer each look-up with the same.
func lookingDesk(result lookup.Result) *desk {
	d := newDesk(nil)
	d.sender.AnswerEverything()
	d.lookUps = uitest.NewLookUps(result)
	return d
}

// follow answers one question after another.
func (p *typist) follow(steps []step) {
	for _, step := range steps {
		p.sees(step.question)
		p.types(step.answer + "\r")
	}
}

// asked are the questions of a deletion before its confirmation.
func asked() []step {
	steps := deleting()
	return steps[:len(steps)-1]
}

func TestOnLinesTheCallIsShownAndExactlyThisOneIsDeleted(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Found())
	p, _ := d.sit(t, nil)
	p.follow(asked())
	for _, text := range []string{"8856 (Ada Brandt)", "Exactly the call that was shown", "Type switch to send the identifier as typed.", "cancels: "} {
		p.sees(text)
	}
	p.types("8856\r")
	p.sees("The call after the deletion: no longer found.")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	sent := d.sender.Sent()
	if len(sent) != 1 || sent[0].Sent().Type() != deletion.CallID || sent[0].Sent().Identifier() != uitest.Found().Call.ID {
		t.Errorf("sent: %+v", sent)
	}
	if records := d.history.Records(); len(records) != 1 || records[0].AfterFinding() != deletion.Gone {
		t.Errorf("recorded: %+v", records)
	}
}

func TestOnLinesAPersonMaySendTheIdentifierAsTyped(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Found())
	p, _ := d.sit(t, nil)
	p.follow(asked())
	p.sees("switch to send the identifier as typed.")
	p.follow([]step{{"cancels: ", "switch"}})
	p.sees("As typed, the server chooses again")
	p.sees("switch to delete exactly the call that is shown.")
	p.follow([]step{{"cancels: ", "switch"}})
	p.sees("switch to send the identifier as typed.")
	p.follow([]step{{"cancels: ", "Switch"}, {"cancels: ", "8856"}})
	p.sees("Outcome: accepted")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	if sent := d.sender.Sent(); len(sent) != 1 || sent[0].Pinned || sent[0].Sent().Type() != deletion.Extension || sent[0].Shown.CallID == "" {
		t.Errorf("sent: %+v", sent)
	}
}

func TestOnLinesALookUpIsSkippedByEnter(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Found())
	d.lookUps.Slow = -1
	for i := range d.servers {
		d.servers[i].LookUpLimit = patience
	}
	p, _ := d.sit(t, nil)
	p.follow(append(asked(), step{"enter skips it.", ""}))
	p.sees("The call can't be shown.")
	p.follow([]step{{"cancels: ", "8856"}})
	p.sees("Outcome: accepted")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	if sent := d.sender.Sent(); len(sent) != 1 || sent[0].Pinned || sent[0].Shown.Reason != lookup.ReasonCancelled {
		t.Errorf("sent: %+v", sent)
	}
}

func TestOnLinesALineThatEndsDuringALookUpSendsNothing(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*typist, context.CancelFunc){
		"the end of input":    func(p *typist, _ context.CancelFunc) { p.types("\x04") },
		"a lost line":         func(p *typist, _ context.CancelFunc) { p.hangUp() },
		"a signal, as ctrl+c": func(_ *typist, stop context.CancelFunc) { stop() },
	} {
		t.Run(name, func(t *testing.T) {
			d := lookingDesk(uitest.Found())
			d.lookUps.Slow = -1
			for i := range d.servers {
				d.servers[i].LookUpLimit = patience
			}
			p, stop := d.sit(t, nil)
			p.follow(asked())
			p.sees("enter skips it.")
			end(p, stop)
			err := p.ends()
			var cancelled *plain.CancelledError
			if !errors.As(err, &cancelled) && !errors.Is(err, context.Canceled) {
				t.Errorf("it ended with %v", err)
			}
			if len(d.sender.Sent()) != 0 || len(d.history.Records()) != 0 {
				t.Errorf("%d were sent, %d recorded", len(d.sender.Sent()), len(d.history.Records()))
			}
		})
	}
}

func TestOnLinesAProtectedCallIsRefusedAsSoonAsItIsShown(t *testing.T) {
	t.Parallel()
	protected := uitest.Found()
	protected.Call.DoNotDelete = lookup.Yes
	d := lookingDesk(protected)
	p, _ := d.sit(t, nil)
	p.follow(asked())
	p.sees("Outcome: refused")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil || len(d.sender.Sent()) != 0 {
		t.Errorf("%v, %d were sent", err, len(d.sender.Sent()))
	}
}

func TestOnLinesNothingIsLookedUpWhereItIsTurnedOff(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Found())
	for i := range d.servers {
		d.servers[i].NoLookUp = true
	}
	p, _ := d.sit(t, nil)
	p.follow(deleting())
	p.sees("The call was not looked up again. Look-ups are turned off")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil || len(d.lookUps.Asked()) != 0 {
		t.Errorf("%v, asked: %v", err, d.lookUps.Asked())
	}
	if sent := d.sender.Sent(); len(sent) != 1 || !sent[0].Shown.IsZero() {
		t.Errorf("sent: %+v", sent)
	}
}

func TestOnLinesACallThatASearchFoundIsDeletedByItsNumber(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Gone())
	calls := uitest.Calls("found", 230)
	d.lookUps.Pages, d.lookUps.Known = uitest.InPages(calls), calls
	p, _ := d.sit(t, nil)
	p.follow([]step{
		{"deletecall> ", "server production"}, {"deletecall> ", "search"}, {"for today: ", "someday"}, {"for today: ", "1999-12-31"},
		{"whole day: ", "8"}, {"number, on either side: ", "８８"}, {"Use 88 instead", "88"}, {"name, on either side: ", ""}, {"enter for finished: ", ""},
		{"Calls 1 to 10 of 230", "more"}, {"Calls 11 to 20 of 230", "delete 21"}, {"There is no call \"21\" in the list", "delete 12"},
		{"requires: ", "GDPR-2211"},
	})
	p.sees("Exactly the call that was shown")
	p.follow([]step{{"cancels: ", "0011"}}) // the end of its ID
	p.sees("Outcome: accepted")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	if sent := d.sender.Sent(); len(sent) != 1 || sent[0].Sent().Identifier() != "found-0011" {
		t.Errorf("sent: %+v\n%s", sent, p.all())
	}
	if searched := d.lookUps.Searched(); searched[0].Number != "88" || searched[0].From.Hour() != 7 || searched[0].Ongoing {
		t.Errorf("searched: %+v", searched)
	}
}

func TestOnLinesASearchIsListedToItsEnd(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Gone())
	pages := uitest.InPages(uitest.Calls("found", 130))
	d.lookUps.Pages = func(server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
		page := pages(server, search, from)
		page.Gap = !from.IsZero()
		return page
	}
	input := "search\n1999-12-31\n\n\n\nongoing\n" + strings.Repeat("more\n", 13) + "history\nmore\n"
	said, err := d.piped(t, input)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Call 1: not asked for: it is finished; ", "Call 130: ", "Calls 121 to 130 of 130", "The list has changed on the server: calls may be missing here.", "There are no more calls to list.", "There are no more records to list."} {
		if !strings.Contains(said, text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
	if searched := d.lookUps.Searched(); len(searched) != 2 || !searched[0].Ongoing {
		t.Errorf("searched: %+v", searched)
	}
}

func TestOnLinesASearchThatFailsSaysWhatToDo(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Gone())
	d.lookUps.Pages = func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page {
		return lookup.Page{Total: -1, Result: lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonTLS, Detail: "It failed."}}
	}
	said, err := d.piped(t, "search\n1999-12-31\n\n\n\n\n")
	if err != nil || !strings.Contains(said, "It failed.\nFind out what is wrong: deletecall doctor\n") {
		t.Errorf("%v:\n%s", err, said)
	}
}

func TestOnLinesWhatWasFoundBelongsToItsServer(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Gone())
	d.lookUps.Pages = uitest.InPages(uitest.Calls("found", 3))
	p, _ := d.sit(t, nil)
	p.follow([]step{
		{"deletecall> ", "server production"}, {"deletecall> ", "search"}, {"for today: ", "1999-12-31"}, {"whole day: ", ""}, {"side: ", ""}, {"side: ", ""},
		{"for finished: ", ""}, {"Calls 1 to 3 of 3", "server practice"}, {"deletecall> ", "delete 1"}, {"The calls were found on production", "quit"},
	})
	if err := p.ends(); err != nil || len(d.sender.Sent()) != 0 {
		t.Errorf("%v, %d were sent", err, len(d.sender.Sent()))
	}
}

func TestOnLinesAnUnknownOutcomeLeadsToALookUpThatAPersonAsksFor(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Found())
	d.sender.Script(uitest.Unknown())
	d.lookUps.After = []lookup.Result{uitest.Gone()}
	p, _ := d.sit(t, nil)
	p.follow(deleting())
	p.sees("recheck 1 looks the call up, and settle 1 records what you found")
	p.follow([]step{{"deletecall> ", "settle 1"}, {"first: in Verba, or with recheck 1.", "."}, {"deletecall> ", "recheck 1"}})
	p.sees("The call after the deletion: no longer found.")
	p.follow([]step{{"deletecall> ", "quit"}})
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	if asked := len(d.lookUps.Asked()); asked != 2 { // before the question, and when it was asked for
		t.Errorf("%d look-ups", asked)
	}
}

func TestOnLinesTheCallOfARecordIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	d := lookingDesk(uitest.Found())
	d.lookUps.After = []lookup.Result{uitest.Found(), uitest.Gone()}
	second := uitest.FoundAs("second").Call
	second.Secondary = lookup.Yes
	d.lookUps.Copies = []lookup.Call{second}
	p, _ := d.sit(t, nil)
	p.follow(deleting())
	p.sees("The call after the deletion: still there.")
	p.follow([]step{{"deletecall> ", "recheck 1"}})
	p.sees("The call after the deletion: no longer found.")
	p.sees("Secondary copies are still found: second.")
	p.sees("deletecall> ")
	p.types("quit\r")
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	if records := d.history.Records(); len(records) != 1 || records[0].AfterFinding() != deletion.Gone {
		t.Errorf("recorded: %+v", records)
	}
}

func TestOnLinesALookUpThatIsRequiredIsNotSkipped(t *testing.T) {
	t.Parallel()
	d := lookingDesk(lookup.Result{Verdict: lookup.NotFound, Detail: "The server found no such call."})
	for i := range d.servers {
		d.servers[i].Rules = &deletion.Rules{LookUpRequired: true}
	}
	p, _ := d.sit(t, nil)
	p.follow(asked())
	p.sees("for at most 4s.")
	p.sees("The server found no such call.")
	p.sees("Outcome: refused")
	p.sees("deletecall> ")
	p.types("quit\r")
	if records := d.history.Records(); p.ends() != nil || len(d.sender.Sent()) != 0 || len(records) != 1 || records[0].Outcome.Cause != deletion.CauseNotLookedUp {
		t.Errorf("%+v", records)
	}
}
