package secret

import (
	"html"
	"strconv"
	"unicode/utf8"
)

// stream is a text on its way from how it was written to what it says. Each of
// its bytes knows the part of the original that it came from.
type stream struct {
	text     []byte
	from, to []int32 // of the original, for each byte; 2 GiB are never read
}

// source is the stream of a text as it is written.
func source(s string) stream {
	st := stream{text: []byte(s), from: make([]int32, len(s)), to: make([]int32, len(s))}
	for i := range len(s) {
		st.from[i], st.to[i] = int32(i), int32(i+1)
	}
	return st
}

// emptied returns a stream to append to, with room for all of st.
func (st stream) emptied() stream {
	n := len(st.text)
	return stream{text: make([]byte, 0, n), from: make([]int32, 0, n), to: make([]int32, 0, n)}
}

// put appends b, which stands for the bytes first to last-1 of src.
func (st *stream) put(b byte, src stream, first, last int) {
	st.text = append(st.text, b)
	st.from = append(st.from, src.from[first])
	st.to = append(st.to, src.to[last-1])
}

// decoded undoes one layer of what unescape knows. It returns false when there
// was nothing to undo.
func (st stream) decoded(unescape unescaper) (stream, bool) {
	out, changed := st.emptied(), false
	for i := 0; i < len(st.text); {
		plain, size := unescape(st.text[i:])
		if size == 0 {
			out.put(st.text[i], st, i, i+1)
			i++
			continue
		}
		for _, b := range plain {
			out.put(b, st, i, i+size)
		}
		i += size
		changed = true
	}
	return out, changed
}

// layers hands over st and what it says under one layer of encoding after the
// other, as far as there are any and at most maxLayers.
func (st stream) layers(unescape unescaper, visit func(stream)) {
	for n, more := 0, true; more && n <= maxLayers; n++ {
		visit(st)
		st, more = st.decoded(unescape)
	}
}

// readings hands over every reading of st in which a secret may stand: under its
// layers, with and without tags, and with nothing but percent encoding undone,
// since a backslash or an ampersand may be the secret's own.
func (st stream) readings(visit func(stream)) {
	st.layers(anyEscape, func(layer stream) {
		visit(layer)
		if bare, changed := layer.withoutTags(); changed {
			bare.layers(anyEscape, visit)
		}
	})
	if next, changed := st.decoded(percent); changed {
		next.layers(percent, visit)
	}
}

// withoutTags leaves out whatever stands between angle brackets, up to 256
// bytes. It returns false when there was nothing to leave out.
func (st stream) withoutTags() (stream, bool) {
	out, changed := st.emptied(), false
	for i := 0; i < len(st.text); {
		if size := tag(st.text[i:]); size > 0 {
			i += size
			changed = true
			continue
		}
		out.put(st.text[i], st, i, i+1)
		i++
	}
	return out, changed
}

// mapped returns the stream of what keep makes of each character; keep returns
// a negative rune for those to leave out. Bytes that are not UTF-8 stay.
func (st stream) mapped(keep func(rune) rune) stream {
	out := st.emptied()
	var buf [utf8.UTFMax]byte
	for i := 0; i < len(st.text); {
		r, size := utf8.DecodeRune(st.text[i:])
		if r == utf8.RuneError && size == 1 {
			out.put(st.text[i], st, i, i+1)
		} else if r = keep(r); r >= 0 {
			for _, b := range utf8.AppendRune(buf[:0], r) {
				out.put(b, st, i, i+size)
			}
		}
		i += size
	}
	return out
}

// tag returns the size of the tag that s begins with, or 0.
func tag(s []byte) int {
	if s[0] != '<' {
		return 0
	}
	for i := 1; i < len(s) && i < 256; i++ {
		switch s[i] {
		case '>':
			return i + 1
		case '<':
			return 0
		}
	}
	return 0
}

// unescaper returns what the escape at the start of s stands for and the size
// of that escape, which is 0 when s begins with none.
type unescaper func(s []byte) (plain []byte, size int)

// anyEscape undoes percent encoding, character references and backslashes.
func anyEscape(s []byte) ([]byte, int) {
	switch s[0] {
	case '%':
		return percent(s)
	case '&':
		return reference(s)
	case '\\':
		return backslash(s)
	}
	return nil, 0
}

// percent reads a byte such as %2F.
func percent(s []byte) ([]byte, int) {
	if s[0] == '%' {
		if b, ok := hexValue(s, 1, 2); ok {
			return []byte{byte(b)}, 3
		}
	}
	return nil, 0
}

// reference reads an HTML or XML character reference such as &amp; or &#x41;.
func reference(s []byte) ([]byte, int) {
	for i := 1; i < len(s) && i < 32; i++ {
		if s[i] != ';' {
			continue
		}
		if plain := html.UnescapeString(string(s[:i+1])); plain != string(s[:i+1]) {
			return []byte(plain), i + 1
		}
		break
	}
	return nil, 0
}

// backslash reads an escape of JSON, or \xff.
func backslash(s []byte) ([]byte, int) {
	if len(s) < 2 {
		return nil, 0
	}
	switch s[1] {
	case 'n', 't', 'r', 'b', 'f':
		return []byte{' '}, 2
	case '"', '\\', '/', '\'':
		return s[1:2], 2
	case 'x':
		if b, ok := hexValue(s, 2, 2); ok {
			return []byte{byte(b)}, 4
		}
	case 'u':
		if r, ok := hexValue(s, 2, 4); ok {
			return utf8.AppendRune(nil, rune(r)), 6
		}
	case 'U':
		if r, ok := hexValue(s, 2, 8); ok {
			return utf8.AppendRune(nil, rune(r)), 10
		}
	}
	return nil, 0
}

// hexValue reads digits hexadecimal digits of s from offset at.
func hexValue(s []byte, at, digits int) (uint64, bool) {
	if len(s) < at+digits {
		return 0, false
	}
	v, err := strconv.ParseUint(string(s[at:at+digits]), 16, 32)
	return v, err == nil
}
