package result

import (
	"slices"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// roomyHeight is from where on the whole record is shown, as far as it fits.
const roomyHeight = 32

// roomy is everything that is recorded and not said above, and the answer as readable text;
// false where it does not fit into so many lines: the short form then does.
func (m Model) roomy(width, height int, styles theme.Styles) (lines []string, fits bool) {
	const names = 18
	facts := slices.DeleteFunc(m.record.Facts(m.zone), func(fact deletion.Fact) bool {
		return slices.Contains([]string{"Record", "Result", "Explanation", "Afterwards", "Found", "Secondary copies"}, fact.Name)
	})
	for _, fact := range append(m.evidence(), facts...) {
		lines = append(lines, widget.NameAndValue(fact.Name, fact.Value, names, width, styles, styles.Text)...)
	}
	fits = m.height >= roomyHeight && len(lines) <= height
	if text := m.record.Outcome.Answer.Text; text != "" && fits {
		answer := widget.Block(text, width, height)
		if with := append(append(lines, "", styles.Strong.Render("Answer")), answer...); len(with) <= height {
			return with, true
		}
	}
	return lines, fits
}
