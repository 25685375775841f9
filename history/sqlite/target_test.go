package sqlite

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"deletecall/deletion"
)

func unknown() deletion.Outcome {
	return deletion.Outcome{Kind: deletion.Unknown, Cause: deletion.CauseTime}
}

func requestFor(endpoint string, selector deletion.Selector) deletion.Request {
	return deletion.Request{Server: deletion.Server{Endpoint: endpoint}, Selector: selector}
}

// mustEnd records a deletion of a target with its outcome, knowingly repeating another one.
func mustEnd(t *testing.T, store *Store, identifier string, again int64, outcome deletion.Outcome) deletion.Intent {
	t.Helper()
	intent := intentFor(identifier)
	intent.Again = again
	intent.ID = fmt.Sprintf("%s after %d", identifier, again)
	recorded, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
	if err == nil {
		err = store.RecordOutcome(context.Background(), recorded, outcome)
	}
	if err != nil {
		t.Fatal(err)
	}
	return recorded
}

func TestATargetWithAnUnknownOutcomeTakesNoFurtherIntent(t *testing.T) {
	store := openStore(t, newPath(t))
	mustEnd(t, store, "8856", 0, unknown())
	mustEnd(t, store, "8857", 0, unknown())
	for _, test := range []struct {
		again int64
		fits  bool
	}{{0, false}, {2, false}, {99, false}, {1, true}} {
		intent := intentFor("8856")
		intent.ID, intent.Again, intent.Status = fmt.Sprint("further ", test.again), test.again, deletion.Ongoing
		_, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
		var unsettled *deletion.UnsettledTargetError
		switch {
		case test.fits && err != nil:
			t.Errorf("naming %d: %v", test.again, err)
		case !test.fits && (!errors.As(err, &unsettled) || unsettled.Records[0].Number != 1 || unsettled.Records[0].By != "Alice"):
			t.Errorf("naming %d: %v", test.again, err)
		}
	}
	if record := mustRecord(t, store, 3); record.Intent.Again != 1 {
		t.Errorf("the record names %d as repeated", record.Intent.Again)
	}
}

func TestTheNewestUnknownOutcomeStandsForTheOthers(t *testing.T) {
	store := openStore(t, newPath(t))
	mustEnd(t, store, "8856", 0, unknown())
	mustEnd(t, store, "8856", 1, unknown())
	intent := intentFor("8856")
	intent.ID, intent.Again = "further", 1
	var unsettled *deletion.UnsettledTargetError
	if _, err := store.RecordIntent(context.Background(), intent, deletion.Guards{}); !errors.As(err, &unsettled) || len(unsettled.Records) != 2 || unsettled.Records[0].Number != 2 {
		t.Errorf("naming the older one: %v", err)
	}
	intent.Again = 2
	if _, err := store.RecordIntent(context.Background(), intent, deletion.Guards{}); err != nil {
		t.Errorf("naming the newest: %v", err)
	}
}

func TestOnlyAnUnknownOutcomeOfTheTargetIsRepeated(t *testing.T) {
	store := openStore(t, newPath(t))
	mustEnd(t, store, "8856", 0, accepted())
	mustEnd(t, store, "8857", 0, unknown())
	mustEnd(t, store, "8858", 0, unknown())
	settlement := deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: deletion.Operator{Name: "bob"}, Settled: begin}
	if err := store.RecordSettlement(context.Background(), 3, settlement); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		identifier string
		again      int64
		fits       bool
	}{{"8856", 1, false}, {"8856", 2, false}, {"8856", 99, false}, {"8858", 3, true}} {
		intent := intentFor(test.identifier)
		intent.ID, intent.Again = fmt.Sprint(test), test.again
		_, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
		var wrong *deletion.NotRepeatableError
		if test.fits != (err == nil) || !test.fits && !errors.As(err, &wrong) {
			t.Errorf("%s naming %d: %v", test.identifier, test.again, err)
		}
	}
}

// Two scripts that repeat the same unknown outcome at once send one request.
func TestOfTwoThatNameTheSameRecordOneIsRecorded(t *testing.T) {
	path := newPath(t)
	stores := []*Store{openWith(t, path, patient), openWith(t, path, patient), openWith(t, path, patient)}
	mustEnd(t, stores[0], "8856", 0, unknown())
	var all sync.WaitGroup
	errs := make([]error, len(stores))
	for i, store := range stores {
		all.Go(func() {
			intent := intentFor("8856")
			intent.ID, intent.Again = fmt.Sprint("script ", i), 1
			recorded, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
			if err == nil {
				err = store.RecordOutcome(context.Background(), recorded, unknown())
			}
			errs[i] = err
		})
	}
	all.Wait()
	recorded := 0
	for _, err := range errs {
		var busy *deletion.TargetBusyError
		var unsettled *deletion.UnsettledTargetError
		switch {
		case err == nil:
			recorded++
		case !errors.As(err, &busy) && !errors.As(err, &unsettled):
			t.Error(err)
		}
	}
	if recorded != 1 {
		t.Errorf("%d were recorded", recorded)
	}
}

func TestWhatIsKnownAboutATarget(t *testing.T) {
	store := openStore(t, newPath(t))
	selector, err := deletion.NewSelector(deletion.Extension, "8856", string(deletion.Ongoing))
	if err != nil {
		t.Fatal(err)
	}
	on := func() deletion.TargetHistory {
		t.Helper()
		target, err := store.OnTarget(context.Background(), requestFor(endpoint, selector))
		if err != nil {
			t.Fatal(err)
		}
		return target
	}
	if target := on(); target.Deleted != nil || target.Pending != nil || len(target.Unknown) != 0 || !target.LastConfirmed.IsZero() {
		t.Errorf("in an empty history: %+v", target)
	}
	mustEnd(t, store, "8856", 0, accepted())
	mustEnd(t, store, "8856", 0, unknown())
	mustIntent(t, store, "1")
	for _, by := range deletion.SameServer(endpoint) {
		if same, err := store.OnTarget(context.Background(), requestFor(by, selector)); err != nil || !reflect.DeepEqual(same, on()) {
			t.Errorf("by %s it is %+v, %v", by, same, err)
		}
	}
	target := on()
	if target.Deleted == nil || target.Deleted.Intent.Number != 1 || len(target.Unsettled()) != 1 || target.Pending != nil || !target.LastConfirmed.Equal(begin) {
		t.Errorf("%+v", target)
	}
	intent := intentFor("8856")
	intent.ID, intent.Again = "in progress", 2
	if _, err := store.RecordIntent(context.Background(), intent, deletion.Guards{}); err != nil {
		t.Fatal(err)
	}
	if target := on(); target.Pending == nil || target.Pending.Intent.Number != 4 {
		t.Errorf("%+v", target.Pending)
	}
}
