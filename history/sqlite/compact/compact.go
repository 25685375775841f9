// Package compact stores the canonical bytes of an event in less than half of the room.
//
// What it makes begins with the byte [form]. After it, a byte below a space stands for one of
// the phrases that recur in events, or for a value that follows in fewer bytes; every other
// byte stands for itself. Canonical bytes are JSON, which has no bytes below a space, and
// begin with a brace. The table is a part of the format: another one needs another first byte.
package compact

import (
	"bytes"
	"slices"
)

// form begins what is packed with the tables of this file.
const form = 1

// Most bounds what is unpacked, in bytes: a phrase is longer than its byte.
const Most = 4 << 20

// firstPhrase is the byte of the first phrase. Those below it are of values.
const firstPhrase = 4

// phrases are in the order of their bytes, which is a part of the format.
var phrases = [' ' - firstPhrase]string{
	`{"v":2,"kind":"intent","number":`,
	`{"v":2,"kind":"outcome","number":`,
	`{"v":2,"kind":"`,
	`","number":`,
	`,"id":`,
	`,"private":`,
	`,"intent":{"identifier_type":"`,
	`callID","server":"`,
	`extension","status":"`,
	`","server":"`,
	`","endpoint":"https://`,
	`/verba/api","method":"POST","response_type":"XML"`,
	`,"key_fingerprint":`,
	`,"program":"`,
	`","confirmed":`,
	`,"confirmed":`,
	`,"deadline":`,
	`,"shown":"`,
	`,"shown_at":`,
	`,"pinned":true`,
	`,"outcome":{"kind":"accepted","cause":"answered","answered":`,
	`,"outcome":{"kind":"`,
	`","cause":"answered","answered":`,
	`,"attempts":[{"started":`,
	`,"duration_us":`,
	`,"http_status":200,"code":0,"content_type":"text/xml`,
	`","length":`,
	`,"text":-1}]}}`,
}

// longestFirst are the places of the phrases, so that of two that fit the longer one is taken.
var longestFirst = func() []int {
	places := make([]int, len(phrases))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return len(phrases[b]) - len(phrases[a]) })
	return places
}()

// Pack returns the canonical bytes of an event as they are stored. What does not look like
// them is stored as it is.
func Pack(canonical []byte) []byte {
	if len(canonical) == 0 || canonical[0] != '{' || len(canonical) > Most ||
		slices.ContainsFunc(canonical, func(b byte) bool { return b < ' ' }) {
		return canonical
	}
	packed := append(make([]byte, 0, len(canonical)/2), form)
	for rest := canonical; len(rest) > 0; {
		var length int
		packed, length = appendShort(packed, rest)
		if length == 0 {
			packed, length = append(packed, rest[0]), 1
		}
		rest = rest[length:]
	}
	return packed
}

// appendShort appends what stands for the beginning of a text, and returns how much of it
// that is; 0 for nothing. Looking only where a phrase can begin makes it quick.
func appendShort(packed, text []byte) ([]byte, int) {
	first := text[0]
	if first == '"' {
		for code, value := range values {
			if packed, ok := value.appendPacked(packed, byte(code), text); ok {
				return packed, value.length + len(`""`)
			}
		}
	}
	if !begins[first] {
		return packed, 0
	}
	for _, i := range longestFirst {
		if bytes.HasPrefix(text, []byte(phrases[i])) {
			return append(packed, byte(firstPhrase+i)), len(phrases[i])
		}
	}
	return packed, 0
}

// begins has the first bytes of all phrases.
var begins = func() (set [256]bool) {
	for _, phrase := range phrases {
		set[phrase[0]] = true
	}
	return set
}()

// Unpack returns the canonical bytes of what is stored. What was not packed, or can't be
// unpacked because somebody changed it, is returned as it is: it is no event that was
// recorded, and whoever checks or decodes it says so.
func Unpack(stored []byte) []byte { return new(Unpacker).Unpack(stored) }

// Unpacker unpacks one event after the other, in the same memory.
type Unpacker struct{ memory []byte }

// Unpack is [Unpack]. What it returns is good until it is called again.
func (u *Unpacker) Unpack(stored []byte) []byte {
	if len(stored) == 0 || stored[0] != form {
		return stored
	}
	text := slices.Grow(u.memory[:0], 4*len(stored))
	for rest := stored[1:]; len(rest) > 0; {
		length := plain(rest)
		text, rest = append(text, rest[:length]...), rest[length:]
		if len(rest) == 0 {
			break
		}
		code := rest[0]
		rest = rest[1:]
		if code >= firstPhrase {
			text = append(text, phrases[code-firstPhrase]...)
		} else {
			value := values[code]
			if len(rest) < value.packed {
				return stored
			}
			text = append(value.appendText(append(text, '"'), rest[:value.packed]), '"')
			rest = rest[value.packed:]
		}
		if len(text) > Most {
			return stored
		}
	}
	u.memory = text
	return text
}

// plain is how many bytes stand for themselves.
func plain(stored []byte) int {
	for i, b := range stored {
		if b < ' ' {
			return i
		}
	}
	return len(stored)
}
