package plain

import (
	"io"
	"strings"

	"deletecall/safetext"
)

// betweenWords breaks lines between words, where the terminal would break them within one.
type betweenWords struct {
	out   io.Writer
	width int
}

// BetweenWords returns a writer that hands clean lines on to a terminal of so many cells, broken
// between words. Each Write begins at the left. Its last line stays whole where no line end follows:
// that is a question, for which expect waits.
func BetweenWords(terminal io.Writer, width int) io.Writer { return betweenWords{terminal, width} }

// Write implements [io.Writer].
func (b betweenWords) Write(text []byte) (int, error) {
	lines := strings.Split(string(text), "\n")
	for i, line := range lines[:len(lines)-1] {
		lines[i] = brokenLine(line, b.width)
	}
	if _, err := io.WriteString(b.out, strings.Join(lines, "\n")); err != nil {
		return 0, err
	}
	return len(text), nil
}

// brokenLine leaves a word whole that is longer than a line, such as a path: the terminal breaks
// that, and it can be copied all the same.
func brokenLine(line string, width int) string {
	if safetext.Width(line) <= width {
		return line
	}
	words := strings.Split(line, " ")
	var b strings.Builder
	b.WriteString(words[0])
	used := safetext.Width(words[0])
	for _, word := range words[1:] {
		cells := safetext.Width(word)
		if used > 0 && used+1+cells > width {
			b.WriteString("\n" + word)
			used = cells
			continue
		}
		b.WriteString(" " + word)
		used += 1 + cells
	}
	return b.String()
}
