package history

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// chart shows deletions over time: a bar for each day, week or month, the newest
// first, split by outcome.
type chart struct{ scroll widget.Scroll }

func (chart) screen() keymap.Screen { return keymap.Chart }
func (chart) typing() bool          { return false }

func (c chart) update(m Model, msg tea.Msg) (Model, tea.Cmd, Action) {
	action := m.pressed(msg)
	switch action {
	case keymap.Back:
		return m.close(), nil, nil
	case keymap.ChartStep:
		m.step = nextStep(m.step)
		// From the top again: the position was in periods of another length.
		m.panel = chart{}
		m, command := m.recount()
		return m, command, nil
	case keymap.TimeZone: // its days begin at other hours
		m, command := m.InOtherZone().recount()
		return m, command, nil
	}
	if m.counting.tally != nil {
		height := c.rows(m)
		c.scroll.Move(widget.By(action, height), len(m.counting.tally.periods), height)
		m.panel = c
	}
	return m, nil, nil
}

func nextStep(step query.Step) query.Step {
	switch step {
	case query.ByDays:
		return query.ByWeeks
	case query.ByWeeks:
		return query.ByMonths
	}
	return query.ByDays
}

// overviewFrom is the height from which an overview is shown above the bars, where not
// all of them are seen.
const overviewFrom = 16

func (c chart) frame(m Model, styles theme.Styles) (above, below []string) {
	t, width := m.counting.tally, max(1, m.width-2)
	above = legend(t.kinds, width, styles)
	if t.unseen > 0 {
		above = append(above, styles.Warning.Render(widget.Cut(safetext.Count(t.unseen, "later record is", "later records are")+" too far away to draw", width)))
	}
	if m.width < besideWidth && m.height >= 8 {
		for _, list := range topLists(t) {
			below = append(below, widget.Cut(styles.Subtle.Render(list.title+": ")+list.line(), width))
		}
	}
	// The overview is drawn only where bars are hidden: else it would repeat them.
	bars := m.height - 1 - len(above) - len(below)
	if m.height >= overviewFrom && len(t.periods) > bars {
		above = append(above, t.overview(width, m.height/8, styles)...)
	}
	return above, below
}

// rows is how many bars fit.
// It shares frame with view: counted otherwise, the last bars could not be reached.
func (c chart) rows(m Model) int {
	above, below := c.frame(m, theme.Plain())
	return max(1, m.height-1-len(above)-len(below))
}

// view shows the former chart while the next one is counted: an empty screen would look like an
// empty history.
func (c chart) view(m Model, styles theme.Styles) widget.Frame {
	t, width := m.counting.tally, max(1, m.width-2)
	title := c.title(m, styles)
	switch {
	case m.counting.failure != nil:
		lines := widget.Wrap("! "+widget.Clean(hint.Sentences(m.counting.failure.Error())), width)
		return widget.Frame{Lines: widget.Indent(append([]string{widget.Cut(title, width)}, widget.Styled(styles.Danger, lines)...), 1)}
	case t == nil:
		return widget.Frame{Lines: widget.Indent([]string{widget.Cut(title, width), styles.Subtle.Render("Counting…")}, 1)}
	}
	above, below := c.frame(m, styles)
	height := c.rows(m)
	position := strings.Replace(c.scroll.Position(len(t.periods), height), "line", string(t.step), 1)
	if said := m.counting.soFar(); said != "" {
		position = said
	}
	lines := append([]string{widget.Ends(widget.Cut(title, max(1, width-widget.Width(position)-2)), styles.Subtle.Render(position), width)}, above...)
	frame := widget.Frame{Cursor: widget.At(1, len(lines))} // at the first bar, from which reading goes on
	lines = append(lines, c.body(t, width, height, m.width >= besideWidth, styles)...)
	frame.Lines = widget.Indent(append(lines, below...), 1)
	return frame
}

// title names what is drawn, which is the former chart while the next is counted.
func (chart) title(m Model, styles theme.Styles) string {
	step, records := m.step, ""
	if t := m.counting.tally; t != nil {
		step, records = t.step, "  "+safetext.Count(t.total, "record", "records")
	}
	if m.query.String() != "" {
		records += "  filter: " + widget.Clean(m.query.String())
	}
	return styles.Strong.Render("Deletions by "+string(step)) + styles.Subtle.Render(records)
}

func (c chart) body(t *tally, width, height int, wide bool, styles theme.Styles) []string {
	if len(t.periods) == 0 {
		return widget.Height([]string{styles.Subtle.Render("Nothing to draw.")}, height)
	}
	// The position may be that of a larger window or of more periods.
	from := max(0, min(c.scroll.Offset, len(t.periods)-height))
	seen := t.periods[from:min(len(t.periods), from+height)]
	room := width
	if wide {
		room = width * 2 / 3
	}
	bars := widget.Height(drawBars(seen, t, room-1, styles), height)
	if !wide {
		return bars
	}
	var names []string
	for _, list := range topLists(t) {
		names = append(names, list.block(width-room-2, styles)...)
	}
	return widget.Beside(bars, names, room, styles.Rule.Render("│ "), height)
}

// drawBars draws a line for each period: its name, its total, the bar, and how
// many had another outcome than the wanted one.
func drawBars(periods []period, t *tally, width int, styles theme.Styles) []string {
	// Bytes are cells here: the labels of a step are ASCII and equally long (query.Step.Label).
	label, digits, rest := len(periods[0].label), len(safetext.Number(t.most)), t.rest
	if width-label-digits-rest-3 < 8 {
		rest = 0 // the bar is the picture; the numbers are in the legend
	}
	cells := max(1, width-label-digits-rest-3)
	var lines []string
	for _, p := range periods {
		line := fmt.Sprintf("%-*s %*s ", label, p.label, digits, safetext.Number(p.total))
		used := 0
		for i, count := range shares(p.kinds, t.most, cells) {
			line += styles.Outcome(p.kinds[i].kind).Render(strings.Repeat(p.kinds[i].fill(), count))
			used += count
		}
		if rest > 0 && p.total > 0 {
			line += strings.Repeat(" ", cells-used) + others(p.kinds, styles)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

func others(kinds []kindCount, styles theme.Styles) string {
	text := ""
	for _, one := range kinds {
		if one.kind != deletion.Accepted {
			text += " " + styles.Outcome(one.kind).Render(one.fill()+safetext.Number(one.count))
		}
	}
	return text
}

// shares gives every outcome of a period its cells of a bar. The longest bar has
// all of them, and what there is at all has one at least: a single unknown outcome
// among thousands is seen.
func shares(kinds []kindCount, most int64, cells int) []int {
	split, used := make([]int, len(kinds)), 0
	for i, one := range kinds {
		split[i] = max(1, int((float64(one.count)*float64(cells))/float64(most)+0.5))
		used += split[i]
	}
	// The cells that rounding and the least of one have added come from the widest part, where
	// nobody misses them.
	for ; used > cells; used-- {
		widest := 0
		for i := range split {
			if split[i] > split[widest] {
				widest = i
			}
		}
		split[widest]--
	}
	return split
}

// legend names the fill signs, with the numbers of all periods. Sign, number and
// word stay together where it takes several lines.
func legend(kinds []kindCount, width int, styles theme.Styles) []string {
	const gap = "   "
	var lines []string
	for _, one := range kinds {
		part := styles.Outcome(one.kind).Render(one.fill() + " " + safetext.Number(one.count) + " " + one.label())
		if last := len(lines) - 1; last >= 0 && widget.Width(lines[last]+gap+part) <= width {
			lines[last] += gap + part
			continue
		}
		lines = append(lines, widget.Cut(part, width))
	}
	return lines
}

type topList struct {
	title string
	names []query.NameCount
}

// topLists has no list without a name: a heading alone would say that the list is empty.
func topLists(t *tally) []topList {
	var lists []topList
	for _, list := range []topList{{"Operators", t.names[query.ByOperator]}, {"Servers", t.names[query.ByServer]}} {
		if len(list.names) > 0 {
			lists = append(lists, list)
		}
	}
	return lists
}

func (l topList) line() string {
	var parts []string
	for _, name := range l.names {
		parts = append(parts, widget.Clean(name.Name)+" "+safetext.Number(name.Count))
	}
	return strings.Join(parts, " · ")
}

func (l topList) block(width int, styles theme.Styles) []string {
	lines := []string{styles.Strong.Render(l.title)}
	for _, name := range l.names {
		lines = append(lines, widget.Cut(fmt.Sprintf("%8s  %s", safetext.Number(name.Count), widget.Clean(name.Name)), max(1, width)))
	}
	return append(lines, "")
}
