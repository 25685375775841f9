package sqlite

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/history/storetest"
	"deletecall/query"
	"deletecall/testkit"
)

func TestAValueThatIsTooLongTakesNoMemoryAndHidesNoOtherRecord(t *testing.T) {
	testkit.Alone(t)
	const length = 40_000_000
	path, want := wholeHistory(t)
	for name, statement := range map[string]string{
		"an event":            `UPDATE event SET data = zeroblob(LENGTH) WHERE seq = 9`,
		"a kind":              `UPDATE event SET kind = hex(zeroblob(LENGTH/2)) WHERE seq = 9`,
		"answers":             `UPDATE event SET answers = zeroblob(LENGTH) WHERE seq = 10`,
		"hashes":              `UPDATE event_hash SET hashes = zeroblob(LENGTH) WHERE seq = 9`,
		"an operator":         `UPDATE record SET operator = hex(zeroblob(LENGTH/2)) WHERE number = 5`,
		"an identifier":       `UPDATE record SET identifier = hex(zeroblob(LENGTH/2)) WHERE number = 5`,
		"a message":           `UPDATE record SET message = hex(zeroblob(LENGTH/2)) WHERE number = 5`,
		"a checkpoint":        `INSERT INTO checkpoint VALUES (999, zeroblob(LENGTH))`,
		"a key":               `INSERT INTO public_key (key) VALUES (hex(zeroblob(LENGTH/2)))`,
		"the fingerprint key": `UPDATE meta SET value = zeroblob(60000000)`,
	} {
		t.Run(name, func(t *testing.T) {
			damaged := copyOfHistory(t, path)
			forgeElsewhere(t, damaged, strings.ReplaceAll(statement, "LENGTH", strconv.Itoa(length)))
			before := peakMemory(t)
			store, err := Open(context.Background(), damaged, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			if got := listed(t, store); len(got) != len(want) {
				t.Errorf("%d records are listed", len(got))
			}
			if got := exported(t, store); len(got) != len(want) {
				t.Errorf("%d records are exported", len(got))
			}
			var unreadable *deletion.UnreadableError
			var mismatch *deletion.RecordMismatchError
			if _, err := store.Record(context.Background(), 5); err != nil && !errors.As(err, &unreadable) && !errors.As(err, &mismatch) {
				t.Error(err)
			}
			query, err := query.Parse("gdpr", begin)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := store.Count(context.Background(), query); err != nil {
				t.Error(err)
			}
			_, _ = store.Verify(context.Background(), nil)
			var failure *deletion.HistoryError
			if _, err := store.Ready(context.Background()); !errors.As(err, &failure) {
				t.Errorf("something could be sent: %v", err)
			}
			if err := checkSigned(context.Background(), store.reader, "1"); slices.Contains([]string{"a checkpoint", "a key", "the fingerprint key"}, name) && !isDamage(err) {
				t.Errorf("of a large history it could be sent from: %v", err)
			}
			if err := checkLengths(context.Background(), store.reader); !isDamage(err) {
				t.Errorf("a backup does not say it: %v", err)
			}
			most := int64(length / 2)
			if name == "the fingerprint key" {
				most = driver.MaxHeap // SQLite reads the whole row of this table to find it
			}
			if more := peakMemory(t) - before; more > most {
				t.Errorf("it took %d MB more", more/1_000_000)
			}
			_, _ = storetest.Findings(context.Background(), store) // with its cache of indexCache
			if more := peakMemory(t) - before; more > most+indexCache<<10 {
				t.Errorf("all findings took %d MB more", more/1_000_000)
			}
		})
	}
}

func TestASchemaThatIsTooLongTakesNoMemory(t *testing.T) {
	testkit.Alone(t)
	path, _ := wholeHistory(t)
	forgeElsewhere(t, path, `PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('view', 'x', 'x', 0, 'CREATE VIEW x AS SELECT ''' || hex(zeroblob(75000000)) || '''')`)
	before := peakMemory(t)
	var failure *deletion.HistoryError
	if store, err := Open(context.Background(), path, Options{}); !errors.As(err, &failure) {
		t.Errorf("it was opened: %v, %v", store, err)
	}
	if more := peakMemory(t) - before; more > 75_000_000 {
		t.Errorf("it took %d MB more", more/1_000_000)
	}
}

// forgeElsewhere changes a database in another process: this one can't take so much
// memory any more.
func forgeElsewhere(t *testing.T, path, statement string) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestForgeElsewhere$")
	child.Env = append(os.Environ(), "FORGED="+path, "FORGERY="+statement)
	if output, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

func TestForgeElsewhere(t *testing.T) {
	path, statement := os.Getenv("FORGED"), os.Getenv("FORGERY")
	if path == "" {
		t.Skip("it is the other process of forgeElsewhere")
	}
	forge(t, path, func(f forger) { f.do(statement) })
}

// peakMemory is the most memory that this process has had, in bytes.
func peakMemory(t *testing.T) int64 {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return usage.Maxrss << 10
}
