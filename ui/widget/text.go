// Package widget holds the small pieces that the console's screens share. Every
// function that takes foreign text cleans it; the others take clean text.
package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/theme"
)

// Clean makes foreign text safe for one line.
func Clean(text string) string { return safetext.Line(text) }

// Width is how many cells a line takes, counted as [safetext.Width] does.
func Width(line string) int { return ansi.StringWidthWc(line) }

// joined is one cell wide, ends no word, and is in no clean text.
const joined = "\uE000"

// Wrap cuts clean text into lines of at most width cells, at blanks where it can: an ID or a
// path that is parted at its hyphens can't be compared or copied.
// It passes escape sequences on, so foreign text is cleaned before it comes here.
func Wrap(text string, width int) []string {
	if width < 1 || text == "" {
		return nil
	}
	wrapped := ansi.WrapWc(strings.ReplaceAll(text, "-", joined), width, "")
	return strings.Split(strings.ReplaceAll(wrapped, joined, "-"), "\n")
}

// NameAndValue shows a name, in so many cells, and its value, which goes on below itself.
func NameAndValue(name, value string, names, width int, styles theme.Styles, style lipgloss.Style) []string {
	lines := Wrap(Clean(value), max(8, width-names-1))
	for i, line := range lines {
		lines[i] = styles.Subtle.Render(Fit(name, names)) + " " + style.Render(line)
		name = ""
	}
	return lines
}

// Fit cuts or fills a line to exactly width cells.
func Fit(line string, width int) string {
	if width < 1 {
		return ""
	}
	cells := ansi.StringWidthWc(line)
	if cells > width {
		line = safetext.Cut(line, width)
		// Counted again: a wide character that does not fit whole leaves a cell, and the columns to
		// the right would shift.
		cells = ansi.StringWidthWc(line)
	}
	return line + strings.Repeat(" ", max(0, width-cells))
}

// Cut shortens a line to at most width cells.
func Cut(line string, width int) string { return safetext.Cut(line, width) }

// Ends puts one text at the left end of a line and one at the right; the right
// one gives way when both do not fit.
func Ends(left, right string, width int) string {
	gap := width - ansi.StringWidthWc(left) - ansi.StringWidthWc(right)
	if gap < 2 {
		return Cut(left, width)
	}
	return left + strings.Repeat(" ", gap) + right
}

// Beside joins two blocks of lines, the left one width cells wide, with a
// separator between them. It returns height lines.
func Beside(left, right []string, width int, separator string, height int) []string {
	lines := make([]string, height)
	for i := range lines {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		// Blanks at the end are cells that a slow line would carry.
		lines[i] = strings.TrimRight(Fit(l, width)+separator+r, " ")
	}
	return lines
}

// Height cuts or fills a block to exactly so many lines.
func Height(lines []string, height int) []string {
	if height < 0 {
		height = 0
	}
	if len(lines) > height {
		// The capacity is cut too: a caller that appends would overwrite the lines left out.
		return lines[:height:height]
	}
	return append(lines[:len(lines):len(lines)], make([]string, height-len(lines))...)
}

// Marked cuts a block to at most so many lines. Where something was cut off, the last line ends with
// the mark, which says where the rest can be read.
func Marked(lines []string, most, width int, mark string) []string {
	if len(lines) <= most || most < 1 {
		return lines[:min(len(lines), max(0, most))]
	}
	cut := append([]string(nil), lines[:most]...)
	cut[most-1] = WithMark(cut[most-1], width, mark)
	return cut
}

// WithMark ends a line with a mark, for which the line gives way.
func WithMark(line string, width int, mark string) string {
	return strings.TrimRight(ansi.TruncateWc(line, max(0, width-Width(mark)), ""), " ") + mark
}

// MoreMark ends what is cut off where the help has it whole.
func MoreMark(keys keymap.Map) string {
	if help := keys.Binding(keymap.ShowHelp); help.Enabled() {
		return " … " + help.Help().Key
	}
	return " …"
}

// Indent puts blanks before every line.
func Indent(lines []string, by int) []string {
	indented := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			indented[i] = strings.Repeat(" ", by) + line
		}
	}
	return indented
}

// Styled draws every line in a style, in place.
func Styled(style lipgloss.Style, lines []string) []string {
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}

// Block is foreign text of several lines, cleaned, wrapped and bounded.
// maxLines counts the text's own lines, before they are wrapped.
func Block(text string, width, maxLines int) []string {
	var lines []string
	for _, line := range safetext.Lines(text, maxLines) {
		lines = append(lines, strings.Split(ansi.HardwrapWc(line, max(1, width), true), "\n")...)
	}
	return lines
}
