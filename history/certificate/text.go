package certificate

import (
	"strings"

	"deletecall/safetext"
)

const (
	textWidth = 78
	textNames = 24 // of the column with the names of facts
)

func (s statement) text() string {
	var b strings.Builder
	paragraphs := func(list []string) {
		for _, paragraph := range list {
			b.WriteString(strings.Join(wrap(paragraph, textWidth), "\n") + "\n")
		}
	}
	b.WriteString(strings.ToUpper(s.title) + "\n" + strings.Repeat("=", len(s.title)) + "\n\n")
	paragraphs(s.paragraphs)
	for _, section := range s.sections {
		b.WriteString("\n" + strings.ToUpper(section.heading) + "\n")
		for _, fact := range section.facts {
			name := fact.Name
			for _, line := range wrap(fact.Value, textWidth-textNames) {
				b.WriteString(name + strings.Repeat(" ", textNames-len(name)) + line + "\n")
				name = ""
			}
		}
		paragraphs(section.paragraphs)
	}
	return b.String()
}

// wrap breaks a clean text at blanks into lines of at most width cells; a word that
// is longer than a line is broken anywhere.
func wrap(clean string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(clean, " ") {
		if line != "" && safetext.Width(line)+1+safetext.Width(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; safetext.Width(line) > width; {
			head := fitting(line, width)
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	return append(lines, line)
}

func fitting(word string, width int) string {
	end := 0
	for at := range word {
		if at > 0 && safetext.Width(word[:at]) > width {
			break
		}
		end = at
	}
	if end == 0 { // a single character
		return word
	}
	return word[:end]
}
