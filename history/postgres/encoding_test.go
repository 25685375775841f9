package postgres

import (
	"net/url"
	"testing"

	"deletecall/deletion"
)

// A history keeps what people and servers write in any language.
func TestADatabaseThatCantKeepEveryTextIsRefused(t *testing.T) {
	owner := newDatabase(t)
	administrate(t, owner, `DROP DATABASE IF EXISTS latin`)
	administrate(t, owner, `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0`)
	latin, err := url.Parse(owner)
	if err != nil {
		t.Fatal(err)
	}
	latin.Path = "/latin"
	_, err = Init(t.Context(), latin.String(), InitOptions{})
	expectProblem(t, err, "the encoding of the database is LATIN1")
}

// The server writes texts in the encoding that the console reads, whatever it is told otherwise.
func TestTheEncodingOfAConsoleIsItsOwn(t *testing.T) {
	owner, console := newHistory(t)
	mustDelete(t, mustOpen(t, console, Options{}), "Grüße ✓")
	administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET client_encoding = LATIN1', current_database()); END $$`)
	s := mustOpen(t, console, Options{})
	if record, err := s.Record(t.Context(), 1); err != nil || record.Intent.Identifier != "Grüße ✓" || record.Outcome.Kind != deletion.Accepted {
		t.Errorf("%+v, %v", record, err)
	}
	expectWhole(t, s)
}
