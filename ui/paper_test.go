package ui_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// clerk writes papers, and keeps what was ordered.
type clerk struct {
	orders []ui.Order
	write  func(ctx context.Context, order ui.Order, progress func(done, total int64)) (string, error)
}

func withPapers(options uitest.Options) (uitest.Options, *clerk) {
	c := new(clerk)
	options.Papers = uitest.Papers()
	write := options.Papers.Write
	options.Papers.Write = func(ctx context.Context, order ui.Order, progress func(done, total int64)) (string, error) {
		c.orders = append(c.orders, order)
		if c.write != nil {
			return c.write(ctx, order, progress)
		}
		return write(ctx, order, progress)
	}
	return options, c
}

// slowPapers are begun, and end when they are given up.
func slowPapers() uitest.Options {
	options := settledRecords()
	options.Papers = uitest.Papers()
	options.Papers.Write = func(ctx context.Context, _ ui.Order, progress func(done, total int64)) (string, error) {
		progress(12_000, 100_000)
		select {
		case <-ctx.Done():
		case <-time.After(30 * time.Minute): // the session has ended
		}
		return "", context.Canceled
	}
	return options
}

func TestACertificateOfARecordTakesSixKeysFromTheForm(t *testing.T) {
	options, clerk := withPapers(settledRecords())
	journey(t, options, func(s *uitest.Session) {
		keys := []string{"f2", "#", "9", "enter", "p", "enter"}
		for _, key := range keys {
			s.Keys(key)
		}
		s.ExpectScreen("Written: /home/alice/certificate-9.html")
		if len(keys) > 6 || len(clerk.orders) != 1 || clerk.orders[0].Number != 9 || clerk.orders[0].Paper.Of != ui.OfCertificate {
			t.Errorf("ordered %+v", clerk.orders)
		}
	})
}

func TestAnExportIsOfTheRecordsThatAreListedAndInTheirOrder(t *testing.T) {
	options, clerk := withPapers(settledRecords())
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).Keys("5").Press(keymap.RecordWrite).ExpectScreen("Proof (JSON): record 12", "Export as CSV: 3 records").ExpectNot("Certificate")
		s.Press(keymap.MoveBottom, keymap.DialogAccept).ExpectScreen("Export as CSV, filter: outcome:refused", "records.csv", "In /home/alice")
		s.Type("refused.csv").Press(keymap.DialogAccept).ExpectScreen("Written: /home/alice/refused.csv", "3 of 14 records match")
		s.Press(keymap.HistorySort).ExpectScreen("by operator").Press(keymap.RecordWrite).ExpectScreen("Export as CSV: 3 records, by operator, a to z")
		s.Press(keymap.MoveBottom, keymap.DialogAccept).Type("sorted.csv").Press(keymap.DialogAccept).ExpectScreen("Written: /home/alice/sorted.csv")
		if order := clerk.orders[1]; order.Order != (query.Order{By: query.OrderByOperator}) {
			t.Errorf("ordered %+v", order)
		}
		if order := clerk.orders[0]; order.Order != (query.Order{}) || order.Query.String() != "outcome:refused" || order.Path != "refused.csv" || order.Number != 0 {
			t.Errorf("ordered %+v", order)
		}
	})
}

func TestAFileThatIsThereIsKept(t *testing.T) {
	options, clerk := withPapers(settledRecords())
	clerk.write = func(_ context.Context, order ui.Order, _ func(done, total int64)) (string, error) {
		if len(clerk.orders) == 1 {
			return "", &fs.PathError{Op: "open", Path: order.Path, Err: fs.ErrExist}
		}
		return "/tmp/" + order.Path, nil
	}
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.RecordCertify, keymap.DialogAccept).ExpectScreen("A file with this name exists, and was kept.", "certificate-14.html")
		s.Type("other.html").Press(keymap.DialogAccept).ExpectScreen("Written: /tmp/other.html")
	})
}

func TestANameThatCanBeNoFileIsAskedForAgain(t *testing.T) {
	options, clerk := withPapers(settledRecords())
	clerk.write = func(_ context.Context, order ui.Order, _ func(done, total int64)) (string, error) {
		if order.Path == "other.csv" {
			return "/tmp/other.csv", nil
		}
		return "", &ui.FileNameError{Err: errors.New("the folder \"nope\" does not exist\nMake it first")}
	}
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.RecordWrite, keymap.MoveBottom, keymap.DialogAccept).Keys("ctrl+u").Press(keymap.DialogAccept).ExpectScreen("such as records.csv.")
		s.Type("nope/a.csv").Press(keymap.DialogAccept).ExpectScreen("File nope/a.csv", "The folder \"nope\" does not exist. Make it first.")
		s.Type("other.csv").Press(keymap.DialogAccept).ExpectScreen("Written: /tmp/other.csv")
	})
}

func TestALongExportShowsHowFarItIsAndIsGivenUp(t *testing.T) {
	journey(t, slowPapers(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.RecordWrite, keymap.MoveBottom, keymap.DialogAccept, keymap.DialogAccept)
		s.ExpectScreen("Writing records.csv", "12,000 of 100,000 records", "esc cancel")
		s.Keys("x", "enter").ExpectScreen("Writing records.csv") // nothing else ends it
		s.Press(keymap.DialogCancel).ExpectScreen("Cancelled. No file was written.", "14 of 14 records")
	})
}

func TestWhatFailedWhileAFileWasWrittenIsSaid(t *testing.T) {
	options, clerk := withPapers(settledRecords())
	answers := []struct {
		path string
		err  error
	}{
		{"", &fs.PathError{Op: "open", Path: "certificate-14.html", Err: errors.New("the disk is full\nfree some space")}},
		{"/tmp/x.html", errors.New("the history was changed")},
		{"", errors.New("the record was changed")},
	}
	clerk.write = func(context.Context, ui.Order, func(done, total int64)) (string, error) {
		answer := answers[len(clerk.orders)-1]
		return answer.path, answer.err
	}
	journey(t, options, func(s *uitest.Session) {
		// The name stays, to be changed: what is typed next does not act on the list.
		s.Press(keymap.ShowHistory, keymap.RecordCertify, keymap.DialogAccept).ExpectScreen("File certificate-14.html", "No file was written. ", "the disk is full.", "Free some space")
		s.Type("/tmp/x.html").ExpectScreen("File /tmp/x.html").Press(keymap.DialogAccept).ExpectScreen("Written: /tmp/x.html. The history was changed.", "14 of 14 records")
		s.Press(keymap.RecordCertify, keymap.DialogAccept).ExpectScreen("No file was written. The record was changed.", "14 of 14 records")
	})
}

func TestARefusedDeletionHasNoCertificate(t *testing.T) {
	options, clerk := withPapers(settledRecords())
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.MoveDown, keymap.RecordCertify).ExpectScreen("Only an accepted deletion, or a settled one, has a certificate.")
		if len(clerk.orders) > 0 {
			t.Errorf("ordered %+v", clerk.orders)
		}
	})
}

func TestTheResultAndTheRecordLeadToAPaper(t *testing.T) {
	options, clerk := withPapers(plain())
	journey(t, options, func(s *uitest.Session) {
		confirmed(s)
		s.Press(keymap.RecordCertify).ExpectScreen("certificate-1.html").Press(keymap.DialogCancel)
		s.Press(keymap.ResultHistory, keymap.RecordWrite, keymap.MoveDown, keymap.DialogAccept, keymap.DialogAccept).ExpectScreen("Written: /home/alice/proof-1.json")
		if len(clerk.orders) != 1 || clerk.orders[0].Paper.Of != ui.OfProof {
			t.Errorf("ordered %+v", clerk.orders)
		}
	})
}

func TestARecordIsDeletedAgainFromTheForm(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.RecordAgain) // on the other server
		s.ExpectScreen("Filled in from record", "New deletions now go to production.")
		s.ExpectScreen("a8343631-9f35-4a3a-83f0-9e81592339fb", "production", "GDPR-2207", "Nothing is sent before you confirm it.")
		s.Press(keymap.ShowHistory, keymap.MoveUp, keymap.HistoryOpen, keymap.RecordAgain).ExpectScreen("8856", "practice", "● last", "GDPR-2211 erasure request", "New deletions now go to practice.")
		s.Press(keymap.ShowHistory, keymap.HistoryOpen, keymap.RecordAgain).ExpectScreen("Filled in from record").ExpectNot("New deletions")
		if sent := s.Sender.Sent(); len(sent) > 0 {
			t.Errorf("sent %+v", sent)
		}
	})
}

func TestAServerThatIsGoneComesBackInOneStep(t *testing.T) {
	for says, port := range map[string]*uitest.Setup{"is no longer configured. F4 adds it.": {}, "is no longer configured. Add it to the configuration.": nil} {
		options := settledRecords()
		options.Servers, options.Setup = []deletion.Server{uitest.Practice()}, port
		journey(t, options, func(s *uitest.Session) {
			s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.RecordAgain).ExpectScreen("The server of this record, production, " + says)
		})
	}
}

func TestOfAnExpiredRecordNothingIsFilledInOrShown(t *testing.T) {
	options := settledRecords()
	options.Records[0].Intent.Identifier = ""
	options.Records[0].Outcome.Answer.Body = nil
	options.Records[0].Missing = deletion.DataSet(deletion.IdentifierData, deletion.AnswerData)
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.RecordAgain).ExpectScreen("The identifier of this record was removed on purpose", "14 of 14 records")
		s.Press(keymap.HistoryOpen, keymap.RecordRaw).ExpectScreen("The answer of this record was removed on purpose")
	})
}

func TestAfterASettlementTheNextOneIsOffered(t *testing.T) {
	options := withRecords()
	first := slices.IndexFunc(options.Records, deletion.Record.Unsettled)
	for i := range 2 { // two more
		options.Records[first+1+i].Outcome = uitest.Unknown()
	}
	journey(t, options, func(s *uitest.Session) {
		settle := func() {
			s.Type("Looked in Verba").Press(keymap.FormNext, keymap.FormOptionNext, keymap.DialogAccept).Pass(time.Second)
		}
		s.Press(keymap.ShowHistory).Keys("6").ExpectScreen("3 of 14 records match").Press(keymap.RecordSettle)
		settle()
		s.ExpectScreen("2 unknown outcomes are left. Settle the next one?", "▸Record 10: ").Press(keymap.DialogAccept).ExpectScreen("Record 10: ", "How did you check?")
		settle()
		s.ExpectScreen("1 unknown outcome is left. Settle it?", "▸Record 9: ").Press(keymap.MoveDown, keymap.DialogAccept).ExpectScreen("1 of 14 records match")
	})
}
