package certificate

import (
	"strings"

	"deletecall/deletion"
)

// statement is what a certificate says, in the order of the page. Its texts are clean, and
// of one line each.
type statement struct {
	title      string
	paragraphs []string
	sections   []section
}

type section struct {
	heading    string
	facts      []deletion.Fact
	paragraphs []string
}

// add adds a fact at the end; one without a value is left out.
func (s *statement) add(heading, name, value string) {
	if value == "" {
		return
	}
	if last := len(s.sections) - 1; last < 0 || s.sections[last].heading != heading {
		s.sections = append(s.sections, section{heading: heading})
	}
	last := &s.sections[len(s.sections)-1]
	last.facts = append(last.facts, deletion.Fact{Name: name, Value: value})
}

func (s *statement) addRows(heading string, rows []row) {
	for _, row := range rows {
		if row.section == heading {
			s.add(heading, row.Name, row.Value)
		}
	}
}

// Each line of an encoded statement begins with what it is. A paragraph begins with nothing:
// it is a sentence of this program, and so never with one of these.
const (
	titleMark   = "# "
	headingMark = "## "
	factMark    = "- "
	nameEnd     = ": " // of a fact; no name has it
)

func (s statement) encode() string {
	var b strings.Builder
	line := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
		}
		b.WriteByte('\n')
	}
	line(titleMark, s.title)
	for _, paragraph := range s.paragraphs {
		line(paragraph)
	}
	for _, section := range s.sections {
		line(headingMark, section.heading)
		for _, fact := range section.facts {
			line(factMark, fact.Name, nameEnd, fact.Value)
		}
		for _, paragraph := range section.paragraphs {
			line(paragraph)
		}
	}
	return b.String()
}

// decode reads what [statement.encode] wrote; ok is false for anything else.
func decode(text string) (s statement, ok bool) {
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		at := len(s.sections) - 1
		if title, is := strings.CutPrefix(line, titleMark); is {
			s.title = title
		} else if heading, is := strings.CutPrefix(line, headingMark); is {
			s.sections = append(s.sections, section{heading: heading})
		} else if fact, is := strings.CutPrefix(line, factMark); is && at >= 0 {
			name, value, _ := strings.Cut(fact, nameEnd)
			s.sections[at].facts = append(s.sections[at].facts, deletion.Fact{Name: name, Value: value})
		} else if at >= 0 {
			s.sections[at].paragraphs = append(s.sections[at].paragraphs, line)
		} else {
			s.paragraphs = append(s.paragraphs, line)
		}
	}
	return s, s.encode() == text
}

// facts are the values of all facts by their names; of a name that is there twice, both.
func (s statement) facts() map[string][]string {
	all := map[string][]string{}
	for _, section := range s.sections {
		for _, fact := range section.facts {
			all[fact.Name] = append(all[fact.Name], fact.Value)
		}
	}
	return all
}
