package postgres

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/testkit/pgserver"
)

// A console may not rewrite the tables. Whoever may gets a warning, and then no file of a table or
// an index has what expired.
func TestNothingOfWhatExpiredIsLeftOnceTheTablesAreRewritten(t *testing.T) {
	server := pgserver.Own(t)
	if _, err := Init(t.Context(), server.URL(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	administrate(t, server.URL(), `CREATE ROLE console LOGIN IN ROLE deletecall_writer`)
	s := mustOpen(t, as(t, server.URL(), "console"), Options{})
	const number = "30-5550-4711-86"
	deleteWith(t, s, number)
	expired, err := s.Expire(t.Context(), []store.Expiry{{Records: []int64{1}, Data: deletion.DataSet(deletion.AllData()...),
		Act: history.Act{What: history.ExpiryAct, Operator: deletion.Operator{Name: "alice"}}}}, func(int64, int64) {})
	if err != nil || expired.Records != 1 {
		t.Fatal(expired, err)
	}
	if !strings.HasSuffix(expired.Remains, rewriting) {
		t.Errorf("it says %q", expired.Remains)
	}
	administrate(t, server.URL(), `CHECKPOINT`)
	if len(filesWith(t, server, number)) == 0 {
		t.Error("the older versions of the rows are not where this test looks")
	}
	administrate(t, server.URL(), rewriting)
	administrate(t, server.URL(), `CHECKPOINT`) // which also removes the files before
	if found := filesWith(t, server, number); len(found) > 0 {
		t.Errorf("it is in %q", found)
	}
	expectWhole(t, s)
}

// filesWith are the files of tables and indexes with these bytes.
func filesWith(t *testing.T, server *pgserver.Server, text string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(server.Data(), "base"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		if bytes.Contains(content, []byte(text)) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
