package list

import (
	"fmt"
	"strings"

	"deletecall/deletion"
)

// Row is a row of the list, and whether an outcome came late: see store.Entry.
type Row struct {
	Late   bool
	values []Value // of [Columns]
	into   []any   // pointers to all of it, for scanning
}

// Of returns the row that belongs to the record with a number.
func Of(number int64, record deletion.Record, late bool) Row {
	record.Intent.Number = number
	row := Row{values: make([]Value, len(Columns)), Late: late}
	for i, c := range Columns {
		row.values[i] = c.Of(&record)
	}
	return row
}

// Number is that of the record.
func (r *Row) Number() int64 { return r.values[0].number }

// Shows reports whether this is the row of a record.
func (r *Row) Shows(record *deletion.Record, late bool) bool {
	return r.ShowsAs(record, late, func(text string) string { return text })
}

// ShowsAs is Shows of a row in which every text was replaced.
func (r *Row) ShowsAs(record *deletion.Record, late bool, replaced func(string) string) bool {
	for i := range Columns {
		if i == 0 { // the number
			continue
		}
		wanted := Columns[i].Of(record)
		if wanted.kind == Text {
			wanted.text = replaced(wanted.text)
		}
		if r.values[i] != wanted {
			return false
		}
	}
	return r.Late == late
}

// Differing are the columns in which another row of the same record has another value, by
// their names, and the values there.
func (r *Row) Differing(other Row) (names []string, values []any) {
	for i, c := range Columns {
		if r.values[i] != other.values[i] {
			names, values = append(names, c.Name), append(values, other.values[i])
		}
	}
	return names, values
}

// Scan reads a row: the values as [Row.Arguments] returns them, and then Late. Where a page is in
// the place of another one, a column holds what it can't.
func (r *Row) Scan(row interface{ Scan(...any) error }) error {
	if r.into == nil {
		r.values = make([]Value, len(Columns))
		for i := range r.values {
			r.into = append(r.into, &r.values[i])
		}
		r.into = append(r.into, &r.Late)
	}
	if err := row.Scan(r.into...); err != nil {
		return err
	}
	for i, c := range Columns {
		if k := r.values[i].kind; k != c.Kind && !(k == Null && c.MayBeNull) {
			return fmt.Errorf("the column %s of the list has a value of another type", c.Name)
		}
	}
	return nil
}

// Replace replaces every text of the row: not every database takes all of them.
func (r *Row) Replace(with func(string) string) {
	for i, v := range r.values {
		if v.kind == Text {
			r.values[i].text = with(v.text)
		}
	}
}

// Words are the texts that a search index holds, a line each.
func (r *Row) Words() string {
	var words strings.Builder
	for i, c := range Columns {
		if c.IsIndexed {
			words.WriteString(r.values[i].text)
			words.WriteByte('\n')
		}
	}
	return words.String()
}

// HasWords reports whether a text is [Row.Words].
func (r *Row) HasWords(text string) bool {
	for i, c := range Columns {
		if !c.IsIndexed {
			continue
		}
		rest, begins := strings.CutPrefix(text, r.values[i].text)
		rest, ends := strings.CutPrefix(rest, "\n")
		if !begins || !ends {
			return false
		}
		text = rest
	}
	return text == ""
}

// Arguments are the values, in the order of [Columns], for SQL. Late is not among them.
func (r *Row) Arguments() []any {
	all := make([]any, len(r.values))
	for i, v := range r.values {
		all[i] = v
	}
	return all
}
