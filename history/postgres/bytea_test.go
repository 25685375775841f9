package postgres

import (
	"bytes"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/query"
)

func TestAServerMayWriteBytesInEitherWay(t *testing.T) {
	owner, console := newHistory(t)
	administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET bytea_output = escape', current_database()); END $$`)
	s := whole(t, console)
	expectWhole(t, s)
	if _, err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	for record, err := range s.Records(t.Context(), query.Query{}, func(number int64) { t.Errorf("record %d does not match", number) }) {
		if err != nil {
			t.Error(record.Intent.Number, err)
		}
	}
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for _, want := range [][]byte{nil, {}, []byte(`\x41`), every} {
		found, err := all(t.Context(), session{statements: s.pool}, pgx.RowTo[[]byte], `SELECT $1::bytea`, want)
		if err != nil || len(found) != 1 || !bytes.Equal(found[0], want) || (found[0] == nil) != (want == nil) {
			t.Errorf("%q became %q, %v", want, found, err)
		}
	}
}

// No server writes these.
func TestBytesThatAreWrittenWronglyAreAnError(t *testing.T) {
	for _, text := range []string{`\`, `a\1`, `\400`, `\08`, `\12x`} {
		if plain, err := unescaped([]byte(text)); err == nil {
			t.Errorf("%s became %q", text, plain)
		}
	}
}

// Of whatever a server says, nothing is read past the end, and nothing but its bytes is made.
func TestEveryShortTextIsBytesOrAnError(t *testing.T) {
	const letters = `\0147x`
	var try func(text string)
	try = func(text string) {
		if plain, err := unescaped([]byte(text)); len(plain) > len(text) || err == nil && text != "" && len(plain) == 0 {
			t.Errorf("%s became %q, %v", text, plain, err)
		}
		for _, letter := range letters {
			if len(text) < 5 {
				try(text + string(letter))
			}
		}
	}
	try("")
}
