package sqlite

import (
	"slices"
	"strings"
	"testing"

	"deletecall/history/list"
	"deletecall/query"
)

// The migrations say again what the columns are.
func TestTheTableHasTheColumns(t *testing.T) {
	store := openStore(t, newPath(t))
	rows, err := store.reader.Query(`SELECT name, type, "notnull" OR pk FROM pragma_table_info('record')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var made, wanted []string
	for rows.Next() {
		var name, kind string
		var notNull bool
		if err := rows.Scan(&name, &kind, &notNull); err != nil {
			t.Fatal(err)
		}
		made = append(made, name+" "+kind+nullable(!notNull))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, c := range list.Columns {
		kinds := map[list.Kind]string{list.Number: "INTEGER", list.Text: "TEXT", list.Blob: "BLOB"}
		wanted = append(wanted, c.Name+" "+kinds[c.Kind]+nullable(c.MayBeNull))
	}
	slices.Sort(made)
	slices.Sort(wanted)
	if !slices.Equal(made, wanted) {
		t.Errorf("the migrations make\n%s\nthe columns are\n%s", strings.Join(made, "\n"), strings.Join(wanted, "\n"))
	}
}

func nullable(may bool) string {
	if may {
		return " or null"
	}
	return ""
}

func TestEveryFieldOfTheLanguageIsKnownToTheStore(t *testing.T) {
	for _, info := range query.Fields() {
		filter, err := query.Parse(string(info.Field)+":"+info.Example, begin)
		if err != nil {
			t.Fatal(err)
		}
		if condition := where(filter); len(condition.Args) == 0 {
			t.Errorf("%s: no condition, %s", info.Field, condition.Text)
		}
	}
}

func TestEveryOrderHasItsIndex(t *testing.T) {
	store := openStore(t, newPath(t))
	for _, field := range query.OrderFields() {
		if field == query.OrderByTime {
			continue // that of the numbers, which are the rows'
		}
		var keys string
		err := store.reader.QueryRow(`SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(?) ORDER BY seqno)`,
			"record_by_"+string(field)).Scan(&keys)
		if err != nil || keys != string(field)+",number" {
			t.Errorf("%s: an index of %q, %v", field, keys, err)
		}
	}
}
