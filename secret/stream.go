package secret

import "unicode/utf8"

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

// readings hands over every reading of st in which a secret may occur, each
// without blanks, controls and invisible characters: these could be between
// any two characters of a secret or of an escape, and the zeros among them are
// what UTF-16 and UTF-32 add to plain text. The readings are the layers of
// encoding as they come, the same where markup is left out of each layer first, since it
// may be inside an escape, and those of a form alone, since a backslash or an
// ampersand may be the secret's own.
func (st stream) readings(visit func(stream)) {
	st = st.mapped(seen)
	visit(st)
	for _, layer := range [][]unescaper{{anyEscape}, {markup, anyEscape}, {formEscape}} {
		undo := func(st stream) (stream, bool) {
			undone := false
			for _, unescape := range layer {
				next, changed := st.decoded(unescape)
				st, undone = next, undone || changed
			}
			return st.mapped(seen), undone
		}
		if next, changed := undo(st); changed {
			next.layers(undo, visit)
		}
	}
}

// maxLayers is how often one encoding may lie over the other.
const maxLayers = 4

// layers hands over st and what it says under one layer of encoding after the
// other, as far as there are any and at most maxLayers.
func (st stream) layers(undo func(stream) (stream, bool), visit func(stream)) {
	for n, more := 0, true; more && n <= maxLayers; n++ {
		visit(st)
		st, more = undo(st)
	}
}

// decoded undoes one layer of what unescape knows. It returns false when there
// was nothing to undo.
func (st stream) decoded(unescape unescaper) (stream, bool) {
	out, changed := st.emptied(), false
	var buffer [64]byte
	for i := 0; i < len(st.text); {
		plain, size := unescape(buffer[:0], st.text[i:])
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
