package certificate

import (
	"bytes"
	"encoding/json"
	"strings"

	"deletecall/hint"
	"deletecall/safetext"
)

// FileFormat is the first member of what is attached to a page.
const FileFormat = "deletecall-certificate/1"

// The lines of an attachment. It is JSON, with each value on one line, so that the proof has
// bytes of its own that can be hashed.
const (
	attachmentStart = "{\n\"format\": "
	statementMember = "\"statement\": "
	proofMember     = "\"proof\": "
)

// textAttached is what a plain text says before its attachment.
const textAttached = "\nFOR PROGRAMS: THE SIGNED TEXT AND THE PROOF\n"

// FileError says why a file certifies nothing.
type FileError struct {
	Problem string // a phrase that goes on after "the file"
	Hint    string
}

func (e *FileError) Error() string {
	return hint.Below("this certifies nothing: the file "+e.Problem, e.Hint)
}

type attachment struct {
	signed []byte // the statement, a signed note
	proof  []byte // the proof file, on one line
}

// newAttachment takes the proof without the white space of its file.
func newAttachment(proofFile []byte) (attachment, error) {
	var line bytes.Buffer
	if err := json.Compact(&line, proofFile); err != nil {
		return attachment{}, &FileError{Problem: "has a proof that can't be read"}
	}
	return attachment{proof: line.Bytes()}, nil
}

// file is the whole file: it follows from the statement and the attachment byte for byte.
func (a attachment) file(says statement, format Format) []byte {
	encoded := attachmentStart + quoted(FileFormat) + ",\n" + statementMember + quoted(string(a.signed)) + ",\n" + proofMember + string(a.proof) + "\n}\n"
	if format == Text {
		return []byte(says.text() + textAttached + encoded)
	}
	return []byte(says.html(encoded))
}

func quoted(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always can be
	return strings.TrimSuffix(string(safetext.JSON(b.Bytes())), "\n")
}

// Is reports whether a file is meant to be a certificate.
func Is(file []byte) bool {
	return bytes.Contains(withLineFeeds(file), []byte(attachmentStart+`"deletecall-certificate/`))
}

// withLineFeeds is a file whose line ends may be those of Windows, if all of them are.
func withLineFeeds(file []byte) []byte {
	if bytes.Count(file, []byte("\r\n")) == bytes.Count(file, []byte("\n")) {
		return bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n"))
	}
	return file
}

// readAttachment finds the attachment of a file. Nothing of it is checked.
func readAttachment(file string) (a attachment, format Format, err error) {
	damaged := &FileError{"is not a certificate, or what is attached to it is damaged", "ask for the certificate again"}
	_, attached, found := strings.Cut(file, attachmentStart)
	if !found {
		return a, "", damaged
	}
	format = Text
	if strings.HasPrefix(file, "<") {
		format, attached = HTML, unescaped(attached)
	}
	lines := strings.SplitN(attached, "\n", 4)
	if len(lines) < 4 {
		return a, "", damaged
	}
	if lines[0] != quoted(FileFormat)+"," {
		return a, "", &FileError{"has another format", "check it with the newest version of deletecall"}
	}
	signed, isStatement := strings.CutPrefix(strings.TrimSuffix(lines[1], ","), statementMember)
	proved, isProof := strings.CutPrefix(lines[2], proofMember)
	var text string
	if !isStatement || !isProof || json.Unmarshal([]byte(signed), &text) != nil {
		return a, "", damaged
	}
	return attachment{[]byte(text), []byte(proved)}, format, nil
}
