package postgres

import (
	"bytes"
	"database/sql/driver"
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5/pgtype"
)

// byteaType reads bytes as the server writes them, also where an administrator has set
// bytea_output to escape: the library knows the other form only, and a pooler takes no settings
// of a session.
var byteaType = &pgtype.Type{Name: "bytea", OID: pgtype.ByteaOID, Codec: byteaCodec{}}

type byteaCodec struct{ pgtype.ByteaCodec }

// PlanScan implements [pgtype.Codec].
func (c byteaCodec) PlanScan(types *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	plan := c.ByteaCodec.PlanScan(types, oid, format, target)
	if plan == nil || format != pgtype.TextFormatCode {
		return plan
	}
	return byteaPlan{plan}
}

// DecodeDatabaseSQLValue implements [pgtype.Codec].
func (c byteaCodec) DecodeDatabaseSQLValue(types *pgtype.Map, oid uint32, format int16, src []byte) (driver.Value, error) {
	return c.DecodeValue(types, oid, format, src)
}

// DecodeValue implements [pgtype.Codec].
func (c byteaCodec) DecodeValue(types *pgtype.Map, oid uint32, format int16, src []byte) (any, error) {
	if format == pgtype.TextFormatCode {
		var err error
		if src, err = inDigits(src); err != nil {
			return nil, err
		}
	}
	return c.ByteaCodec.DecodeValue(types, oid, format, src)
}

// byteaPlan scans bytes in hexadecimal digits.
type byteaPlan struct{ pgtype.ScanPlan }

// Scan implements [pgtype.ScanPlan].
func (p byteaPlan) Scan(text []byte, target any) error {
	text, err := inDigits(text)
	if err != nil {
		return err
	}
	return p.ScanPlan.Scan(text, target)
}

// hexPrefix can't be that of the other form, which doubles a backslash.
var hexPrefix = []byte(`\x`)

// inDigits is the form that the library knows; nil, which is NULL, stays.
func inDigits(text []byte) ([]byte, error) {
	if text == nil || bytes.HasPrefix(text, hexPrefix) {
		return text, nil
	}
	plain, err := unescaped(text)
	if err != nil {
		return nil, err
	}
	return hex.AppendEncode(bytes.Clone(hexPrefix), plain), nil
}

var errEscape = errors.New("its bytes are written in an unknown way")

// unescaped reads the form in which a backslash is doubled, and begins three octal digits
// (postgresql.org/docs, "bytea Escape Format").
func unescaped(text []byte) (plain []byte, err error) {
	for len(text) > 0 {
		switch {
		case text[0] != '\\':
			plain, text = append(plain, text[0]), text[1:]
		case len(text) > 1 && text[1] == '\\':
			plain, text = append(plain, '\\'), text[2:]
		case len(text) > 3 && isOctal(text[1:4]):
			plain, text = append(plain, (text[1]-'0')<<6|(text[2]-'0')<<3|(text[3]-'0')), text[4:]
		default:
			return nil, errEscape
		}
	}
	return plain, nil
}

func isOctal(digits []byte) bool {
	return digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' && digits[1] <= '7' && digits[2] >= '0' && digits[2] <= '7'
}
