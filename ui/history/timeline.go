package history

import (
	"strings"

	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	// timelineHeight and timelineWidth are the sizes from which the timeline is shown below the list. A
	// terminal of 40 lines has them, with a notice, too.
	timelineHeight, timelineWidth = 32, 80
	timelineBars                  = 3
	timelineLines                 = timelineBars + 2 // with its title and the names of its ends
)

func (m Model) showsTimeline() bool { return m.height >= timelineHeight && m.width >= timelineWidth }

// lacksTimeline reports whether the screen has room for the timeline, and that of the list was
// not counted yet. While a page is read, the processor is that page's.
func (m Model) lacksTimeline() bool {
	return m.showsTimeline() && m.detail == nil && m.list.read && !m.list.asked && m.counting.of != m.counting.lists
}

// dropTimeline gives up a count for the timeline, which would slow down what is read now. An open
// panel keeps its count until the new page is there: it goes on saying that it counts.
func (m Model) dropTimeline() Model {
	if !m.counting.busy || m.showsTally() {
		return m
	}
	m.counting.of = -1 // a filter that can't be read leaves the list as it is, and its timeline is still due
	return m.stopCounting()
}

// withTimeline puts the timeline below the table, where there is room for it.
func (m Model) withTimeline(table []string, width int, styles theme.Styles) []string {
	if !m.showsTimeline() {
		return table
	}
	return append(widget.Height(table, m.rows()+1), m.timeline(width, styles)...)
}

// timeline shows when the matching records were confirmed, all of them at once, and how many
// had which outcome.
func (m Model) timeline(width int, styles theme.Styles) []string {
	t, title, said, counts := m.counting.tally, " Deletions ", "", ""
	switch {
	case m.counting.failure != nil:
		said = "Not counted. " + m.options.Keys.Binding(keymap.HistoryChart).Help().Key + " says why."
	// Never the numbers of another filter, nor of some of the records.
	case t == nil || t.filter != m.query.String() || t.newest > 0:
		said = "Counting…"
	case len(t.periods) == 0:
		said = "Nothing to draw."
	default:
		title += "by " + string(t.step) + " "
		if lines := legend(t.kinds, width-widget.Width(title)-6, styles); len(lines) == 1 {
			counts = " " + lines[0] + " "
		}
	}
	fill := strings.Repeat("─", max(0, width-widget.Width(title)-widget.Width(counts)-3))
	lines := []string{styles.Rule.Render("─") + styles.Subtle.Render(title) + styles.Rule.Render(fill) + counts + styles.Rule.Render("─")}
	if said != "" {
		lines = append(lines, " "+styles.Subtle.Render(said))
	} else {
		lines = append(lines, widget.Indent(t.overview(max(1, width-2), timelineBars, styles), 1)...)
	}
	return widget.Height(lines, timelineLines)
}
