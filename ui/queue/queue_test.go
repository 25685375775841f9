package queue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/ui/queue"
)

func terms() queue.Terms {
	return queue.Terms{Server: deletion.Server{Name: "practice", Endpoint: "http://127.0.0.1/verba/api"}, Type: deletion.Extension, Status: deletion.Last, Reason: "GDPR-2211"}
}

func pasted(t *testing.T, text string) queue.Queue {
	t.Helper()
	q, err := queue.Queue{}.Paste(text, terms())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// list writes a queue as "identifier state", with the names of the states.
func list(q queue.Queue) string {
	names := map[queue.State]string{queue.Waiting: "", queue.Bad: " bad", queue.Repeated: " repeated", queue.Skipped: " skipped",
		queue.Started: " started", queue.Ended: " ended", queue.Failed: " failed"}
	var items []string
	for _, item := range q.Items() {
		items = append(items, item.Identifier+names[item.State])
	}
	return strings.Join(items, "|")
}

func TestAPastedListIsReadAsItComes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"lines", "8851\n8852\n", "8851|8852"},
		{"as a terminal pastes", "8851\r8852\r", "8851|8852"},
		{"as Windows writes", "8851\r\n8852\r\n", "8851|8852"},
		{"empty lines", "\n8851\n\n  \n\t\n8852\n\n", "8851|8852"},
		{"columns of a spreadsheet", "8851\tBudapest\t2026\n8852\t\t\n", "8851|8852"},
		{"an empty first column", "8851\n\tBudapest\n8852", "8851| bad|8852"},
		{"commas at the ends", "8851,\n8852 ;\n8853,,", "8851|8852|8853"},
		{"quotes", "\"8851\",\n\"8852\"", "8851|8852"},
		{"quotes of other languages", "«8851»\n„8852“;\n'8853'\n- “8854”", "8851|8852|8853|8854"},
		{"several in a line", "8851, 8852\n8853", "8851, 8852 bad|8853"},
		{"lists of Word", "\uf0b7\t8851\no\t8852\n§\t8853\na.\t8854\n(2)\t8855", "8851|8852|8853|8854|8855"},
		{"a quoted message", "> 8851\n>\n>8852\n> > - 8853\n> \n>> 1. 8854", "8851|8852|8853|8854"},
		{"the marks of a list", "- 8851\n  * 8852\n•\t8853\n1. 8854\n12)\t8855\tBudapest\n-8856", "8851|8852|8853|8854|8855|-8856"},
		{"what is not seen", "\ufeff8851\n\u00a08852\u200b\n\u202a8853\u202c", "8851|8852|8853"},
		{"blanks inside", "+36 1 555 0199\n+36 1 555 0200", "+36 1 555 0199|+36 1 555 0200"},
		{"comments", "# delete these:\n8851\n----\n// the second\n8852\n#31#8853", "# delete these: skipped|8851|---- skipped|// the second skipped|8852|#31#8853"},
		{"pasted twice in one go", "8851\n8852\n8851\n8852", "8851|8852|8851 repeated|8852 repeated"},
		{"the same again", "8851\n8852\n8851", "8851|8852|8851 repeated"},
		{"too long for an identifier", "8851\n" + strings.Repeat("8", 300), "8851|" + strings.Repeat("8", 300) + " bad"},
	} {
		if got := list(pasted(t, c.text)); got != c.want {
			t.Errorf("%s: %q is read as %s, want %s", c.name, c.text, got, c.want)
		}
	}
}

// Nobody finds the other columns among the identifiers, so that they were not read has to be said.
func TestColumnsThatAreNotReadAreNoticed(t *testing.T) {
	for text, want := range map[string]bool{"8851\tBudapest\n8852": true, "8851\n8852\t8853": true, "8851\t \t\n8852": false, "8851\n8852": false} {
		if got := pasted(t, text).Cut(); got != want {
			t.Errorf("%q: other columns %t, want %t", text, got, want)
		}
	}
}

func TestABadIdentifierSaysWhyAndIsCorrectedOnPurpose(t *testing.T) {
	q := pasted(t, "88\u22121\n88-1\n88\u22122\n"+strings.Repeat("8", 300)+"\n\tBudapest\n7.16E+07")
	for i, want := range []string{"it has a character that only looks like a plain one", "", "it has a character that only looks like a plain one",
		"it is 300 characters long", "its first column is empty", "it is a number that a spreadsheet has shortened"} {
		if got := q.Items()[i].Problem; got != want {
			t.Errorf("item %d: %q, want %q", i, got, want)
		}
	}
	before := list(q)
	after := q
	for i := range q.Items() {
		after = after.Correct(i)
	}
	if got := list(after); !strings.HasPrefix(got, "88-1 repeated|88-1|88-2|888") || list(q) != before {
		t.Errorf("it is %s, and was %s", got, list(q))
	}
	if next, _ := after.Next(); next != 1 {
		t.Errorf("next is %d", next)
	}
}

func TestWhatIsAList(t *testing.T) {
	for text, want := range map[string]bool{
		"8856": false, "8856\n": false, "\r\n8856\r\n": false, "8856\tx": false, "8856\n8857": true, "8856\r8857": true,
		"8856\n88\x1b57": false, "8856\n8857\x03": false,
	} {
		if queue.IsList(text) != want {
			t.Errorf("%q is a list: %v", text, !want)
		}
	}
}

func TestAQueueIsBounded(t *testing.T) {
	long := strings.Repeat("8", queue.MostBytes) + "\n1"
	many := ""
	for i := range queue.MostItems {
		many += fmt.Sprintln(i)
	}
	full := pasted(t, many)
	for name, c := range map[string]struct {
		queue queue.Queue
		text  string
	}{"too long": {queue.Queue{}, long}, "too many": {queue.Queue{}, many + "x\n"}, "too many together": {full, "x\ny"}} {
		after, err := c.queue.Paste(c.text, terms())
		if err == nil || len(after.Items()) != len(c.queue.Items()) {
			t.Errorf("%s: %v, %d items", name, err, len(after.Items()))
		}
	}
}

func TestOneComesUpAfterTheOtherAndEndsWithItsOutcome(t *testing.T) {
	q := pasted(t, "8851\n8852\n8851\n8853\n8854\n")
	q = q.Toggle(1).Toggle(3).Toggle(3)
	at, _ := q.Next()
	request, err := q.Request(at)
	if err != nil || request.Selector.Identifier() != "8851" || request.Reason != "GDPR-2211" || request.Server.Name != "practice" || request.Selector.Status() != deletion.Last {
		t.Fatalf("the first is %+v, %v", request, err)
	}
	q = q.Start(at)
	if _, busy := q.Counts(); !busy {
		t.Error("none is in progress")
	}
	q = q.End(at, deletion.Record{Outcome: deletion.Outcome{Kind: deletion.Refused}})
	if at, _ = q.Next(); at != 3 || q.Held() || q.Place(at) != 2 {
		t.Errorf("next is %d, place %d; held: %v", at, q.Place(at), q.Held())
	}
	if got := list(q); got != "8851 ended|8852 skipped|8851 repeated|8853|8854" {
		t.Errorf("it is %s", got)
	}
	if count, _ := q.Counts(); count != (queue.Count{All: 3, Done: 1, Waiting: 2, LeftOut: 2}) {
		t.Errorf("it counts %+v", count)
	}
	if rest := q.Rest(); rest != "8852\n8853\n8854\n" {
		t.Errorf("the rest is %q", rest)
	}
}

func TestWhatAPersonHasToLookAtHoldsTheQueue(t *testing.T) {
	unknown := deletion.Record{Outcome: deletion.Outcome{Kind: deletion.Unknown}}
	for name, after := range map[string]queue.Queue{
		"an unknown outcome": pasted(t, "1\n2").Start(0).End(0, unknown), "nothing sent": pasted(t, "1\n2").Start(0).Fail(0, "the disk is full"),
	} {
		if !after.Held() || after.GoOn().Held() || !after.Unfinished() {
			t.Errorf("%s: held %v", name, after.Held())
		}
	}
	stopped := pasted(t, "1\n2").Stop()
	if stopped.Unfinished() || stopped.Rest() != "1\n2\n" || !stopped.GoOn().Unfinished() {
		t.Error("a queue that was stopped is not kept")
	}
}

func TestTermsAreFixedWithTheFirstDeletion(t *testing.T) {
	other := terms()
	other.Type, other.Status, other.Reason = deletion.NativeID, deletion.NoStatus, "another"
	q := pasted(t, "1\n2").With(other)
	if q.Terms().Reason != "another" {
		t.Error("the terms can't be corrected before anything is confirmed")
	}
	q = q.Start(0).With(terms())
	more, err := q.Paste("3\n4", terms())
	if err != nil || more.Terms() != other || list(more) != "1 started|2|3|4" {
		t.Errorf("it is %s with %+v, %v", list(more), more.Terms(), err)
	}
	done := q.End(0, deletion.Record{}).Toggle(1)
	if fresh, _ := done.Paste("5\n6", terms()); list(fresh) != "5|6" || fresh.Terms() != terms() {
		t.Errorf("after a queue that is done it is %s", list(fresh))
	}
}

// A server that was away, or an extension that had no call yet, costs nobody the rest of the list.
func TestWhatCertainlyDeletedNothingMayBePutBack(t *testing.T) {
	for kind, back := range map[deletion.OutcomeKind]bool{deletion.NotSent: true, deletion.Refused: true, deletion.Accepted: false, deletion.Unknown: false, deletion.Pending: false} {
		q := pasted(t, "1\n2\n").Start(0)
		q = q.End(0, deletion.Record{Intent: deletion.Intent{Number: 7}, Outcome: deletion.Outcome{Kind: kind}})
		again := q.Toggle(0)
		if next, _ := again.Next(); (next == 0) != back || q.Items()[0].CanToggle() != back {
			t.Errorf("after %s the next is %d", kind, next)
		}
		if again = again.Start(0).End(0, deletion.Record{Intent: deletion.Intent{Number: 8}}); back && again.Items()[0].Record.Intent.Number != 8 {
			t.Errorf("after %s it holds %+v", kind, again.Items()[0])
		}
	}
}

// Whatever is done with a queue, nothing comes up twice, and an earlier value stays as it was.
func TestNothingComesUpTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "", "\t"}), 2, 12).Draw(t, "lines")
		q, err := queue.Queue{}.Paste(strings.Join(lines, "\n"), terms())
		if err != nil || len(q.Items()) == 0 {
			t.Skip()
		}
		var confirmed []int
		for _, step := range rapid.SliceOf(rapid.IntRange(0, 30)).Draw(t, "steps") {
			before, was := q, list(q)
			switch at, ok := q.Next(); {
			case step%3 == 0 && ok:
				if slices.Contains(confirmed, at) {
					t.Fatalf("%d comes up twice in %v of %s", at, confirmed, was)
				}
				confirmed = append(confirmed, at)
				q = q.Start(at).End(at, deletion.Record{Outcome: deletion.Outcome{Kind: deletion.Accepted}})
			case step%3 == 1:
				q = q.Toggle(step % len(q.Items()))
			default:
				q = q.GoOn()
			}
			if list(before) != was {
				t.Fatalf("%s became %s", was, list(before))
			}
		}
		for _, at := range confirmed {
			if q.Items()[at].State != queue.Ended {
				t.Fatalf("%d was confirmed, and is %d", at, q.Items()[at].State)
			}
		}
	})
}
