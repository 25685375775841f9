package list

import (
	"database/sql/driver"
	"fmt"
	"strconv"
)

// Kind is the type of a value in a database.
type Kind uint8

// The kinds.
const (
	Null   Kind = iota
	Number      // of 64 bits
	Text
	Blob
)

// Value is a value of a row. Two of them are equal by ==.
type Value struct {
	kind   Kind
	number int64
	text   string // of a blob, its bytes
}

func number(n int64) Value { return Value{kind: Number, number: n} }
func text(s string) Value  { return Value{kind: Text, text: s} }

// blob is NULL where there are no bytes.
func blob(b []byte) Value {
	if b == nil {
		return Value{}
	}
	return Value{kind: Blob, text: string(b)}
}

// SetNumber, SetText and SetBlob are [Value.Scan] where the type is known.
func (v *Value) SetNumber(n int64) { *v = number(n) }

// SetText sets a text.
func (v *Value) SetText(s string) { *v = text(s) }

// SetBlob sets the bytes of a text.
func (v *Value) SetBlob(bytes string) { *v = Value{kind: Blob, text: bytes} }

// Append appends a number in digits, a text or bytes as they are, and something else for NULL.
func (v Value) Append(to []byte, null string) []byte {
	switch v.kind {
	case Number:
		return strconv.AppendInt(to, v.number, 10)
	case Null:
		return append(to, null...)
	}
	return append(to, v.text...)
}

// Value implements [driver.Valuer].
func (v Value) Value() (driver.Value, error) {
	switch v.kind {
	case Number:
		return v.number, nil
	case Text:
		return v.text, nil
	case Blob:
		return []byte(v.text), nil
	}
	return nil, nil
}

// Scan implements [sql.Scanner].
func (v *Value) Scan(from any) error {
	switch from := from.(type) {
	case nil:
		*v = Value{}
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
