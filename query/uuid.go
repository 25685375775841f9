package query

import (
	"encoding/hex"
	"strings"
	"time"
)

const (
	uuidDigits = 32 // hexadecimal, RFC 9562 section 4
	// fewestUUIDDigits is from how many digits on a word without a field may be the
	// beginning of a UUID.
	fewestUUIDDigits = 8
)

// UUIDRange returns the lowest and the highest UUID that begins with a text, in
// any letter case, with dashes in their places or without any; ok is false when none does.
// It is one UUID where the text is a whole one.
func UUIDRange(beginning string) (low, high [16]byte, ok bool) {
	digits := uuidBeginning(beginning)
	if digits == "" {
		return low, high, false
	}
	missing := uuidDigits - len(digits)
	_, errLow := hex.Decode(low[:], []byte(digits+strings.Repeat("0", missing)))
	_, errHigh := hex.Decode(high[:], []byte(digits+strings.Repeat("f", missing)))
	return low, high, errLow == nil && errHigh == nil
}

// uuidBeginning returns the digits of the beginning of a UUID, without dashes;
// empty when the text is no such thing.
func uuidBeginning(text string) string {
	dashed := strings.Contains(text, "-")
	var digits strings.Builder
	for i, r := range Fold(text) {
		isDash := i == 8 || i == 13 || i == 18 || i == 23
		switch {
		case dashed && isDash && r == '-':
		case dashed && isDash, digits.Len() == uuidDigits:
			return ""
		case r >= '0' && r <= '9', r >= 'a' && r <= 'f':
			digits.WriteRune(r)
		default:
			return ""
		}
	}
	return digits.String()
}

// bare takes off what encloses an address or a UUID where it is copied from: <addr-spec>
// with what follows it (RFC 5322 section 3.4, RFC 3261 section 20.10), {UUID}, and
// urn:uuid:UUID (RFC 9562 section 4).
func bare(text string) string {
	if inner, after, ok := strings.Cut(text, ">"); ok && len(inner) > 1 && inner[0] == '<' && (after == "" || after[0] == ';') {
		text = inner[1:]
	}
	for _, form := range [][2]string{{"{", "}"}, {"urn:uuid:", ""}} {
		begins := len(text) > len(form[0]) && strings.EqualFold(text[:len(form[0])], form[0])
		if begins && strings.HasSuffix(text, form[1]) {
			inner := strings.TrimSuffix(text[len(form[0]):], form[1])
			if uuidBeginning(inner) != "" {
				text = inner
			}
		}
	}
	return text
}

// readUUID reads the beginning of a record's UUID, or all of it after a =.
func readUUID(word value, _ time.Time) ([]Alternative, *Error) {
	digits := uuidBeginning(bare(word.text))
	switch {
	case digits == "":
		return nil, word.wrong("is not the beginning of a UUID", "hexadecimal digits, such as uuid:0193f2a1")
	case word.whole && len(digits) < uuidDigits:
		return nil, word.wrong("is not a whole UUID", "32 hexadecimal digits, or its beginning without the =")
	}
	return []Alternative{{UUID: digits}}, nil
}

// readWord reads a text that may also be a phone number, or the beginning of a record's UUID.
func readWord(word value, now time.Time) ([]Alternative, *Error) {
	if !word.quoted && !word.whole {
		word.text = bare(word.text)
	}
	alternatives, err := readText(word, now)
	digits := uuidBeginning(word.text)
	if len(digits) >= fewestUUIDDigits && (!word.whole || len(digits) == uuidDigits) {
		alternatives[0].UUID = digits
	}
	if !word.whole {
		alternatives[0].Phone = phoneDigits(word.text)
	}
	return alternatives, err
}
