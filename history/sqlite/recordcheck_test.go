package sqlite

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	log "deletecall/history/store"
	"deletecall/query"
	"deletecall/testkit"
)

// Of record 4, with the events 7 and 8, each change is found by whoever reads only that
// record; what can't be found there, the look at the whole tree shows.
func TestARecordThatWasChangedIsNotHandedOut(t *testing.T) {
	content, _ := regularFile(t)
	const alike = "does not match the history"
	for name, test := range testkit.SomeOf(map[string]struct {
		change  func(forger)
		refused bool // by the reading of record 4 alone
		marked  bool // in a stream of records
		number  int64
	}{
		"an edited event":                           {sqlOf(renameInEvent), true, true, 4},
		"another identifier":                        {sqlOf(`UPDATE event SET fields = said(fields, '8004', '9004') WHERE number = 4; ` + renameInList), true, true, 4},
		"an identifier of which the digest is left": {sqlOf(`UPDATE event SET fields = forgotten(fields, 'identifier') WHERE seq = 7; UPDATE record SET identifier = '' WHERE number = 4`), true, true, 4},
		"no fields":                                 {sqlOf(`UPDATE event SET fields = NULL WHERE seq = 7`), true, true, 4},
		"a field of no version":                     {sqlOf(`UPDATE event SET fields = x'ff00fe' WHERE seq = 7`), true, true, 4},
		"with its row":                              {sqlOf(renameInEvent + ";" + renameInList), true, true, 4},
		"with its hash":                             {func(f forger) { f.do(renameInEvent); f.releaf(7) }, true, true, 4},
		"with all hashes":                           {func(f forger) { f.do(renameInEvent + ";" + renameInList); f.rehash() }, true, false, 4},
		"another number in its column":              {sqlOf(`UPDATE event SET number = 5 WHERE seq = 8`), true, true, 5},
		"without its outcome":                       {sqlOf(`UPDATE event SET number = 5 WHERE seq = 8`), true, true, 4},
		"another kind in its column":                {sqlOf(`UPDATE event SET kind = 'export' WHERE seq = 7`), true, true, 4},
		"other answers":                             {sqlOf(`UPDATE event SET answers = x'00' WHERE seq = 8`), true, false, 4},
		"no answers":                                {sqlOf(`UPDATE event SET answers = NULL WHERE seq = 8`), true, false, 4},
		"answers of nobody":                         {sqlOf(`UPDATE event SET answers = x'00' WHERE seq = 7`), true, false, 4},
		"its row":                                   {sqlOf(`UPDATE record SET outcome = 'refused' WHERE number = 4`), true, true, 4},
		"no row":                                    {sqlOf(`DELETE FROM record WHERE number = 4`), true, false, 4},
		"a row without events":                      {sqlOf(`CREATE TEMP TABLE one AS SELECT * FROM record WHERE number = 4; UPDATE one SET number = 99; INSERT INTO record SELECT * FROM one`), true, false, 99},
		"no outcome":                                {sqlOf(`DELETE FROM event WHERE seq = 8`), true, true, 4},
		"no outcome in the row either":              {sqlOf(`DELETE FROM event WHERE seq = 8; UPDATE record SET outcome = 'pending', cause = '', code = NULL, message = '' WHERE number = 4`), false, false, 4},
		"no intent":                                 {sqlOf(`DELETE FROM event WHERE seq = 7`), true, true, 4},
		"the last event":                            {sqlOf(`DELETE FROM event WHERE seq = 63`), true, true, 31},
		"an event too many":                         {sqlOf(`INSERT INTO event SELECT 64, number, kind, data, fields, answers FROM event WHERE seq = 8`), true, true, 4},
		"an event too many, hashed": {func(f forger) {
			f.do(`INSERT INTO event SELECT 64, number, kind, data, fields, answers FROM event WHERE seq = 8`)
			f.rehash()
		}, true, true, 4},
		"an event too many that fits everything": {secondOutcome, true, true, 4},
		"another record's outcome":               {sqlOf(`UPDATE event SET number = 4 WHERE seq = 10`), true, true, 4},
		"not an event":                           {func(f forger) { f.do(`UPDATE event SET data = x'7b' WHERE seq = 7`); f.rehash() }, true, true, 4},
		"its stored hash":                        {sqlOf(`UPDATE event_hash SET hashes = CAST(iif(substr(hashes, 1, 1) = x'00', x'01', x'00') || substr(hashes, 2) AS BLOB) WHERE seq = 7`), true, true, 4},
		"no stored hash":                         {sqlOf(`DELETE FROM event_hash WHERE seq = 7`), true, true, 4},
		"a hash above its neighbours":            {sqlOf(`UPDATE event_hash SET hashes = CAST(substr(hashes, 1, 40) || iif(substr(hashes, 41, 1) = x'00', x'01', x'00') || substr(hashes, 42) AS BLOB) WHERE seq = 6`), true, false, 4},
		"the hash of all before":                 {sqlOf(`UPDATE event_hash SET hashes = CAST(substr(hashes, 1, 150) || iif(substr(hashes, 151, 1) = x'00', x'01', x'00') || substr(hashes, 152) AS BLOB) WHERE seq = 32`), true, false, 4},
		"a checkpoint":                           {sqlOf(`UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), '— ', '— x') AS BLOB)`), true, false, 4},
		"the keys":                               {sqlOf(`DELETE FROM public_key`), true, false, 4},
		"the name of the history":                {sqlOf(`UPDATE meta SET value = x'00'`), true, false, 4},
		"everything, with another key":           {func(f forger) { f.rewrite() }, true, false, 4},
		"another record":                         {sqlOf(`DELETE FROM event WHERE seq = 20`), false, false, 4},
		"another row":                            {sqlOf(`DELETE FROM record WHERE number = 5`), false, false, 4},
		"the tail and all that knew it":          {sqlOf(`DELETE FROM event WHERE seq > 40; DELETE FROM event_hash WHERE seq > 41; DELETE FROM checkpoint WHERE size > 40; DELETE FROM record WHERE number > 20; DELETE FROM late`), false, false, 4},
	}) {
		t.Run(name, func(t *testing.T) {
			store := forged(t, content, test.change)
			_, err := store.Record(context.Background(), test.number)
			var mismatch *deletion.RecordMismatchError
			if errors.As(err, &mismatch) != test.refused || test.refused && (mismatch.Number != test.number || !strings.Contains(err.Error(), alike)) {
				t.Errorf("reading it: %v", err)
			}
			var changed []int64
			for _, err := range store.Records(context.Background(), query.Query{}, func(number int64) { changed = append(changed, number) }) {
				if err != nil {
					t.Fatal(err)
				}
			}
			if slices.Contains(changed, test.number) != test.marked {
				t.Errorf("among all records %v were changed", changed)
			}
			var tree *log.TreeError
			if err := store.CheckTree(context.Background()); !test.refused && !errors.As(err, &tree) {
				t.Errorf("the tree: %v", err)
			}
		})
	}
}

// secondOutcome adds an outcome where there was one, and makes hashes and lists fit it.
func secondOutcome(f forger) {
	f.do(`INSERT INTO event SELECT 64, number, kind, data, fields, answers FROM event WHERE seq = 8; INSERT INTO late VALUES (4)`)
	f.rehash()
}

// releaf makes the stored hash of an event fit it, and leaves those above.
func (f forger) releaf(seq int64) {
	f.t.Helper()
	data := f.texts(`SELECT canonical(data) FROM event ORDER BY seq`)[seq-1]
	leaf := sha256.Sum256([]byte("\x00" + data))
	f.do(`UPDATE event_hash SET hashes = CAST(? || substr(hashes, 33) AS BLOB) WHERE seq = ?`, leaf[:], seq)
}

func TestAnUntouchedRecordIsHandedOutWhateverTheTreesSize(t *testing.T) {
	store := openStore(t, newPath(t))
	for n := range 70 { // past a window of the stream, whole and not
		intent := mustIntent(t, store, string(rune('a'+n)))
		if n%3 > 0 {
			if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
				t.Fatal(err)
			}
		}
		readOne(t, store, intent.Number)
		if n%9 == 0 || n > 60 {
			for number := int64(1); number <= intent.Number; number++ {
				readOne(t, store, number)
			}
			for _, err := range store.Records(context.Background(), query.Query{}, func(number int64) { t.Errorf("of %d records, %d", n+1, number) }) {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := store.CheckTree(context.Background()); err != nil {
		t.Error(err)
	}
}

func readOne(t *testing.T, store *Store, number int64) {
	t.Helper()
	if _, err := store.Record(context.Background(), number); err != nil {
		t.Errorf("record %d: %v", number, err)
	}
}

func TestANumberThatNobodyHadIsNoMismatch(t *testing.T) {
	content, _ := regularFile(t)
	path := emptyFile(t)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var missing *deletion.NoRecordError
	if _, err := openCopied(t, path).Record(context.Background(), 99); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
}

// A list looks at what it shows by its number: under the number of another record an event would never be
// looked at, and the list would show what it says.
func TestAListFindsAnEventThatClaimsToBeOfAnotherRecord(t *testing.T) {
	whole, _, _ := regular(t)
	path := whole.place.Path()
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	forge(t, path, func(f forger) {
		f.do(`UPDATE event SET data = CAST(replace(CAST(canonical(data) AS TEXT), '"number":2,', '"number":1,') AS BLOB) WHERE number = 2 AND kind = 'intent'`)
	})
	store := openStore(t, path)
	records := listed(t, store)
	numbers := map[int64]bool{}
	for _, record := range records {
		if numbers[record.Intent.Number] {
			t.Errorf("record %d is listed twice", record.Intent.Number)
		}
		numbers[record.Intent.Number] = true
	}
	changed, err := store.Changed(t.Context(), records)
	if err != nil || !slices.Equal(changed, []int64{2}) {
		t.Errorf("changed are %v, %v", changed, err)
	}
}
