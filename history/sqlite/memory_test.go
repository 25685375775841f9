package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/place"
)

// remembered makes a history with three records, closed again, of which a folder
// elsewhere knows. All of it lies below root.
func remembered(t *testing.T) (path string, options Options) {
	t.Helper()
	root := t.TempDir()
	path = filepath.Join(root, "data", "history.db")
	options = Options{Memory: filepath.Join(root, "configuration", "histories")}
	store := openWith(t, path, options)
	fillAndCheckpoint(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path, options
}

// ready opens and gets ready as every deletion does, and returns what is wrong.
func ready(path string, options Options) error {
	store, err := Open(context.Background(), path, options)
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = store.Ready(context.Background())
	return err
}

func TestAHistoryThatWasRemovedWithAllBesideItIsNotBegunAnewUnnoticed(t *testing.T) {
	for script, problem := range map[string]string{
		`rm -r "$1" "$1"-*`:                           "is missing, although it had records",
		`rm -r "$(dirname "$1")"`:                     "is missing, although it had records",
		`rm -r "$1" "$1"-*; : > "$1"; chmod 600 "$1"`: "is empty, although it had records",
		`mv "$(dirname "$1")" "$(dirname "$1")-old"`:  "is missing, although it had records",
		// A link to a new place.
		`cd "$(dirname "$1")/.." && mv data old && mkdir -m 700 new && ln -s new data`: "is missing, although it had records",
		`mv "$1" "$1.old"; : > "$1.new"; chmod 600 "$1.new"; ln -s "$1.new" "$1"`:      "is empty, although it had records",
	} {
		path, options := remembered(t)
		outside(t, script, path)
		wantHistoryError(t, script, ready(path, options), problem)
		for _, marker := range []string{path + "-marker", options.Memory} {
			if err := os.RemoveAll(marker); err != nil {
				t.Fatal(err)
			}
		}
		if intent := mustIntent(t, openWith(t, path, options), "8856"); intent.Number != 1 {
			t.Errorf("%s: begun again on purpose, the first number is %d", script, intent.Number)
		}
	}
}

func TestALinkToAnotherHistoryTakesNoIntent(t *testing.T) {
	path, options := remembered(t)
	other := newPath(t)
	filled(t, other)
	outside(t, `rm -r "$1" "$1"-*; ln -s "`+other+`" "$1"`, path)
	wantHistoryError(t, "link", ready(path, options), "is not the history that was here before")
}

func TestALinkThatLeadsElsewhereSinceTheLastStartTakesNoIntent(t *testing.T) {
	path, options := remembered(t)
	other, link := newPath(t), filepath.Join(t.TempDir(), "link.db")
	filled(t, other)
	outside(t, `ln -s "`+path+`" "$1"`, link)
	mustIntent(t, openWith(t, link, options), "8856")
	outside(t, `ln -sfn "`+other+`" "$1"`, link)
	wantHistoryError(t, "link", ready(link, options), "is not the history that was here before")
}

func TestAHistoryThatWasMovedAndLinkedToGoesOn(t *testing.T) {
	for _, script := range []string{
		`mkdir -m 700 "$1-moved" && mv "$1" "$1-moved/h.db" && ln -s "$1-moved/h.db" "$1"`,
		`mkdir -m 700 "$1-moved" && mv "$1" "$1-moved/h.db" && mv "$1-marker" "$1-moved/h.db-marker" && ln -s "$1-moved/h.db" "$1"`,
		`cd "$(dirname "$1")/.." && mv data moved && ln -s moved data`,
	} {
		path, options := remembered(t)
		outside(t, script, path)
		if intent := mustIntent(t, openWith(t, path, options), "8856"); intent.Number != 4 {
			t.Errorf("%s: the next number is %d", script, intent.Number)
		}
	}
}

func TestAnOutcomeThatWasPutAsideBesideTheLinkIsTakenOver(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	intent := mustIntent(t, store, "8856")
	outside(t, `mkdir -m 700 "$1-moved" && mv "$1" "$1-moved/h.db" && cp -p "$1-wal" "$1-moved/h.db-wal" && ln -s "$1-moved/h.db" "$1"`, path)
	wantAside(t, "moved", store.RecordOutcome(context.Background(), intent, accepted()))
	die(store)
	if record := mustRecord(t, openStore(t, path), 1); record.Outcome.Kind != deletion.Accepted {
		t.Errorf("the next start makes of it %s", record.Outcome.Kind)
	}
}

func TestALinkToAnOlderCopyIsFoundByTheMarkersNextToBoth(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	outside(t, `mkdir -m 700 "$1-copies" && cp -p "$1" "$1-copies/h.db"`, path)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	_ = store.RecordOutcome(context.Background(), intentOf(t, store, 4), accepted())
	_ = store.Close()
	outside(t, `rm "$1" && ln -s "$1-copies/h.db" "$1"`, path)
	wantHistoryError(t, "link", ready(path, Options{}), "is a copy, which is only read")
}

func TestOfSeveralMarkersTheOneThatKnowsMostIsBelieved(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	outside(t, `mkdir -m 700 "$1-moved" && cp -p "$1" "$1.copy" && mv "$1" "$1-moved/h.db" && ln -s "$1-moved/h.db" "$1"`, path)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	_ = store.Close()
	outside(t, `rm "$1-moved"/h.db && mv "$1.copy" "$1-moved/h.db"`, path)
	wantHistoryError(t, "copy", ready(path, Options{}), "ends with record 3, although it had record 4")
}

func TestAMarkerElsewhereKnowsOfTheNewestRecord(t *testing.T) {
	path, options := remembered(t)
	outside(t, `cp "$1" "$1.copy"`, path)
	store := openWith(t, path, options)
	mustIntent(t, store, "8856")
	_ = store.Close()
	outside(t, `rm -r "$1" "$1"-*; mv "$1.copy" "$1"`, path)
	wantHistoryError(t, "copy", ready(path, options), "ends with record 3, although it had record 4")
}

func TestWhatIsRememberedRaisesNoFalseAlarm(t *testing.T) {
	root := t.TempDir()
	for name, memory := range map[string]string{
		"no memory":                  "",
		"a folder that is not there": filepath.Join(root, "none", "histories"),
		"a place that is no folder":  "/dev/null/histories",
	} {
		path := newPath(t)
		options := Options{Memory: memory}
		if err := ready(path, options); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		// Before the first record a history can be removed and made as often as one likes.
		outside(t, `rm -r "$(dirname "$1")"`, path)
		for _, identifier := range []string{"1", "2"} {
			mustIntent(t, openWith(t, path, options), identifier)
		}
	}
}

func TestAHistoryThatWasRestoredOnAnotherMachineIsRememberedThere(t *testing.T) {
	path, options := remembered(t)
	restored := newPath(t)
	outside(t, `mkdir -m 700 "$(dirname "`+restored+`")" && cp -p "$1" "`+restored+`"`, path)
	elsewhere := Options{Memory: filepath.Join(filepath.Dir(options.Memory), "elsewhere")}
	wantHistoryError(t, "not restored", ready(restored, elsewhere), "is a copy, which is only read")
	restore(t, restored, restored, elsewhere)
	mustIntent(t, openWith(t, restored, elsewhere), "8856")
	if !place.IsInUse(restored, elsewhere.Memory) || !place.IsKnown(restored, "") {
		t.Error("it is not known")
	}
	outside(t, `rm -r "$1" "$1"-*`, restored)
	wantHistoryError(t, "removed", ready(restored, elsewhere), "is missing, although it had records")
	if !place.IsKnown(restored, elsewhere.Memory) || place.IsKnown(restored, "") || place.IsKnown("/no/folder/history.db", elsewhere.Memory) {
		t.Error("what was removed is known for ever, or not at all")
	}
}

// A history that was on a server left there what this machine could not record in time.
func TestAnOutcomeThatAServerCouldNotTakeIsImportedIntoTheFile(t *testing.T) {
	memory := t.TempDir()
	store, other := openWith(t, newPath(t), Options{Memory: memory}), openWith(t, newPath(t), Options{Memory: memory})
	intent := mustIntent(t, store, "8856")
	if err := store.PutAside(history.NewOutcome(intent.Number, intent.ID, accepted())); err != nil {
		t.Fatal(err)
	}
	aside := filepath.Join(memory, "server.outcomes")
	if err := os.Rename(store.place.SideFile(), aside); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		of    *Store
		stays bool
	}{{other, true}, {store, false}} {
		warnings, err := step.of.Ready(t.Context())
		left, readErr := os.ReadFile(aside)
		if err := errors.Join(err, readErr); err != nil || len(left) > 0 != step.stays || len(warnings) > 0 {
			t.Errorf("%v: %q is left, %q, %v", step.stays, left, warnings, err)
		}
	}
	record, err := store.Record(t.Context(), intent.Number)
	if err != nil || record.Outcome.Kind != deletion.Accepted {
		t.Errorf("%q, %v", record.Outcome.Kind, err)
	}
}
