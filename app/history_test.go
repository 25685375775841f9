package app

import (
	"context"
	"errors"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/logfile"
	"deletecall/query"
)

// brokenIndex is a history whose search index fails in the worst way.
type brokenIndex struct {
	store.History
	asked chan struct{}
}

func (b brokenIndex) Index(context.Context) error {
	select {
	case b.asked <- struct{}{}:
	default:
	}
	panic("broken")
}

func (brokenIndex) Close() error                        { return nil }
func (brokenIndex) SignWith(func() (*proof.Key, error)) {}
func (cutStore) SignWith(func() (*proof.Key, error))    {}
func (brokenIndex) Readable() error                     { return nil }
func (brokenIndex) Unwritable() error                   { return errors.New("broken") }

func TestASearchIndexThatPanicsDoesNotEndTheProcess(t *testing.T) {
	log, err := logfile.Open(logfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	broken := brokenIndex{asked: make(chan struct{})}
	history := &History{
		open:  func(context.Context) (store.History, error) { return broken, nil },
		stays: true, session: &Session{Log: log},
	}
	if _, err := history.get(context.Background()); err != nil {
		t.Fatal(err)
	}
	<-broken.asked
	if err := history.Close(); err != nil {
		t.Error(err)
	}
}

func TestAHistoryThatCouldNotBeOpenedIsTriedAgain(t *testing.T) {
	tries := 0
	history := &History{open: func(context.Context) (store.History, error) {
		if tries++; tries == 1 {
			return nil, errors.New("locked")
		}
		return brokenIndex{}, nil
	}}
	if _, err := history.get(context.Background()); err == nil {
		t.Error("the first try succeeded")
	}
	if _, err := history.get(context.Background()); err != nil || tries != 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

// The console asks in the background, and may do so when it is gone already.
func TestAQuestionOpensNoHistoryThatWasClosed(t *testing.T) {
	opened := 0
	history := &History{open: func(context.Context) (store.History, error) { opened++; return brokenIndex{}, nil }}
	if _, err := history.read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := history.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := history.read(t.Context()); !errors.Is(err, errClosed) || opened != 1 {
		t.Errorf("%v, opened %d times", err, opened)
	}
	if _, err := history.get(t.Context()); err != nil || opened != 2 {
		t.Errorf("an outcome that comes late: %v, opened %d times", err, opened)
	}
}

// cutStore is a history that would end the process if it was read.
type cutStore struct{ store.History }

var errCut = errors.New("cut off")

func (cutStore) Readable() error { return errCut }

func (cutStore) RecordOutcome(context.Context, deletion.Intent, deletion.Outcome) error { return nil }

func TestAHistoryThatCannotBeReadSafelyIsNotRead(t *testing.T) {
	history := &History{open: func(context.Context) (store.History, error) { return cutStore{}, nil }}
	ctx := context.Background()
	if _, err := history.Find(ctx, query.Query{}, query.PageRequest{}); !errors.Is(err, errCut) {
		t.Errorf("Find: %v", err)
	}
	if _, err := history.Record(ctx, 1); !errors.Is(err, errCut) {
		t.Errorf("Record: %v", err)
	}
	if err := guarded(cutStore{}, func() error { return nil }); !errors.Is(err, errCut) {
		t.Errorf("in the background: %v", err)
	}
	if err := history.RecordOutcome(ctx, deletion.Intent{}, deletion.Outcome{}); err != nil {
		t.Errorf("an outcome finds its own way: %v", err)
	}
}
