package safetext

import "strings"

const (
	// maxLineCells bounds one line of Lines. The history keeps 64 KiB of a raw
	// answer, so nothing that was kept is cut.
	maxLineCells = 64 << 10
	// tabStop is the distance of tab stops, in cells.
	tabStop = 4
)

// Lines returns s in lines that are each safe as by [Line], for raw answers and
// other texts whose line breaks matter. "\n" and "\r\n" end a line, a tab
// becomes blanks up to the next tab stop; any other control is an escape, a lone
// carriage return too. Where there are more than maxLines lines, the last one
// returned says how many were left out ("… 12 more lines"). An empty text has
// no lines, and neither has a maxLines below 1.
func Lines(s string, maxLines int) []string {
	if maxLines < 1 || s == "" {
		return nil
	}
	s = strings.TrimSuffix(s, "\n") // ends the last line, begins no new one
	var lines []string
	for {
		if len(lines) == maxLines-1 {
			if more := strings.Count(s, "\n"); more > 0 {
				return append(lines, "… "+Count(more+1, "more line", "more lines"))
			}
		}
		line, rest, more := strings.Cut(s, "\n")
		lines = append(lines, tabbed(strings.TrimSuffix(line, "\r")))
		if !more {
			return lines
		}
		s = rest
	}
}

// Block is [Lines] joined with line feeds, for output that is not laid out.
func Block(s string, maxLines int) string {
	return strings.Join(Lines(s, maxLines), "\n")
}

// tabbed cleans one line and expands its tabs.
func tabbed(line string) string {
	first, rest, found := strings.Cut(line, "\t")
	if !found {
		return Excerpt(line, maxLineCells)
	}
	var b strings.Builder
	width := 0
	for {
		clean := Excerpt(first, maxLineCells)
		b.WriteString(clean)
		if !found || width > maxLineCells {
			return Bounded(b.String(), maxLineCells)
		}
		width += Width(clean)
		gap := tabStop - width%tabStop
		b.WriteString("        "[:gap])
		width += gap
		first, rest, found = strings.Cut(rest, "\t")
	}
}
