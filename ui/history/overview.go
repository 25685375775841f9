package history

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// mostColumn is how many cells a period takes at most: a few days are no landscape.
const mostColumn = 6

// overview draws all periods at once, the oldest at the left, in so many lines and
// one more that names the ends.
func (t *tally) overview(width, height int, styles theme.Styles) []string {
	each := (len(t.periods) + width - 1) / width
	columns := t.columns(each)
	cells := min(width/len(columns), mostColumn) // of a column
	first, last := t.periods[len(t.periods)-1].label, t.periods[0].label
	if each > 1 {
		first += fmt.Sprintf(" · 1 column = %s", safetext.Count(each, string(t.step), string(t.step)+"s"))
	}
	ends := first
	if first != last {
		ends = widget.Ends(first, last, min(width, max(len(columns)*cells, widget.Width(first)+2+widget.Width(last))))
	}
	return append(widget.Styled(styles.Accent, landscape(columns, cells, height)), styles.Subtle.Render(ends))
}

// landscape draws columns of so many cells each, the highest as high as all lines.
func landscape(columns []float64, cells, height int) []string {
	blocks := []rune(" ▁▂▃▄▅▆▇█") // in eighths of a cell
	scale := float64(8*height) / max(1, slices.Max(columns))
	lines := make([]string, height)
	for i := range lines {
		below := 8 * (height - 1 - i)
		for _, total := range columns {
			filled := int(math.Round(total*scale)) - below
			lines[i] += strings.Repeat(string(blocks[max(0, min(filled, 8))]), cells)
		}
	}
	return lines
}

// columns are the totals of so many periods each, the oldest first. Those that are
// not zero are high enough to be seen.
func (t *tally) columns(each int) []float64 {
	var columns []float64
	for group := range slices.Chunk(t.periods, each) { // from the newest on, so that only the oldest has fewer
		total := int64(0)
		for _, p := range group {
			total += p.total
		}
		columns = append(columns, float64(total))
	}
	slices.Reverse(columns)
	// A single deletion next to thousands must not vanish.
	// A sixteenth is the lowest step that is drawn: a cell has eight, and there are two lines at
	// least (overviewFrom).
	least := slices.Max(columns) / 16
	for i, total := range columns {
		if total > 0 {
			columns[i] = max(total, least)
		}
	}
	return columns
}
