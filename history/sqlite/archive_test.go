package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	log "deletecall/history/store"
	"deletecall/query"
)

// years is a history of one deletion a day, of which the second stays open until
// the last day. A checkpoint is signed after the first, the third and the fifth.
//
//	event 1, 2  day 0: intent, outcome      checkpoint 2
//	event 3     day 1: intent
//	event 4, 5  day 2: intent, outcome      checkpoint 5
//	event 6     an export on day 3
//	event 7, 8  day 3: intent, outcome
//	event 9     day 1: outcome
//	event 10, 11 day 4: intent, outcome     checkpoint 11
func years(t *testing.T) *Store {
	t.Helper()
	store, ctx := openStore(t, newPath(t)), context.Background()
	origin, err := proof.Origin(store.ID())
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := proof.OpenKey(t.TempDir()+"/key", origin)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var late deletion.Intent
	for i := range 5 {
		intent := intentFor(fmt.Sprint(8000 + i))
		intent.Confirmed = day(i)
		if i == 3 {
			must(store.RecordAct(ctx, history.Act{What: "csv", At: day(3)}))
		}
		recorded, err := store.RecordIntent(ctx, intent, deletion.Guards{})
		must(err)
		switch i {
		case 1:
			late = recorded
			continue
		case 3:
			must(store.RecordOutcome(ctx, recorded, accepted()))
			must(store.RecordOutcome(ctx, late, accepted()))
			continue
		}
		must(store.RecordOutcome(ctx, recorded, accepted()))
		_, err = store.Sign(ctx, key)
		must(err)
	}
	return store
}

// archiveEnd asks as the command does.
func archiveEnd(t *testing.T, store *Store, before time.Time) (size int64, err error) {
	t.Helper()
	err = store.Whole(t.Context(), func(from log.Snapshot) (err error) {
		size, err = log.ArchiveEnd(t.Context(), from, before)
		return err
	})
	return size, err
}

func day(i int) time.Time { return begin.AddDate(0, 0, i) }

// signWithNewKey has the history go on under a key of which an archive of the time before knows nothing.
func signWithNewKey(t *testing.T, store *Store) {
	t.Helper()
	key, _, err := proof.OpenKey(t.TempDir()+"/key", store.Origin())
	if err == nil {
		err = store.RecordAct(t.Context(), history.Act{What: history.KeyAct, Detail: key.Public(), At: day(5)})
	}
	if err == nil {
		_, err = store.Sign(t.Context(), key)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnArchiveEndsWithTheLastCheckpointBeforeTheFirstLaterDeletion(t *testing.T) {
	store := years(t)
	for _, test := range []struct {
		before time.Time
		size   int64 // 0 when there is no checkpoint
	}{
		{day(0), 0},
		{day(0).Add(time.Microsecond), 2},
		{day(1), 2},
		{day(2), 2},
		{day(2).Add(time.Microsecond), 5},
		{day(4), 5},
		{day(5), 11},
	} {
		size, err := archiveEnd(t, store, test.before)
		var none *log.NoCheckpointError
		if size != test.size || errors.As(err, &none) != (test.size == 0) || err != nil && none == nil {
			t.Errorf("before %s it ends with %d, want %d; %v", test.before, size, test.size, err)
		}
	}
}

func TestAnExportOfLaterDoesNotBelongToTheArchive(t *testing.T) {
	store, key, _ := signed(t)
	first, _, err := store.TreeHead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.RecordAct(context.Background(), history.Act{What: "csv", At: day(9)}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Sign(context.Background(), key); err != nil {
		t.Fatal(err)
	}
	for before, want := range map[time.Time]int64{day(9): first, day(9).Add(time.Microsecond): first + 1} {
		if size, err := archiveEnd(t, store, before); err != nil || size != want {
			t.Errorf("before %s it ends with %d, want %d; %v", before, size, want, err)
		}
	}
}

func TestAnArchiveIsAHistoryOfItsOwnThatProvesItself(t *testing.T) {
	store := years(t)
	signWithNewKey(t, store)
	path := emptyFile(t)
	copied, err := archived(context.Background(), store, path, 5, quietly)
	if err != nil || copied.Events != 5 || copied.Records != 3 || copied.Open != 1 {
		t.Fatalf("%+v, %v", copied, err)
	}
	expectNothingElse(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	archive := openStore(t, path) // as every command opens it
	if !archive.IsArchive() || store.IsArchive() || archive.ID() != store.ID() {
		t.Error("an archive is taken for a history, or has another ID")
	}
	report, err := archive.Verify(context.Background(), nil)
	if err != nil || len(report.Findings()) > 0 || report.ConfirmedSize != 5 || report.KeptConfirmed != 2 || report.Root != copied.Root {
		t.Errorf("%+v, %v", report, err)
	}
	if findings := verified(t, archive); len(findings) > 0 {
		t.Errorf("found %q", findings)
	}
	if err := archive.CheckTree(context.Background()); err != nil {
		t.Error(err)
	}
	// The second deletion's outcome came later.
	if record := mustRecord(t, archive, 2); record.Outcome.Kind != deletion.Pending {
		t.Errorf("%s", record.Outcome.Kind)
	}
	page, err := archive.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 10})
	if err != nil || len(page.Records) != 3 || page.Records[0].Intent.Identifier != "8002" {
		t.Errorf("%+v, %v", page.Records, err)
	}
	if _, err := archive.RecordIntent(context.Background(), intentFor("1"), deletion.Guards{}); err == nil || !strings.Contains(err.Error(), "is an archive") {
		t.Errorf("%v", err)
	}
	selector, err := deletion.NewSelector(deletion.Extension, "8002", string(deletion.Last))
	if err != nil {
		t.Fatal(err)
	}
	if target, err := archive.OnTarget(context.Background(), requestFor(endpoint, selector)); err != nil || target.Deleted == nil {
		t.Errorf("what was sent to a target before can't be read, %v", err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("using it changed the archive, %v", err)
	}
	if _, total, err := store.Count(context.Background(), query.Query{}); err != nil || total != 5 {
		t.Errorf("the history has %d records, %v", total, err)
	}
}

// It is written up to a checkpoint, which nothing else covers.
func TestAnArchiveWithoutTheCheckpointAtItsEndIsFoundOut(t *testing.T) {
	store := years(t)
	path := emptyFile(t)
	if _, err := archived(t.Context(), store, path, 5, quietly); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(log.CheckEnd(t.Context(), store), log.CheckEnd(t.Context(), openCopied(t, path))); err != nil {
		t.Error(err)
	}
	forge(t, path, func(f forger) { f.do(`DELETE FROM checkpoint WHERE size = 5`) })
	var contradicted *log.ContradictedError
	if err := log.CheckEnd(t.Context(), openCopied(t, path)); !errors.As(err, &contradicted) {
		t.Errorf("it is taken for whole, %v", err)
	}
}

// archived writes an archive, as app does of every store's history.
func archived(ctx context.Context, s *Store, file string, size int64, progress func(done, total int64)) (copied log.Copied, err error) {
	err = s.Whole(ctx, func(from log.Snapshot) (err error) {
		copied, err = WriteArchive(ctx, file, s.Identity(), from, size, progress)
		return err
	})
	return copied, err
}

func TestAnArchiveHasEveryByteOfTheHistory(t *testing.T) {
	store := years(t)
	signWithNewKey(t, store)
	size, _, err := store.TreeHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := emptyFile(t)
	if _, err := archived(t.Context(), store, path, size, quietly); err != nil {
		t.Fatal(err)
	}
	if there, want := tables(t, path), tables(t, store.place.Path()); there != want {
		t.Errorf("it has\n%s\nwant\n%s", there, want)
	}
}

// tables is what a copy holds, as text.
func tables(t *testing.T, path string) (text string) {
	t.Helper()
	db, err := openCopy(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{`SELECT seq || number || kind || hex(data) || quote(fields) || quote(answers) FROM event ORDER BY seq`,
		`SELECT seq || hex(hashes) FROM event_hash ORDER BY seq`, `SELECT size || note FROM checkpoint ORDER BY size`, `SELECT number || key FROM public_key`,
		`SELECT name || hex(value) FROM meta ORDER BY name`, `SELECT number || outcome FROM record ORDER BY number`} {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			text += row + "\n"
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return text
}

func TestACancelledArchiveIsGivenUp(t *testing.T) {
	store := years(t)
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := archived(ctx, store, emptyFile(t), 5, func(int64, int64) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWhatDoesNotVerifyIsNotArchived(t *testing.T) {
	for name, statements := range map[string]string{
		"an edited event": `DROP TRIGGER event_is_never_changed; UPDATE event SET data = CAST(replace(data, 'last', 'next') AS BLOB) WHERE number = 2`,
		"a lost event":    `DROP TRIGGER event_is_never_removed; DELETE FROM event WHERE seq = 4`,
		"an event that is no event": `DROP TRIGGER event_is_never_changed;
			UPDATE event SET data = x'00' WHERE seq = 4`,
		"a second outcome of a record": `DROP TRIGGER event_is_never_changed;
			UPDATE event SET (number, kind, data, fields, answers) = (SELECT number, kind, data, fields, answers FROM event WHERE seq = 2) WHERE seq = 4`,
		"a checkpoint that nobody signed": `DROP TRIGGER checkpoint_is_never_changed;
			UPDATE checkpoint SET note = CAST(replace(note, '— ', '— x') AS BLOB) WHERE size = 5`,
	} {
		t.Run(name, func(t *testing.T) {
			store := years(t)
			if _, err := store.writer.Exec(statements); err != nil {
				t.Fatal(err)
			}
			var unproved *log.NotProvedError
			if _, err := archived(context.Background(), store, emptyFile(t), 5, quietly); !errors.As(err, &unproved) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Without the event that says so, what an expiry removed would seem to be gone.
func TestAnArchiveHasTheExpiryThatRemovedSomethingOfIt(t *testing.T) {
	store, key, _ := signed(t)
	store.writer.pause = func(context.Context) error { return nil } // for the deletion that it leaves without an outcome
	expiry := log.Expiry{Records: []int64{1}, Data: deletion.DataSet(deletion.AllData()...), Act: history.Act{What: history.ExpiryAct, At: day(9)}}
	if done, err := store.Expire(t.Context(), []log.Expiry{expiry}, quietly); err != nil || done.Records != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	expectRefused := func(before time.Time, advice string) {
		t.Helper()
		var none *log.NoCheckpointError
		if size, err := archiveEnd(t, store, before); !errors.As(err, &none) || !none.Removed.Equal(day(9)) || !strings.HasSuffix(err.Error(), advice) {
			t.Errorf("before %s it ends with %d, %v", before, size, err)
		}
	}
	expectRefused(day(9), "Name a later date")
	expectRefused(day(10), "run: deletecall history checkpoint") // nothing signed covers the expiry yet
	if _, err := store.Sign(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	expectRefused(day(9), "Name a later date")
	size, err := archiveEnd(t, store, day(10))
	if err == nil {
		_, err = archived(t.Context(), store, emptyFile(t), size, quietly)
	}
	if err != nil {
		t.Error(err)
	}
}

// The statements that are prepared fail with other words than the cancellation.
func TestAnArchiveThatIsCancelledWhileItsEventsAreWrittenSaysSo(t *testing.T) {
	store := years(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := store.Whole(ctx, func(from log.Snapshot) error {
		_, err := WriteArchive(ctx, emptyFile(t), store.Identity(), cancelling{from, cancel}, 5, quietly)
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// cancelling cancels between two events, when they have been read already.
type cancelling struct {
	log.Snapshot
	cancel func()
}

func (c cancelling) Events(context.Context) iter.Seq2[proof.StoredEvent, error] {
	return func(yield func(proof.StoredEvent, error) bool) {
		for event, err := range c.Snapshot.Events(context.Background()) {
			if event.Seq == 3 {
				c.cancel()
				for range 1000 { // the transaction ends in another goroutine
					runtime.Gosched()
				}
			}
			if !yield(event, err) {
				return
			}
		}
	}
}
