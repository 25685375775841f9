package result_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/onrecord"
	"deletecall/ui/result"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
	"deletecall/ui/widget"
)

func record(outcome deletion.Outcome) deletion.Record {
	record := uitest.Records()[0]
	record.Outcome = outcome
	return record
}

func screen(m result.Model) string {
	return uitest.Plain(strings.Join(m.View(theme.Plain()).Lines, "\n"))
}

func TestEachKeyAsksForItsAction(t *testing.T) {
	unknown, refused := record(uitest.Unknown()), record(uitest.Refused(-50, "no"))
	for _, c := range []struct {
		key    string
		record deletion.Record
		want   result.Action
	}{
		{"n", refused, result.New{}},
		{"a", refused, result.Again{}},
		{"t", refused, result.Retry{Record: refused}},
		{"enter", refused, result.Next{}},
		{"h", refused, result.History{Number: 14}},
		{"r", refused, onrecord.Raw{Answer: refused.Outcome.Answer}},
		{"s", unknown, onrecord.Settle{Record: unknown}},
		{"c", refused, onrecord.Copy{Record: refused}},
		{"esc", refused, result.Back{}},
		{"q", refused, result.Back{}},
		{"y", refused, nil},
		{"space", refused, nil},
	} {
		m := result.NewModel(keymap.Default(), c.record, nil).Resize(80, 20)
		if _, action := m.Update(uitest.Key(c.key)); fmt.Sprintf("%#v", action) != fmt.Sprintf("%#v", c.want) {
			t.Errorf("%s asks for %#v, expected %#v", c.key, action, c.want)
		}
	}
}

func TestWhatIsNotOfferedSaysWhyInstead(t *testing.T) {
	settled := record(uitest.Unknown())
	settled.Settlement = &deletion.Settlement{Finding: deletion.FoundDeleted}
	for _, c := range []struct {
		key    string
		record deletion.Record
		action keymap.Action
	}{
		{"t", record(uitest.Accepted()), keymap.ResultRetry},
		{"t", record(uitest.Unknown()), keymap.ResultRetry},
		{"t", settled, keymap.ResultRetry},
		{"s", record(uitest.Accepted()), keymap.RecordSettle},
		{"s", settled, keymap.RecordSettle},
		{"r", record(uitest.Unknown()), keymap.RecordRaw},
	} {
		m := result.NewModel(keymap.Default(), c.record, nil).Resize(80, 20)
		if _, action := m.Update(uitest.Key(c.key)); !isNotice(action) {
			t.Errorf("%s after %s asks for %#v", c.key, c.record.Outcome.Kind, action)
		}
		if !strings.Contains(fmt.Sprint(m.Useless()), string(c.action)) {
			t.Errorf("the footer offers %s after %s", c.action, c.record.Outcome.Kind)
		}
	}
}

func TestWhereARetryIsRefusedSettlingIsTheNextStep(t *testing.T) {
	for wants, record := range map[bool]deletion.Record{true: record(uitest.Unknown()), false: record(uitest.Accepted())} {
		_, action := result.NewModel(keymap.Default(), record, nil).Resize(80, 20).Update(uitest.Key("t"))
		if says := strings.HasSuffix(string(action.(widget.Notice)), " s settles it."); says != wants {
			t.Errorf("after %s: %q", record.Outcome.Kind, string(action.(widget.Notice)))
		}
	}
}

func isNotice(action result.Action) bool {
	_, ok := action.(widget.Notice)
	return ok
}

func TestTheFirstLineSaysWhatIsNowTrue(t *testing.T) {
	for _, c := range []struct {
		outcome deletion.Outcome
		want    string
	}{
		{uitest.Accepted(), "✓ Deleted."},
		{uitest.Refused(-50, ""), "✗ Nothing was deleted: no such call was found."},
		{uitest.Refused(-1234, ""), "✗ Nothing was deleted: code -1234, an error whose meaning is not published."},
		{uitest.Refused(-60, "More than 1 record found for 8803."), "✗ Nothing was deleted: “More than 1 record found for 8803.”"},
		{uitest.NotSent(), "– Nothing was deleted: the request was not sent."},
		{uitest.Unknown(), "? It is not known whether anything was deleted."},
	} {
		m := result.NewModel(keymap.Default(), record(c.outcome), nil).Resize(80, 20)
		if first, _, _ := strings.Cut(screen(m), "\n"); first != " "+c.want {
			t.Errorf("%s begins with %q", c.outcome.Kind, first)
		}
	}
}

// The server's own words are not all: after them nothing said what to do where the code is not published.
func TestEveryRefusalSaysWhatToDoNext(t *testing.T) {
	explained, held, twice := uitest.Refused(-51, "More than 1 record found"), uitest.Refused(-90, "on legal hold"), uitest.Refused(deletion.CodeTokenExpired, "expired")
	explained.Detail = "The server answered with code -51."
	held.Cause = deletion.CauseServerHold
	twice.Earlier = []deletion.Attempt{twice.Attempt}
	for _, outcome := range []deletion.Outcome{uitest.Refused(-51, "More than 1 record found"), uitest.Refused(-50, "not found"), explained, held, twice} {
		shown := strings.Join(strings.Fields(screen(result.NewModel(keymap.Default(), record(outcome), nil).Resize(80, 24))), " ")
		if next := record(outcome).NextStep(); next == "" || !strings.Contains(shown, next) {
			t.Errorf("%q is not on\n%s", next, shown)
		}
	}
}

func TestAnOutcomeThatWasNotRecordedIsSaidBesideIt(t *testing.T) {
	notRecorded := &deletion.OutcomeNotRecordedError{Number: 14, Err: errors.New("disk full")}
	m := result.NewModel(keymap.Default(), record(uitest.Accepted()), notRecorded).Resize(80, 20)
	if !strings.Contains(screen(m), "✓ Deleted.") || !strings.Contains(screen(m), "! The outcome of record 14 could not be written anywhere") {
		t.Errorf("the screen says\n%s", screen(m))
	}
}

func TestALongResultSaysThatThereIsMoreAndScrollsToItsEnd(t *testing.T) {
	m := result.NewModel(keymap.Default(), record(uitest.Refused(-50, strings.Repeat("many words ", 40))), nil).Resize(40, 9)
	if !strings.Contains(screen(m), "lines 1–8 of ") || strings.Contains(screen(m), "Duration") {
		t.Fatalf("the beginning is\n%s", screen(m))
	}
	for range 50 {
		m, _ = m.Update(uitest.Key("down"))
	}
	if !strings.Contains(screen(m), "Duration") {
		t.Errorf("the end is\n%s", screen(m))
	}
	for range 50 {
		m, _ = m.Update(uitest.Key("up"))
	}
	if !strings.Contains(screen(m), "✗ Nothing was deleted") {
		t.Errorf("the way back ends at\n%s", screen(m))
	}
}

func TestTheWaitShowsItsTimeAgainstItsLimit(t *testing.T) {
	start := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	selector, err := deletion.NewSelector(deletion.Extension, "8856", "next")
	if err != nil {
		t.Fatal(err)
	}
	sending := result.Sending{Request: deletion.Request{Server: uitest.Practice(), Selector: selector}, Started: start.Add(-time.Hour), Sent: start}
	for _, c := range []struct {
		passed time.Duration
		said   string
		filled int
	}{
		{-time.Second, "0s of at most 1m30s", 0}, {0, "0s of at most 1m30s", 0}, {1900 * time.Millisecond, "1s of at most 1m30s", 0},
		{45 * time.Second, "45s of at most 1m30s", 24}, {90 * time.Second, "1m30s of at most 1m30s", 48}, {time.Hour, "1m30s of at most 1m30s", 48},
	} {
		sending.Now = start.Add(c.passed)
		text := uitest.Plain(strings.Join(sending.View(80, 20, theme.Plain()).Lines, "\n"))
		if !strings.Contains(text, " "+c.said) || strings.Count(text, "━") != c.filled {
			t.Errorf("after %s:\n%s", c.passed, text)
		}
		if !strings.Contains(text, "watch for up to a minute for the next call") {
			t.Errorf("what the server may be doing is missing:\n%s", text)
		}
		if !strings.Contains(text, "The request can't be recalled.") {
			t.Errorf("it is not said that it can't be recalled:\n%s", text)
		}
	}
}

func TestUntilItsIntentIsDurableTheWaitSaysThatNothingWasSent(t *testing.T) {
	start := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	sending := result.Sending{Request: deletion.Request{Server: uitest.Practice()}, Started: start, Now: start.Add(3 * time.Second)}
	for _, size := range [][2]int{{80, 20}, {40, 10}} {
		text := uitest.Plain(strings.Join(sending.View(size[0], size[1], theme.Plain()).Lines, "\n"))
		if !strings.Contains(text, "Nothing has been sent yet.") || !strings.Contains(text, "waiting for 3s") ||
			strings.Contains(text, "recalled") || strings.Contains(text, "Sending") {
			t.Errorf("at %v it says\n%s", size, text)
		}
	}
}
