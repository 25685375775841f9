package export

import (
	"io"
	"strings"

	"deletecall/safetext"
)

const (
	textWidth = 78
	textNames = 24 // of the column with the names of facts
)

func writeText(w io.Writer, content page) error {
	var b strings.Builder
	heading := func(text, underline string) {
		b.WriteString(text + "\n" + strings.Repeat(underline, len(text)) + "\n")
	}
	heading(strings.ToUpper(content.Title), "=")
	b.WriteByte('\n')
	paragraph(&b, content.Headline)
	for _, sentence := range content.Sentences {
		paragraph(&b, sentence)
	}
	for _, section := range content.Sections {
		b.WriteByte('\n')
		heading(section.Heading, "-")
		for _, fact := range section.Facts {
			name := fact.Name
			for _, line := range wrap(fact.Value, textWidth-textNames) {
				b.WriteString(name + strings.Repeat(" ", textNames-len(name)) + line + "\n")
				name = ""
			}
		}
	}
	if len(content.Checkpoint) > 0 {
		b.WriteByte('\n')
		heading("Signed checkpoint", "-") // its lines are signed as they are: never wrapped
		for _, line := range content.Checkpoint {
			b.WriteString(line + "\n")
		}
	}
	b.WriteByte('\n')
	for _, line := range content.Footer {
		paragraph(&b, line)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func paragraph(b *strings.Builder, clean string) {
	for _, line := range wrap(clean, textWidth) {
		b.WriteString(line + "\n")
	}
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

// fitting returns the longest start of a word that fits.
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
