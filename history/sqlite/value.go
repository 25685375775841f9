package sqlite

import (
	"database/sql/driver"
	"fmt"
)

// kind is the type of a value in SQLite.
type kind uint8

const (
	isNull kind = iota
	aNumber
	aText
	aBlob
)

// value is a value of a row. Two of them are equal by ==.
type value struct {
	kind   kind
	number int64
	text   string // of a blob, its bytes
}

func number(n int64) value { return value{kind: aNumber, number: n} }
func text(s string) value  { return value{kind: aText, text: s} }

// blob is NULL where there are no bytes.
func blob(b []byte) value {
	if b == nil {
		return value{}
	}
	return value{kind: aBlob, text: string(b)}
}

// Value implements [driver.Valuer].
func (v value) Value() (driver.Value, error) {
	switch v.kind {
	case aNumber:
		return v.number, nil
	case aText:
		return v.text, nil
	case aBlob:
		return []byte(v.text), nil
	}
	return nil, nil
}

// Scan implements [sql.Scanner].
func (v *value) Scan(from any) error {
	switch from := from.(type) {
	case nil:
		*v = value{}
	case int64:
		*v = number(from)
	case string:
		*v = text(from)
	case []byte:
		*v = blob(from)
	default:
		return fmt.Errorf("a value of the list is a %T", from)
	}
	return nil
}
