package widget

import (
	"fmt"

	"deletecall/safetext"
	"deletecall/ui/theme"
)

// Scroll is a window over lines that are more than a screen holds.
type Scroll struct{ Offset int }

// Move shifts the window by so many lines.
func (s *Scroll) Move(by, lines, height int) {
	// max stands outside: with fewer lines than height the other bound is negative.
	s.Offset = max(0, min(s.Offset+by, lines-height))
}

// Follow shifts the window as little as needed to show a line.
func (s *Scroll) Follow(line, lines, height int) {
	if line < s.Offset {
		s.Offset = line
	}
	if line >= s.Offset+height {
		s.Offset = line - height + 1
	}
	s.Move(0, lines, height)
}

// Window returns the lines that are seen, exactly height of them.
// It bounds the offset itself, since View gets a copy: lines and height may have changed after
// the last Move.
func (s Scroll) Window(lines []string, height int) []string {
	from := max(0, min(s.Offset, len(lines)-height))
	return Height(lines[from:], height)
}

// Position says which part is seen; empty when it is all.
func (s Scroll) Position(lines, height int) string {
	if part := s.Part(lines, height); part != "" {
		return "lines " + part
	}
	return ""
}

// Part is [Scroll.Position] without a word: "1–7 of 14".
func (s Scroll) Part(lines, height int) string {
	if lines <= height {
		return ""
	}
	from := max(0, min(s.Offset, lines-height))
	return fmt.Sprintf("%s–%s of %s", number(from+1), number(min(lines, from+height)), number(lines))
}

func number(n int) string { return safetext.Number(int64(n)) }

// Room is how many of the lines [Scroll.Announced] shows in a place of this height.
func Room(lines, height int) int {
	// The last line is taken by the position; a place of one line shows text.
	if lines > height && height > 1 {
		return height - 1
	}
	return height
}

// Announced is like Window, but where not all lines are seen the last one says
// which are.
func (s Scroll) Announced(lines []string, height int, styles theme.Styles) []string {
	room := Room(len(lines), height)
	seen := s.Window(lines, room)
	if room < height {
		seen = append(seen, styles.Subtle.Render(s.Position(len(lines), room)))
	}
	return seen
}
