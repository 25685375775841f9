package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/sample"
	log "deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/query"
	"deletecall/testkit"
)

const (
	damagedRecords = 120
	pageLength     = 4096
)

// wholeHistory is a closed history of a few hundred events with their checkpoint, all
// of it in one file.
func wholeHistory(t *testing.T) (path string, records []deletion.Record) {
	t.Helper()
	path = newPath(t)
	store := openStore(t, path)
	err := store.Fill(context.Background(), sample.Records(sample.Options{Seed: 7, Count: damagedRecords, Until: begin, Years: 1}), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	origin, err := proof.Origin(store.ID())
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := proof.OpenKey(newPath(t)+".key", origin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Sign(context.Background(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Ready(context.Background()); err != nil { // makes the marker
		t.Fatal(err)
	}
	records = listed(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path, records
}

// listed reads all records page by page, as a list does.
func listed(t *testing.T, store *Store) (records []deletion.Record) {
	t.Helper()
	for request := (query.PageRequest{Limit: 50}); ; {
		page, err := store.Find(context.Background(), query.Query{}, request)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, page.Records...)
		if !page.Next {
			return records
		}
		request.After = records[len(records)-1].Intent.Number
	}
}

// exported reads all records as an export does.
func exported(t *testing.T, store *Store) (records []deletion.Record) {
	t.Helper()
	for record, err := range store.Records(context.Background(), query.Query{}, func(int64) {}) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	return records
}

// damagedPages hands over copies of a history with one bad page each.
func damagedPages(t *testing.T, path string, try func(t *testing.T, damaged string, page int64)) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(9, 9))
	pages := len(content) / pageLength
	numbers := make([]int, pages)
	for i := range numbers {
		numbers[i] = i
	}
	for _, kind := range []string{"garbage", "zeroes", "another page"} {
		for _, page := range testkit.Some(numbers) {
			bad := make([]byte, pageLength)
			switch kind {
			case "garbage":
				for i := range bad {
					bad[i] = byte(random.Uint32())
				}
			case "another page":
				other := random.IntN(pages)
				copy(bad, content[other*pageLength:])
			}
			if bytes.Equal(bad, content[page*pageLength:][:pageLength]) {
				continue
			}
			t.Run(fmt.Sprintf("page %d %s", page+1, kind), func(t *testing.T) {
				t.Parallel()
				damaged := copyOfHistory(t, path)
				file, err := os.OpenFile(damaged, os.O_WRONLY, 0)
				if err == nil {
					_, err = file.WriteAt(bad, int64(page)*pageLength)
				}
				if err == nil {
					err = file.Close()
				}
				if err != nil {
					t.Fatal(err)
				}
				try(t, damaged, int64(page)+1)
			})
		}
	}
}

// What can be read of a history with one bad page: every record is listed, as it is or
// as one that can't be read, and by its number too.
func TestOneBadPageHidesNoMoreThanItHeld(t *testing.T) {
	path, want := wholeHistory(t)
	damagedPages(t, path, func(t *testing.T, damaged string, page int64) {
		store, err := Open(context.Background(), damaged, Options{})
		if err != nil && !hasSchema(t, damaged) {
			return // nobody knows what its pages are
		}
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		for way, got := range map[string][]deletion.Record{"listed": listed(t, store), "exported": exported(t, store)} {
			if len(got) != len(want) {
				t.Errorf("%d records are %s, want %d", len(got), way, len(want))
				continue
			}
			for i, record := range got {
				number := want[i].Intent.Number
				// Another table's page in the place of late says of some records what their events don't.
				if record.Intent.Number == number && (record.Intent.Identifier == log.CantBeRead || record.Intent.Identifier == log.ChangedRecord(number).Intent.Identifier) {
					continue
				}
				if jsonOf(t, record) != jsonOf(t, want[i]) {
					t.Errorf("record %d is %s as %s", want[i].Intent.Number, way, jsonOf(t, record))
				}
			}
		}
		for _, record := range want {
			number := record.Intent.Number
			got, err := store.Record(context.Background(), number)
			var bad *deletion.UnreadableError
			var mismatch *deletion.RecordMismatchError
			if errors.As(err, &bad) && bad.Number == number || errors.As(err, &mismatch) && mismatch.Number == number {
				continue
			}
			if err != nil || jsonOf(t, got) != jsonOf(t, record) {
				t.Errorf("record %d: %s, %v", number, jsonOf(t, got), err)
			}
		}
	})
}

// hasSchema reports whether SQLite still knows the tables of a database.
func hasSchema(t *testing.T, path string) bool {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables int
	return db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE type = 'table'`).Scan(&tables) == nil && tables == 7
}

func jsonOf(t *testing.T, record deletion.Record) string {
	t.Helper()
	text, err := record.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every page of a small history matters: what was recorded, where it is looked up, or
// what proves it.
func TestNothingIsSentFromAHistoryWithABadPage(t *testing.T) {
	path, _ := wholeHistory(t)
	damagedPages(t, path, func(t *testing.T, damaged string, page int64) {
		store, err := Open(context.Background(), damaged, Options{})
		if err == nil {
			defer store.Close()
			_, err = store.Ready(context.Background())
		}
		var failure *deletion.HistoryError
		if err == nil {
			// One empty index is as good as another one: nothing may be wrong then.
			findings, err := storetest.Findings(context.Background(), store)
			report, verifyErr := store.Verify(context.Background(), nil)
			if err != nil || verifyErr != nil || len(findings) > 0 || !report.OK() {
				t.Errorf("an intent could be recorded: %q, %q, %v, %v", findings, report.Findings(), err, verifyErr)
			}
			return
		}
		if !errors.As(err, &failure) {
			t.Fatal(err)
		}
		if store != nil {
			if _, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{}); !errors.As(err, &failure) {
				t.Errorf("an intent was recorded: %v", err)
			}
		}
	})
}

func TestAHistoryWithoutDamageIsSentFrom(t *testing.T) {
	path, _ := wholeHistory(t)
	store := openStore(t, path)
	if _, err := store.Ready(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := store.Damage(); err != nil {
		t.Error(err)
	}
}

// BenchmarkCheckContents is what a look at the whole of a small history costs before a deletion.
func BenchmarkCheckContents(b *testing.B) {
	for _, count := range []int{0, 20, 120, 400, 5000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			store := openStore(b, newPath(b))
			if count > 0 {
				fillSample(b, store, count)
			}
			for b.Loop() {
				if err := (eventLog{store}).Examine(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestAForgedHistoryIsCopiedAndNotSettled(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	mustEnd(t, store, "8856", 0, unknown())
	mustEnd(t, store, "8857", 0, accepted())
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	forge(t, path, func(f forger) {
		f.do(`UPDATE event SET fields = said(fields, '8857', '9001') WHERE number = 2`)
	})
	settlement := deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: deletion.Operator{Name: "bob"}, Settled: begin}
	wantHistoryError(t, "settled", openStore(t, path).RecordSettlement(t.Context(), 1, settlement), "damaged")

	forged := openStore(t, path)
	if copied, err := forged.Backup(t.Context(), emptyFile(t), quietly); err != nil || copied.Records != 2 || copied.Events != 4 {
		t.Errorf("copied: %+v, %v", copied, err)
	}
	wantHistoryError(t, "copied", forged.Damage(), "damaged")
}

func TestAnEventThatIsFiledAsAnotherOneStopsSending(t *testing.T) {
	path, _ := wholeHistory(t)
	for name, statement := range map[string]string{
		"another kind":   `UPDATE event SET kind = 'interruption' WHERE seq = 10`,
		"another record": `UPDATE event SET number = 7 WHERE seq = 10`,
		"no record":      `UPDATE event SET number = 0 WHERE seq = 10`,
	} {
		changed := copyOfHistory(t, path)
		forge(t, changed, func(f forger) { f.do(statement) })
		_, err := openStore(t, changed).Ready(context.Background())
		wantHistoryError(t, name, err, "damaged")
	}
}
