package sqlite

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A value of a column is exchanged for each of these, as far as it is another one.
var otherValues = map[string][]string{
	"TEXT":    {"%s || 'x'", "''", "substr(%s, 2)", "upper(%s)", "NULL"},
	"INTEGER": {"coalesce(%s, 0) + 100", "-coalesce(%s, 1)", "0", "NULL"},
	"BLOB":    {"zeroblob(16)", "x''", "CAST(%s || x'00' AS BLOB)", "CAST(substr(%s, 2) AS BLOB)", "NULL"},
}

// Columns of which a change says nothing, and why.
var harmless = map[string]string{
	"public_key.number": "it is only the order in which keys were kept",
}

// Read from the schema, so that a column that is added is tried too.
func TestAChangeOfAnyColumnOfAnyTableIsFound(t *testing.T) {
	content, checkpoint := regularFile(t)
	store, _, _ := regular(t)
	columns, err := all(each(t.Context(), store.reader, scanText, `SELECT m.name || '.' || c.name || '.' || c.type
		FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1`))
	if err != nil || len(columns) < 30 {
		t.Fatalf("%q, %v", columns, err)
	}
	for _, column := range columns {
		part := strings.Split(column, ".")
		table, name := part[0], part[1]
		if harmless[table+"."+name] != "" {
			continue
		}
		t.Run(table+"."+name, func(t *testing.T) {
			t.Parallel()
			tried := 0
			for _, value := range otherValues[part[2]] {
				var changed bool
				made := forged(t, content, func(f forger) { changed = f.exchange(table, name, strings.ReplaceAll(value, "%s", name)) })
				if !changed {
					continue
				}
				tried++
				if findings := lookedAt(t, made, checkpoint); len(findings) == 0 {
					t.Errorf("exchanged for %s, and nothing was found", value)
				}
			}
			if tried == 0 {
				t.Error("it was never exchanged")
			}
		})
	}
}

// exchange puts another value into the column of a row that has one, and reports whether the
// table takes it, and it is another one.
func (f forger) exchange(table, column, value string) bool {
	f.t.Helper()
	key := f.texts(`SELECT name FROM pragma_table_info('` + table + `') WHERE pk = 1`)[0]
	where := fmt.Sprintf(`(%s) IS NOT %s`, value, column)
	row := fmt.Sprintf(`(SELECT %[2]s FROM %[1]s WHERE %[3]s ORDER BY %[2]s LIMIT 1 OFFSET (SELECT count(*) FROM %[1]s WHERE %[3]s) / 3)`, table, key, where)
	result, err := f.db.Exec(fmt.Sprintf(`UPDATE %s SET %s = %s WHERE %s = %s`, table, column, value, key, row))
	if err != nil {
		return false // the table takes no such value
	}
	count, err := result.RowsAffected()
	return err == nil && count == 1
}

// What is listed as harmless is there.
func TestWhatIsHarmlessIsAColumn(t *testing.T) {
	store, _, _ := regular(t)
	for column := range harmless {
		table, name, _ := strings.Cut(column, ".")
		columns, err := all(each(t.Context(), store.reader, scanText, `SELECT name FROM pragma_table_info('`+table+`')`))
		if err != nil || !slices.Contains(columns, name) {
			t.Errorf("%s: %q, %v", column, columns, err)
		}
	}
}
