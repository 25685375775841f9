package app

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/config"
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

func (brokenIndex) Close() error                              { return nil }
func (brokenIndex) SignWith(func() (*proof.Key, error), bool) {}
func (cutStore) SignWith(func() (*proof.Key, error), bool)    {}
func (brokenIndex) Readable() error                           { return nil }
func (brokenIndex) Unwritable() error                         { return errors.New("broken") }

func nothing(context.Context, store.History) error { return nil }

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
	if err := history.use(t.Context(), recording, nothing); err != nil {
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
	if err := history.use(t.Context(), recording, nothing); err == nil {
		t.Error("the first try succeeded")
	}
	if err := history.use(t.Context(), recording, nothing); err != nil || tries != 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

// A console asks for several things when it starts. Of a server that says nothing each would wait
// for the one before, and then as long again.
func TestWhoeverWaitsForAnOpeningThatFailsDoesNotWaitForAnother(t *testing.T) {
	const questions = 3
	var opened atomic.Int64
	silent := errors.New("does not answer")
	h := &History{}
	h.open = func(context.Context) (store.History, error) {
		opened.Add(1)
		for h.asked.Load() < questions {
			runtime.Gosched()
		}
		return nil, silent
	}
	answers := make(chan error)
	for range questions {
		go func() { answers <- h.use(context.Background(), asking, nothing) }()
	}
	for range questions {
		if err := <-answers; !errors.Is(err, silent) {
			t.Error(err)
		}
	}
	if opened.Load() != 1 {
		t.Errorf("opened %d times", opened.Load())
	}
	if err := h.use(context.Background(), asking, nothing); !errors.Is(err, silent) || opened.Load() != 2 {
		t.Errorf("a later question: %v, opened %d times", err, opened.Load())
	}
}

// The console asks in the background, and may do so when it is gone already.
func TestAQuestionOpensNoHistoryThatWasClosed(t *testing.T) {
	opened := 0
	history := &History{open: func(context.Context) (store.History, error) { opened++; return brokenIndex{}, nil }}
	if err := history.use(t.Context(), reading, nothing); err != nil {
		t.Fatal(err)
	}
	if err := history.Close(); err != nil {
		t.Fatal(err)
	}
	if err := history.use(t.Context(), reading, nothing); !errors.Is(err, errClosed) || opened != 1 {
		t.Errorf("%v, opened %d times", err, opened)
	}
	if err := history.use(t.Context(), recording, nothing); err != nil || opened != 2 {
		t.Errorf("an outcome that comes late: %v, opened %d times", err, opened)
	}
}

// A server that takes a connection and says nothing must not keep a console from ending.
func TestNobodyWaitsForAnOpeningThatIsNotNeededAnyMore(t *testing.T) {
	begun := make(chan struct{}, 1)
	history := &History{stays: true, open: func(ctx context.Context) (store.History, error) {
		begun <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	asked := make(chan error)
	go func() { asked <- history.use(t.Context(), reading, nothing) }()
	<-begun
	if problems := history.Finish(t.Context()); len(problems) > 0 {
		t.Errorf("%q", problems)
	}
	if err := history.Close(); err != nil {
		t.Error(err)
	}
	if err := <-asked; !errors.Is(err, context.Canceled) {
		t.Errorf("it was answered: %v", err)
	}
}

// slowStore answers when its question is ended, and records when it may.
type slowStore struct {
	store.History
	may      chan struct{}
	isClosed *bool
}

func (s slowStore) Readable() error { return nil }

func (s slowStore) Record(ctx context.Context, _ int64) (deletion.Record, error) {
	<-ctx.Done()
	return deletion.Record{}, ctx.Err()
}

func (s slowStore) RecordOutcome(ctx context.Context, _ deletion.Intent, _ deletion.Outcome) error {
	<-s.may
	return ctx.Err()
}

func (s slowStore) Close() error { *s.isClosed = true; return nil }

func TestClosingEndsAQuestionAndWaitsForWhatIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := slowStore{may: make(chan struct{}), isClosed: new(bool)}
		history := &History{open: func(context.Context) (store.History, error) { return slow, nil }}
		answered, recorded, closed := make(chan error, 1), make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := history.Record(t.Context(), 1)
			answered <- err
		}()
		go func() { recorded <- history.RecordOutcome(t.Context(), deletion.Intent{}, deletion.Outcome{}) }()
		synctest.Wait()
		go func() { closed <- history.Close() }()
		synctest.Wait()
		if err := <-answered; !errors.Is(err, context.Canceled) {
			t.Errorf("the question: %v", err)
		}
		if *slow.isClosed {
			t.Error("it is closed while an outcome is recorded")
		}
		close(slow.may)
		if err := errors.Join(<-recorded, <-closed); err != nil {
			t.Error(err)
		}
	})
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

// Where nobody is asked, the intent's own transaction takes the lock, and where somebody is, nobody is to confirm in vain.
func TestOnlyWhereSomebodyIsAskedIsTheHistoryLockedBefore(t *testing.T) {
	for confirmed, limit := range map[bool]time.Duration{true: time.Hour, false: 50 * time.Millisecond} {
		folder := t.TempDir()
		session := sessionAt(t, folder, config.Flags{History: filepath.Join(folder, "history.db")})
		history := session.History(confirmed)
		if _, err := history.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		database, err := sql.Open("sqlite3", "file:"+session.Paths.History+"?_txlock=immediate")
		if err != nil {
			t.Fatal(err)
		}
		lock, err := database.Begin()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		if _, err := history.Ready(ctx); (err == nil) != confirmed {
			t.Errorf("confirmed: %t, and getting ready ends with %v", confirmed, err)
		}
		cancel()
		if err := errors.Join(lock.Rollback(), database.Close(), history.Close()); err != nil {
			t.Error(err)
		}
	}
}
