package certificate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/safetext"
)

// Checked is what a certificate shows to be true.
type Checked struct {
	Title  string
	Serial string
	proof.Proved
	// Stated are the facts of the page that the proof does not show: what it withholds, and
	// the word of its issuer. They are what was signed.
	Stated []deletion.Fact
}

// Check verifies a certificate, in either format, with nothing but the public key of the
// history, which has to come from somewhere other than the file: the statement has to be
// signed with the key, the file has to be what follows from the statement, byte for byte,
// and the statement has to say of the record what the proof shows. The line ends of Windows
// are allowed. Its errors are *[FileError], *[proof.CertificateError], *[proof.FileError],
// *[proof.CheckpointError] and *[proof.KeyError].
func Check(file []byte, key string) (Checked, error) {
	if len(file) > proof.MaxFile {
		return Checked{}, &FileError{Problem: "is larger than any certificate"}
	}
	file = withLineFeeds(file)
	key = strings.TrimSpace(key)
	attached, format, err := readAttachment(string(file))
	if err != nil {
		return Checked{}, err
	}
	text, err := proof.OpenCertificate(attached.signed, key)
	if err != nil {
		return Checked{}, err
	}
	says, ok := decode(text)
	if !ok {
		return Checked{}, &FileError{"has a statement that can't be read", "check it with the newest version of deletecall"}
	}
	if written := attached.file(says, format); !bytes.Equal(written, file) {
		return Checked{}, difference(written, file)
	}
	proved, err := proof.CheckProof(attached.proof, key)
	if err != nil {
		return Checked{}, err
	}
	stated, err := says.compareWith(proved, proofRows(proved, key, attached.proof))
	if err != nil {
		return Checked{}, err
	}
	return Checked{Title: says.title, Serial: strings.Join(says.facts()["Serial number"], " "), Proved: proved, Stated: stated}, nil
}

// difference names the first line that is not what was issued.
func difference(issued, file []byte) error {
	was, is := strings.Split(string(issued), "\n"), strings.Split(string(file), "\n")
	for at := range max(len(was), len(is)) {
		before, now := lineAt(was, at), lineAt(is, at)
		if before != now {
			return &FileError{fmt.Sprintf("was changed after it was issued: line %d says \"%s\"; it was \"%s\"", at+1, safetext.Excerpt(now, 100), safetext.Excerpt(before, 100)),
				"ask for the certificate again"}
		}
	}
	return &FileError{Problem: "was changed after it was issued"}
}

func lineAt(lines []string, at int) string {
	if at < len(lines) {
		return lines[at]
	}
	return ""
}

// compareWith compares what the statement says of the record with the proved events. It
// returns the facts that they don't show, and other words that this program does not write.
func (s statement) compareWith(proved proof.Proved, proofFacts []row) (stated []deletion.Fact, err error) {
	earlier, err := judgeOutcome(&proved.Record)
	if err != nil {
		return nil, &FileError{Problem: "certifies a record of which its own proof shows something else: " + err.Error()}
	}
	if want := earlier.afterwards(&proved.Record); !s.saysTheSame(want) && !s.saysTheSame(earlier) {
		says, shows := s.title, want.title
		for i := 0; says == shows && i < max(len(s.paragraphs), len(want.paragraphs)); i++ {
			says, shows = lineAt(s.paragraphs, i), lineAt(want.paragraphs, i)
		}
		return nil, &FileError{Problem: fmt.Sprintf("says \"%s\", and its proof shows \"%s\"", safetext.Excerpt(says, 100), safetext.Excerpt(shows, 100))}
	}
	facts := s.facts()
	for _, row := range append(recordRows(&proved.Record, masker{}, time.UTC), proofFacts...) {
		values := facts[row.Name]
		if isWithheld(proved, row.private) {
			continue
		}
		delete(facts, row.Name)
		if !row.is(values) {
			return nil, &FileError{Problem: fmt.Sprintf("says \"%s: %s\", and its proof shows \"%s\"", row.Name,
				safetext.Excerpt(strings.Join(values, "; "), 100), row.Value)}
		}
	}
	for _, section := range s.sections {
		if !slices.Contains(headings, section.heading) {
			stated = append(stated, deletion.Fact{Name: "Heading", Value: section.heading})
		}
		for _, paragraph := range section.paragraphs {
			if paragraph != howToCheck {
				stated = append(stated, deletion.Fact{Name: section.heading, Value: paragraph})
			}
		}
		for _, fact := range section.facts {
			if facts[fact.Name] != nil {
				stated = append(stated, fact)
			}
		}
	}
	return stated, nil
}

// is reports whether a page has exactly this fact. A time may be written in any zone.
func (r row) is(values []string) bool {
	switch {
	case r.Value == "":
		return len(values) == 0
	case len(values) != 1:
		return false
	case !r.at.IsZero():
		at, err := time.Parse(timeLayout, values[0])
		return err == nil && at.Equal(r.at.Truncate(time.Second)) && formatTime(at, at.Location()) == values[0]
	}
	return values[0] == r.Value
}

// isWithheld reports whether a proof withholds a private field. Those of an attempt after
// the first have its number after their names.
func isWithheld(proved proof.Proved, field string) bool {
	return field != "" && slices.ContainsFunc(proved.Withheld, func(withheld string) bool {
		name, _, _ := strings.Cut(withheld, "/")
		return name == field
	})
}
