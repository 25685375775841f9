package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"deletecall/history/sqlite/driver"
	"deletecall/query"
)

// indexedUpTo returns up to which record the index is used; -1 when it is not.
func indexedUpTo(t *testing.T, store *Store) int64 {
	t.Helper()
	ctx := context.Background()
	if withoutFTS5() {
		t.Skip("this build has no FTS5; make test has")
	}
	query, err := query.Parse("885", begin)
	if err != nil {
		t.Fatal(err)
	}
	search, ok := store.words.Search(ctx, wordSnapshot{store.reader}, query.Terms())
	if !ok {
		return -1
	}
	defer search.End()
	return search.UpTo()
}

var withoutFTS5 = sync.OnceValue(func() bool {
	db, err := sql.Open(driver.Name, ":memory:")
	if err != nil {
		panic(err)
	}
	defer db.Close()
	_, err = db.Exec(`CREATE VIRTUAL TABLE w USING fts5 (text)`)
	return err != nil
})

const indexedRecords = 60

// indexedHistory is a closed history with an index. It is filled once.
func indexedHistory(t *testing.T) (path string) {
	t.Helper()
	path = newPath(t)
	store := openStore(t, path)
	fill(t, store, rand.New(rand.NewPCG(3, 4)), indexedRecords, "accepted", "refused", "unknown")
	if err := store.Index(context.Background()); err != nil {
		t.Fatal(err)
	}
	makeLate(t, store, 7)
	if upTo := indexedUpTo(t, store); upTo != indexedRecords {
		t.Fatalf("the index goes up to %d", upTo)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// copyOfHistory copies a closed history with all the files next to it.
func copyOfHistory(t *testing.T, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "data")
	outside(t, `cp -a "$(dirname "$1")" "`+copied+`"`, path)
	return atHome(t, filepath.Join(copied, filepath.Base(path)))
}

// putBack puts an older state of a history in its place, with its marker.
func putBack(t *testing.T, older, path string) {
	t.Helper()
	outside(t, `cp "`+older+`" "$1"; cp "`+older+`-marker" "$1-marker"`, path)
	atHome(t, path)
}

// foundBy are the records that the words find, the newest first.
func foundBy(t *testing.T, store *Store, words string) (numbers []int64) {
	t.Helper()
	filter, err := query.Parse(words, begin)
	if err != nil {
		t.Fatal(err)
	}
	page, err := store.Find(context.Background(), filter, query.PageRequest{Limit: 1000})
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	for _, record := range page.Records {
		numbers = append(numbers, record.Intent.Number)
	}
	matching, _, err := store.Count(context.Background(), filter)
	if err != nil || matching != int64(len(numbers)) {
		t.Errorf("%s: %d found, %d counted, %v", words, len(numbers), matching, err)
	}
	return numbers
}

// inIndex runs statements on the index, as somebody with sqlite3 would.
func inIndex(statements string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		db, err := sql.Open("sqlite3", path+"-search")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statements); err != nil {
			t.Fatal(err)
		}
	}
}

// tamperings are what can become of an index. None of them may hide a record.
func tamperings(t *testing.T, good string) map[string]func(*testing.T, string) {
	all := map[string]func(*testing.T, string){
		"all deleted":             inIndex(`INSERT INTO words (words) VALUES ('delete-all')`),
		"one record deleted":      inIndex(`INSERT INTO words (words, rowid, text) VALUES ('delete', 5, '8856'), ('delete', 9, 'gdpr-2211')`),
		"a record added":          inIndex(`INSERT INTO words (rowid, text) VALUES (99, 'gdpr-2211')`),
		"the watermark raised":    inIndex(`UPDATE seal SET number = 1000`),
		"the watermark lowered":   inIndex(`UPDATE seal SET number = 10`),
		"the seal removed":        inIndex(`DELETE FROM seal`),
		"the seal short":          inIndex(`UPDATE seal SET digest = x'00'`),
		"short words removed":     inIndex(`DELETE FROM trigram WHERE text >= 'b' AND text < 'c'`),
		"a table of FTS5 emptied": inIndex(`DELETE FROM words_data WHERE id > 10`),
		"a row of FTS5 changed":   inIndex(`UPDATE words_data SET block = zeroblob(length(block)) WHERE id = (SELECT max(id) FROM words_data)`),
		"tables dropped":          inIndex(`DROP TABLE words; DROP TABLE trigram`),
		"of an older program":     inIndex(`PRAGMA user_version = 2`),
		"of a newer program":      inIndex(`PRAGMA user_version = 9`),
		"emptied":                 func(t *testing.T, path string) { outside(t, `: > "$1-search"`, path) },
		"cut off":                 func(t *testing.T, path string) { outside(t, `truncate -s 8192 "$1-search"`, path) },
		"not a database":          func(t *testing.T, path string) { outside(t, `yes no | head -c 20000 > "$1-search"`, path) },
		"of another history":      func(t *testing.T, path string) { outside(t, `cp "`+indexedHistory(t)+`-search" "$1-search"`, path) },
		"newer than the history": func(t *testing.T, path string) {
			goOn(t, path)
			putBack(t, good, path)
		},
		"of another way it went": func(t *testing.T, path string) {
			goOn(t, path)
			putBack(t, good, path)
			goOn(t, path)
		},
		"under a -wal that is new": func(t *testing.T, path string) {
			outside(t, `echo nonsense > "$1-search-wal"; chmod 600 "$1-search-wal"`, path)
		},
	}
	info, err := os.Stat(good + "-search")
	if err != nil {
		t.Fatal(err)
	}
	for page := range info.Size() / 4096 {
		for fill, content := range map[string]byte{"zeroed": 0, "overwritten": 0xa5} {
			all[fmt.Sprintf("page %d %s", page+1, fill)] = func(t *testing.T, path string) { overwritePage(t, path+"-search", page, content) }
		}
	}
	return all
}

// goOn records and indexes more.
func goOn(t *testing.T, path string) {
	t.Helper()
	store := openStore(t, path)
	fill(t, store, rand.New(rand.NewPCG(rand.Uint64(), 1)), 5, "accepted")
	if err := store.Index(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

func overwritePage(t *testing.T, file string, page int64, content byte) {
	t.Helper()
	opened, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err == nil {
		_, err = opened.WriteAt([]byte(strings.Repeat(string([]byte{content}), 4096)), page*4096)
	}
	if err == nil {
		err = opened.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

var searches = []string{"8856", "gdpr-2211", "bob", "éva", "b", "zz", "found", "came", "árvíz", "pro", "quoted 8857", "-gdpr 885"}

// scanned is what a history without an index finds.
func scanned(t *testing.T, path string) (all [][]int64) {
	t.Helper()
	path = copyOfHistory(t, path)
	outside(t, `rm -f "$1"-search*`, path)
	store := openStore(t, path)
	for _, words := range searches {
		all = append(all, foundBy(t, store, words))
	}
	return all
}

func TestAnIndexThatDoesNotFitHidesNoRecordIsFoundAndIsBuiltAgain(t *testing.T) {
	if withoutFTS5() {
		t.Skip("this build has no FTS5; make test has")
	}
	good := indexedHistory(t)
	for name, tamper := range tamperings(t, good) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := copyOfHistory(t, good)
			tamper(t, path)
			want := scanned(t, path)
			store := openStore(t, path)
			expect := func(when string) {
				for i, words := range searches {
					if got := foundBy(t, store, words); !slices.Equal(got, want[i]) {
						t.Errorf("%s %q finds %v, want %v", when, words, got, want[i])
					}
				}
			}
			findings, err := store.SearchFindings(context.Background())
			harmless := indexedUpTo(t, store) >= indexedRecords // such as a page that is not in use
			if err != nil || (len(findings) == 0) != harmless || !harmless && !strings.Contains(findings[0], "search index") {
				t.Errorf("the index fits: %v; found %q, %v", harmless, findings, err)
			}
			expect("before it is built again,")
			if err := store.Index(context.Background()); err != nil {
				t.Fatal(err)
			}
			expect("afterwards,")
			if upTo := indexedUpTo(t, store); upTo < indexedRecords {
				t.Errorf("built again, it goes up to %d", upTo)
			}
			if findings, err := store.SearchFindings(context.Background()); err != nil || len(findings) > 0 {
				t.Errorf("built again: found %q, %v", findings, err)
			}
		})
	}
}

// While a console is open, another program may write into its index.
func TestAnIndexThatIsChangedWhileItIsOpenHidesNoRecord(t *testing.T) {
	path := indexedHistory(t)
	want := scanned(t, path)
	store := openStore(t, path)
	if upTo := indexedUpTo(t, store); upTo != indexedRecords {
		t.Fatalf("it goes up to %d", upTo)
	}
	inIndex(`INSERT INTO words (words) VALUES ('delete-all')`)(t, path)
	for i, words := range searches {
		if got := foundBy(t, store, words); !slices.Equal(got, want[i]) {
			t.Errorf("%q finds %v, want %v", words, got, want[i])
		}
	}
	if upTo := indexedUpTo(t, store); upTo != -1 {
		t.Errorf("it is used up to %d", upTo)
	}
}

// An index without records, begun by a command that only reads, would fit nothing.
func TestASearchMakesNoIndex(t *testing.T) {
	path := indexedHistory(t)
	for _, file := range []string{path + "-search", path + "-search-wal", path + "-search-shm"} {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	store := openStore(t, path)
	if found := foundBy(t, store, "8856"); len(found) == 0 {
		t.Error("8856 finds nothing")
	}
	if _, err := os.Lstat(path + "-search"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after a search there is an index: %v", err)
	}
	if findings, err := store.SearchFindings(context.Background()); err != nil || len(findings) > 0 {
		t.Errorf("without an index: found %q, %v", findings, err)
	}
	if err := store.Index(context.Background()); err != nil {
		t.Fatal(err)
	}
	if upTo := indexedUpTo(t, store); !withoutFTS5() && upTo < indexedRecords {
		t.Errorf("the index that is made afterwards goes up to %d", upTo)
	}
}

func TestAnIndexThatSomebodyElseMadeIsNotOpened(t *testing.T) {
	good := indexedHistory(t)
	for name, spoil := range map[string]string{
		"another user's":      `chown 65534 "$1-search"`,
		"another user's -wal": `: > "$1-search-wal"; chmod 600 "$1-search-wal"; chown 65534 "$1-search-wal"`,
		"others may write it": `chmod 666 "$1-search"`,
		"others may read it":  `chmod 644 "$1-search"`,
		"a link":              `mv "$1-search" "$1-x"; ln -s "$1-x" "$1-search"`,
		"a pipe":              `rm "$1-search"; mkfifo -m 600 "$1-search"`,
		"a -shm that is none": `mkdir "$1-search-shm"`,
	} {
		if strings.Contains(spoil, "chown") && os.Geteuid() != 0 {
			continue // only root can give files away
		}
		path := copyOfHistory(t, good)
		outside(t, spoil, path)
		want := scanned(t, good)
		store := openStore(t, path)
		if upTo := indexedUpTo(t, store); upTo != -1 {
			t.Errorf("%s: it is used up to %d", name, upTo)
		}
		for i, words := range searches {
			if got := foundBy(t, store, words); !slices.Equal(got, want[i]) {
				t.Errorf("%s: %q finds %v, want %v", name, words, got, want[i])
			}
		}
		if err := store.Index(context.Background()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if findings, err := store.SearchFindings(context.Background()); err != nil || len(findings) != 1 {
			t.Errorf("%s: found %q, %v", name, findings, err)
		}
		if warnings := store.Warnings(context.Background(), nil); !slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, "Searches take longer") }) {
			t.Errorf("%s: it is not said: %q", name, warnings)
		}
	}
}
