// Package forger is SQLite for somebody who knows the formats and wants to change a
// history around the program. Only tests use it.
//
// Beside SQLite's own functions there are said(fields, from, to), by which people have said
// something else, forgotten(fields, name), which leaves the digest of a field, canonical(data),
// which is an event as it is hashed, and commit_to(data, fields), which makes one fit the
// private data beside it.
package forger

import (
	"bytes"
	"database/sql"

	"github.com/mattn/go-sqlite3"

	"deletecall/history"
	"deletecall/history/sqlite/compact"
)

// Driver is the name of the database/sql driver.
const Driver = "sqlite3 of a forger"

func init() {
	sql.Register(Driver, &sqlite3.SQLiteDriver{ConnectHook: func(connection *sqlite3.SQLiteConn) error {
		if err := connection.RegisterFunc("said", said, true); err != nil {
			return err
		}
		if err := connection.RegisterFunc("forgotten", forgotten, true); err != nil {
			return err
		}
		if err := connection.RegisterFunc("canonical", compact.Unpack, true); err != nil {
			return err
		}
		return connection.RegisterFunc("commit_to", commitTo, true)
	}})
}

func said(fields []byte, from, to string) ([]byte, error) {
	disclosed, err := history.Private{Fields: fields}.Disclosures()
	if err != nil {
		return nil, err
	}
	for i := range disclosed {
		if string(disclosed[i].Value) == from {
			disclosed[i].Value = []byte(to)
		}
	}
	forged, err := history.Pack(disclosed)
	return forged.Fields, err
}

func forgotten(fields []byte, name string) ([]byte, error) {
	left, _, err := history.Private{Fields: fields}.Without(func(d history.Disclosure) bool { return d.IsOneOf([]string{name}) })
	return left.Fields, err
}

func commitTo(data, fields []byte) ([]byte, error) {
	disclosed, err := history.Private{Fields: fields}.Disclosures()
	if err != nil {
		return nil, err
	}
	data = compact.Unpack(data)
	const member = `"private":"`
	before, rest, found := bytes.Cut(data, []byte(member))
	_, after, _ := bytes.Cut(rest, []byte{'"'})
	if !found {
		return data, nil
	}
	return bytes.Join([][]byte{before, []byte(member + history.Commitment(disclosed) + `"`), after}, nil), nil
}
