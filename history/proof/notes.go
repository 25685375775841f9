package proof

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrLongNote says that a file holds something longer than a checkpoint with all its
// cosignatures.
var ErrLongNote = errors.New("it has something in it that is longer than any checkpoint")

// Notes are the signed notes that were found in a file.
type Notes struct {
	Notes [][]byte
	// Damaged are the lines that look like a part of a checkpoint that is not whole.
	Damaged []LineRange
}

// LineRange is from one line of a file to another, counted from 1.
type LineRange struct{ First, Last int }

// String is "line 3" or "lines 3 to 7".
func (r LineRange) String() string {
	if r.First == r.Last {
		return fmt.Sprintf("line %d", r.First)
	}
	return fmt.Sprintf("lines %d to %d", r.First, r.Last)
}

// ReadNotes finds the signed notes in a file as they arrive there: one after the other, as
// the lines of a system log, as JSON strings, with the line ends of Windows, quoted, wrapped or
// encoded by a mail program. The lines of an encoded mail are counted in its text. Whatever else is in the file is passed over. Nothing of
// what it returns was checked: a signature holds for the exact text or not at all, so
// reading generously can't make a checkpoint good. More than 1 MiB in one line or in one
// note is [ErrLongNote].
func ReadNotes(file io.Reader) (Notes, error) {
	reader := noteReader{depth: mostNested}
	lines := bufio.NewScanner(decodedText(file))
	lines.Buffer(nil, maxNote)
	for number := 1; lines.Scan(); number++ {
		if err := reader.read(number, lines.Text()); err != nil {
			return Notes{}, err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return Notes{}, ErrLongNote
	}
	reader.close()
	return reader.found, lines.Err()
}

// noteReader collects the lines of a note until its signatures end.
type noteReader struct {
	found      Notes
	depth      int        // how often a string may still be in a string
	text       []noteLine // that may become the text of a note: the last ones
	signatures []noteLine
	size       int // of both, in bytes
	last       *ended
}

type noteLine struct {
	number  int
	content string
	before  string // what precedes a signature
}

const (
	mostNested    = 2  // a JSON string in the JSON of a system's journal
	mostTextLines = 64 // with extension lines
	mostQuotes    = 64 // that are tried as the begin of a JSON string
)

// signatureMark begins a line with a signature (C2SP signed-note).
const signatureMark = "— "

var mailQuote = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[ \t]*>)+ ?`) })

func (r *noteReader) read(number int, line string) error {
	line = message(line)
	if nested, ok := r.nested(line); ok {
		r.end()
		r.found.Notes = append(r.found.Notes, nested.Notes...)
		for range nested.Damaged {
			r.found.Damaged = append(r.found.Damaged, LineRange{number, number})
		}
		return nil
	}
	content := strings.TrimRight(mailQuote().ReplaceAllString(line, ""), " \t\r")
	switch {
	case r.isSignature(content):
		before, signature, _ := strings.Cut(content, signatureMark)
		return r.keep(&r.signatures, noteLine{number, signatureMark + signature, before})
	case r.continuesSignature(content):
		r.signatures[len(r.signatures)-1].content += " " + lastWord(content)
		return nil
	}
	if len(r.signatures) > 0 {
		r.end()
	}
	if content == "" {
		return nil // the text of a checkpoint has no empty line
	}
	if len(r.text) == mostTextLines {
		r.size -= len(r.text[0].content)
		r.text = r.text[1:]
	}
	return r.keep(&r.text, noteLine{number, content, ""})
}

func (r *noteReader) keep(lines *[]noteLine, line noteLine) error {
	if r.size += len(line.content); r.size > maxNote {
		return ErrLongNote
	}
	*lines = append(*lines, line)
	return nil
}

// escapedLineEnd is what rsyslog writes for the end of a line within a message.
const escapedLineEnd = "#012"

// nested reads the notes in the JSON strings of a line, or in a message of several lines.
func (r *noteReader) nested(line string) (found Notes, ok bool) {
	if r.depth == 0 {
		return found, false
	}
	if strings.Contains(line, escapedLineEnd) {
		return r.inner(strings.ReplaceAll(line, escapedLineEnd, "\n"))
	}
	if !strings.Contains(line, `\n`) {
		return found, false
	}
	for rest := line; len(found.Notes) < mostQuotes; {
		at := strings.IndexByte(rest, '"')
		if at < 0 {
			break
		}
		var text string
		decoder := json.NewDecoder(strings.NewReader(rest[at:]))
		if decoder.Decode(&text) != nil {
			rest = rest[at+1:]
			continue
		}
		rest = rest[at+int(decoder.InputOffset()):]
		inner, read := r.inner(text)
		if !read {
			continue
		}
		found.Notes, found.Damaged = append(found.Notes, inner.Notes...), append(found.Damaged, inner.Damaged...)
	}
	return found, len(found.Notes)+len(found.Damaged) > 0
}

// inner reads the notes in a text inside a line.
func (r *noteReader) inner(text string) (found Notes, ok bool) {
	inner := noteReader{depth: r.depth - 1}
	for number, line := range strings.Split(text, "\n") {
		if inner.read(number+1, line) != nil {
			return found, false
		}
	}
	inner.close()
	return inner.found, len(inner.found.Notes)+len(inner.found.Damaged) > 0
}

// isSignature reports whether a line holds a signature, whatever a log wrote before it.
func (r *noteReader) isSignature(content string) bool {
	_, signature, found := strings.Cut(content, signatureMark)
	words := strings.Fields(signature)
	if !found || len(words) == 0 || len(words) > 2 {
		return false
	}
	if len(words) == 2 {
		if raw, err := base64.StdEncoding.DecodeString(words[1]); err == nil && len(raw) > keyIDLength {
			return true
		}
	}
	head, ok := headOf(r.text)
	return ok && head.origin == words[0]
}

// keyIDLength is how many bytes precede a signature (C2SP signed-note).
const keyIDLength = 4

// continuesSignature reports whether a line is the second half of a signature that was
// wrapped between its two words.
func (r *noteReader) continuesSignature(content string) bool {
	if len(r.signatures) == 0 || len(strings.Fields(r.signatures[len(r.signatures)-1].content)) != 2 {
		return false
	}
	_, err := base64.StdEncoding.DecodeString(lastWord(content))
	return err == nil && content != ""
}

// close ends what was begun, and what [noteReader.end] left for what follows.
func (r *noteReader) close() {
	r.end()
	r.end()
}

func (r *noteReader) end() {
	head, ok := headOf(r.text)
	if len(r.signatures) > 0 && (!ok || !head.isOf(r.signatures)) {
		if r.separate(); len(r.signatures) == 0 {
			return // what is left may be the begin of another one
		}
		head, ok = headOf(r.text)
	}
	switch {
	case ok && len(r.signatures) > 0:
		r.finish(head, r.signatures)
	default:
		lines := slices.Concat(r.text, r.signatures)
		first := slices.IndexFunc(lines, func(line noteLine) bool {
			return strings.Contains(line.content, originPrefix) || strings.HasPrefix(line.content, signatureMark)
		})
		if ok && first < 0 { // under a name of its own
			first = len(lines) - len(head.lines)
		}
		if first >= 0 {
			r.found.Damaged = append(r.found.Damaged, LineRange{lines[first].number, lines[len(lines)-1].number})
		}
	}
	r.text, r.signatures, r.size = nil, nil, 0
}

// noteHead is where the text of a checkpoint begins among lines.
type noteHead struct {
	origin string
	lines  []noteLine // from the origin on
}

// headOf finds the last origin, size and root, a line each, in lines that may begin with
// what a log wrote before them.
func headOf(lines []noteLine) (noteHead, bool) {
	for i := len(lines) - 1; i >= 2; i-- {
		root, err := tlog.ParseHash(lastWord(lines[i].content))
		if err != nil || root.String() != lastWord(lines[i].content) {
			continue
		}
		size := lastWord(lines[i-1].content)
		if n, err := strconv.ParseInt(size, 10, 64); err != nil || n < 0 || strconv.FormatInt(n, 10) != size {
			continue
		}
		return noteHead{lastWord(lines[i-2].content), lines[i-2:]}, true
	}
	return noteHead{}, false
}

// note writes the note as it was signed: without what a log wrote before its lines, which is
// the text before the origin. Where that differs from line to line, as a time does,
// extension lines can't be told from other messages.
func (h noteHead) note(signatures []noteLine) []byte {
	before, _ := strings.CutSuffix(h.lines[0].content, h.origin)
	var text bytes.Buffer
	for i, line := range h.lines {
		content, same := strings.CutPrefix(line.content, before)
		switch {
		case i < 3:
			content = lastWord(line.content)
		case !same || content == "":
			continue
		}
		text.WriteString(content + "\n")
	}
	text.WriteByte('\n')
	for _, line := range signatures {
		text.WriteString(line.content + "\n")
	}
	return text.Bytes()
}

func lastWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 {
		return words[len(words)-1]
	}
	return ""
}
