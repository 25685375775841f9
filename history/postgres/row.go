package postgres

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/list"
)

// listRow is a row of the list, with what a search looks at.
type listRow struct {
	list.Row
	words string
}

// rowOf is the row of a record. The events have its texts as they were.
func rowOf(record deletion.Record, late bool) listRow {
	row := listRow{Row: list.Of(record.Intent.Number, record, late)}
	row.Replace(storable)
	row.words = fmt.Sprintf("%d\n%s", row.Number(), row.Words())
	return row
}

// PostgreSQL takes no zero byte in a text (postgresql.org/docs, "Character Types"). The words
// that stand for it, and for what they are made of, are a comma-free code: none begins within
// two others. So texts keep their order, and one is a part of another as before.
var (
	withoutZeros = strings.NewReplacer("\x00", "\x01\x01\x01\x02", "\x01", "\x01\x01\x02\x02", "\x02", "\x01\x02\x02\x02")
	withZeros    = strings.NewReplacer("\x01\x01\x01\x02", "\x00", "\x01\x01\x02\x02", "\x01", "\x01\x02\x02\x02", "\x02")
)

// storable is a text as PostgreSQL takes it, and stored is the text again.
func storable(text string) string {
	for i := range len(text) {
		if text[i] <= 2 || text[i] >= utf8.RuneSelf {
			return withoutZeros.Replace(strings.ToValidUTF8(text, "\uFFFD"))
		}
	}
	return text
}

func stored(text string) string { return withZeros.Replace(text) }

// Shows compares everything that the row has.
func (r *listRow) Shows(record *deletion.Record, late bool) bool {
	return r.ShowsAs(record, late, storable) && r.hasWords()
}

// hasWords compares the words with the other columns, of which they are made.
func (r *listRow) hasWords() bool {
	number, words, _ := strings.Cut(r.words, "\n")
	return number == strconv.FormatInt(r.Number(), 10) && r.HasWords(words)
}

const rowEnd = ", late, words"

var rowColumns = strings.Split(list.Names+rowEnd, ", ")

// placesInRow are the places of columns in the table, from 1 on.
func placesInRow(names ...string) string {
	var places []string
	for _, name := range names {
		places = append(places, strconv.Itoa(slices.Index(rowColumns, name)+1))
	}
	return strings.Join(places, ", ")
}

var (
	selectRows = `SELECT ` + list.Names + rowEnd + ` FROM deletecall.record`
	insertRow  = `deletecall.record (` + list.Names + rowEnd + `) VALUES (` + places(len(list.Columns)+2) + `)`
	// updateRow has the number as its first argument. Once late, a record stays late.
	updateRow  = setRow(`late OR $%d`)
	restateRow = setRow(`$%d`)
)

// setRow is the statement that gives a row other values.
func setRow(late string) string {
	var set []string
	for i, c := range list.Columns[1:] {
		set = append(set, fmt.Sprintf("%s = $%d", c.Name, i+2))
	}
	next := len(list.Columns) + 1
	set = append(set, fmt.Sprintf("late = "+late, next), fmt.Sprintf("words = $%d", next+1))
	return `UPDATE deletecall.record SET ` + strings.Join(set, ", ") + ` WHERE number = $1`
}

// places are the places of arguments: "$1, $2".
func places(count int) string {
	all := make([]string, count)
	for i := range all {
		all[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(all, ", ")
}

func (r *listRow) arguments() []any { return append(r.Arguments(), r.Late, r.words) }

func scanRow(row pgx.CollectableRow) (*listRow, error) {
	var found listRow
	return &found, found.scan(row)
}

func (r *listRow) scan(row pgx.CollectableRow) error { return r.Scan(withWords{row, &r.words}) }
