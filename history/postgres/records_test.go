package postgres

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/history/storetest"
	"deletecall/query"
)

// More records than a page are read, and each is the one that was recorded.
func TestEveryRecordIsReadAndChecked(t *testing.T) {
	owner, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	const count = pageOfRecords + 30
	storetest.OddRecords(t, s, rand.New(rand.NewPCG(rand.Uint64(), 1)), count)
	read := func() (numbers, misfits []int64) {
		for record, err := range s.Records(t.Context(), query.Query{}, func(number int64) { misfits = append(misfits, number) }) {
			if err != nil {
				t.Fatal(err)
			}
			if numbers = append(numbers, record.Intent.Number); slices.Contains(misfits, record.Intent.Number) != (record.Intent.Endpoint == "") {
				t.Errorf("record %d is shown as %q", record.Intent.Number, record.Intent.Identifier)
			}
		}
		return numbers, misfits
	}
	numbers, misfits := read()
	if len(numbers) != count || numbers[0] != count || numbers[count-1] != 1 || len(misfits) != 0 {
		t.Errorf("%d records from %d to %d, misfits %v", len(numbers), numbers[0], numbers[len(numbers)-1], misfits)
	}
	if !slices.IsSortedFunc(numbers, func(a, b int64) int { return int(b - a) }) {
		t.Error("they are not the newest first")
	}
	forger := forgery{t, owner}
	forger.ChangeRow(7)
	forger.do(`UPDATE deletecall.event SET data = data || '\x20' WHERE number = 9`)
	forger.do(`UPDATE deletecall.record SET words = 'x' WHERE number = 13`)
	numbers, misfits = read()
	if want := []int64{13, 9, 7}; len(numbers) != count || !slices.Equal(misfits, want) {
		t.Errorf("%d records, misfits %v, want %v", len(numbers), misfits, want)
	}
	changed, err := s.Changed(t.Context(), []deletion.Record{{Intent: deletion.Intent{Number: 6}}, {Intent: deletion.Intent{Number: 7}}})
	if err != nil || !slices.Equal(changed, []int64{7}) {
		t.Errorf("changed: %v, %v", changed, err)
	}
	forger.RemoveRow(20)
	for _, err := range s.Records(t.Context(), query.Query{}, func(int64) {}) {
		if err == nil {
			t.Error("a list that lacks a record is taken for the whole")
		}
		break
	}
}

func TestTheNewestDeletionOfATargetIsFound(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	for n := range 20 {
		intent := intentOn("AB-1")
		intent.Endpoint = fmt.Sprint("https://verba.example.com/", n)
		recorded, err := s.RecordIntent(t.Context(), intent, deletion.Guards{})
		if err == nil {
			err = s.RecordOutcome(t.Context(), recorded, acceptedOutcome())
		}
		if err == nil && n == 2 { // a later refusal does not hide it
			refused := acceptedOutcome()
			refused.Kind = deletion.Refused
			if recorded, err = s.RecordIntent(t.Context(), intent, deletion.Guards{}); err == nil {
				err = s.RecordOutcome(t.Context(), recorded, refused)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	selector, err := deletion.NewSelector(deletion.CallID, "ab-1", "")
	if err != nil {
		t.Fatal(err)
	}
	request := deletion.Request{Selector: selector}
	request.Server.Endpoint = "https://verba.example.com/2"
	target, err := s.OnTarget(t.Context(), request)
	if err != nil || target.Deleted == nil || target.Deleted.Intent.Number != 3 || target.LastConfirmed.IsZero() || target.Pending != nil {
		t.Errorf("%+v, %v", target, err)
	}
	request.Server.Endpoint = "https://verba.example.com/99"
	if target, err := s.OnTarget(t.Context(), request); err != nil || target.Deleted != nil {
		t.Errorf("a target that nobody deleted: %+v, %v", target.Deleted, err)
	}
}

func TestAnOrderOfAnExportIsThatOfOneMoment(t *testing.T) {
	_, console := newHistory(t)
	storetest.OneMoment(t, mustOpen(t, console, Options{}))
}
