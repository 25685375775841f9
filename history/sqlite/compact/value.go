package compact

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"
)

// value is a kind of JSON string that is stored in fewer bytes, without its quotation marks.
type value struct {
	length int // of the text
	packed int // bytes that are stored for it
	// appendRaw appends these bytes, or something else where the text is no such value.
	appendRaw func(to, text []byte) []byte
	// appendText appends the text.
	appendText func(to, raw []byte) []byte
}

// values are in the order of their bytes, which is a part of the format.
var values = [firstPhrase]value{
	{36, 16, appendUUID, appendUUIDText},
	{base64.StdEncoding.EncodedLen(32), 32, appendBase64, base64.StdEncoding.AppendEncode}, // of SHA-256
	{32, 16, appendHex, hex.AppendEncode},                                                  // of a fingerprint
	{len(moment), 8, appendMoment, appendMomentText},
}

// appendPacked appends a text between quotation marks, if it is a value of this kind that
// comes back byte for byte.
func (v value) appendPacked(to []byte, code byte, quoted []byte) ([]byte, bool) {
	if len(quoted) < v.length+2 || quoted[v.length+1] != '"' {
		return to, false
	}
	text := quoted[1 : v.length+1]
	raw := v.appendRaw(make([]byte, 0, 64), text)
	if len(raw) != v.packed || !bytes.Equal(v.appendText(make([]byte, 0, 64), raw), text) {
		return to, false
	}
	return append(append(to, code), raw...), true
}

func appendHex(to, text []byte) []byte {
	raw, err := hex.AppendDecode(to, text)
	if err != nil {
		return nil
	}
	return raw
}

func appendBase64(to, text []byte) []byte {
	raw, err := base64.StdEncoding.AppendDecode(to, text)
	if err != nil {
		return nil
	}
	return raw
}

func appendUUID(to, text []byte) []byte {
	return appendHex(to, bytes.ReplaceAll(text, []byte{'-'}, nil))
}

func appendUUIDText(to, raw []byte) []byte {
	to = hex.AppendEncode(to, raw[:4])
	for i := 4; i < 10; i += 2 {
		to = hex.AppendEncode(append(to, '-'), raw[i:i+2])
	}
	return hex.AppendEncode(append(to, '-'), raw[10:])
}

// moment is how events write a time in UTC.
const moment = "2006-01-02T15:04:05.000000Z"

func appendMoment(to, text []byte) []byte {
	at, err := time.Parse(moment, string(text))
	if err != nil {
		return nil
	}
	return binary.BigEndian.AppendUint64(to, uint64(at.UnixMicro()))
}

// appendMomentText is AppendFormat in less than half of its time: each event has some.
func appendMomentText(to, raw []byte) []byte {
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(raw))).UTC()
	year, month, day := at.Date()
	if year < 1000 || year > 9999 {
		return at.AppendFormat(to, moment)
	}
	hour, minute, second := at.Clock()
	to = append(strconv.AppendInt(to, int64(year), 10), '-')
	to = append(appendTwo(to, int(month)), '-')
	to = append(appendTwo(to, day), 'T')
	to = append(appendTwo(to, hour), ':')
	to = append(appendTwo(to, minute), ':')
	to = append(appendTwo(to, second), '.')
	micro := at.Nanosecond() / 1000
	to = appendTwo(to, micro/10_000)
	to = appendTwo(to, micro/100%100)
	return append(appendTwo(to, micro%100), 'Z')
}

// appendTwo appends a number below 100 with two digits.
func appendTwo(to []byte, n int) []byte { return append(to, '0'+byte(n/10), '0'+byte(n%10)) }
