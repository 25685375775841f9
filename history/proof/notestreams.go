package proof

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// stream is the text before the message of a line, without its times. The lines that one program
// wrote to a log have the same one; those of other programs between them have another.
func (l noteLine) stream() string {
	before := l.before
	if !strings.HasPrefix(l.content, signatureMark) {
		before, _ = strings.CutSuffix(l.content, lastWord(l.content))
	}
	words := strings.Fields(before)
	for i, word := range words {
		if !strings.HasSuffix(word, "]:") { // a process
			words[i] = numbers().ReplaceAllString(word, "0")
		}
	}
	return strings.Join(words, " ")
}

var numbers = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })

// ofStream are the lines of one stream, and the others.
func ofStream(lines []noteLine, name string) (own, others []noteLine) {
	for _, line := range lines {
		if line.stream() == name {
			own = append(own, line)
		} else {
			others = append(others, line)
		}
	}
	return own, others
}

// ended is the note that ended last: a cosignature may follow after the lines of others.
type ended struct {
	head       noteHead
	signatures []noteLine
}

func (h noteHead) isOf(signatures []noteLine) bool {
	name := signatures[0].stream()
	isOther := func(line noteLine) bool { return line.stream() != name }
	return !slices.ContainsFunc(h.lines[:3], isOther) && !slices.ContainsFunc(signatures, isOther)
}

// separate takes the notes whose lines have those of other programs between them, or of other
// notes, out of what was collected, and leaves the rest for what follows.
func (r *noteReader) separate() {
	var unused []noteLine
	for left := r.signatures; len(left) > 0; {
		name := left[0].stream()
		own, others := ofStream(r.text, name)
		var signatures []noteLine
		signatures, left = ofStream(left, name)
		head, ok := headOf(own)
		switch {
		case ok:
			r.text = others
			r.finish(head, signatures)
		case len(own) == 0 && r.last.isCosignedBy(signatures):
			r.found.Notes = r.found.Notes[:len(r.found.Notes)-1]
			r.finish(r.last.head, slices.Concat(r.last.signatures, signatures))
		default:
			unused = append(unused, signatures...)
		}
	}
	r.signatures, r.size = unused, 0
	for _, line := range slices.Concat(r.text, unused) {
		r.size += len(line.content)
	}
}

func (r *noteReader) finish(head noteHead, signatures []noteLine) {
	r.found.Notes = append(r.found.Notes, head.note(signatures))
	r.last = &ended{head, signatures}
}

// isCosignedBy reports whether signatures that stand alone can belong to a note. A name that
// signed it already began another one.
func (e *ended) isCosignedBy(signatures []noteLine) bool {
	return e != nil && e.signatures[0].stream() == signatures[0].stream() &&
		!slices.ContainsFunc(signatures, func(line noteLine) bool {
			return slices.ContainsFunc(e.signatures, func(earlier noteLine) bool { return earlier.signer() == line.signer() })
		})
}

// signer is the name in the line of a signature.
func (l noteLine) signer() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(l.content, signatureMark), " ")
	return name
}
