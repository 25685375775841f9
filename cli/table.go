package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/process"
	"deletecall/safetext"
)

// look is how a command may print: with colours and within a width on a terminal, plain
// elsewhere.
type look struct {
	width   int // in cells; 0 for no limit
	colours bool
}

// look is that of standard output. A pipe or a file gets whole cells without colours, so that
// what reads it finds everything.
func (p Program) look() look {
	if !process.IsTerminal(p.Out) {
		return look{}
	}
	return look{width: lineWidth(p.Out), colours: !p.printsLinesOnly() && p.getenv("NO_COLOR") == ""}
}

// The colours, as SGR parameters of the 16 that every terminal with colours has, in the shades
// that its owner has chosen.
const (
	heading = "1"
	good    = "32"
	careful = "33"
	bad     = "1;31"
)

// paint colours a text that is clean and has its width already.
func (l look) paint(text, colour string) string {
	if !l.colours || colour == "" || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[m"
}

// settledSign marks an unknown outcome that was settled, as in the console.
const settledSign = "?→"

// colourOf is the colour of an outcome or a state, by its first word.
func colourOf(label string) string {
	word := label
	if end := strings.IndexAny(label, ",: "); end >= 0 {
		word = label[:end]
	}
	switch word {
	case string(deletion.Accepted), stateOK:
		return good
	case string(deletion.Refused), stateWarning:
		return careful
	case string(deletion.Unknown), "settled", settledSign, stateProblem:
		return bad
	}
	return ""
}

type column struct {
	heading string
	least   int  // cells to which it is cut where the terminal is too narrow; 0 where it never is
	state   bool // it has outcomes or states, which have colours
	spare   bool // it is left out where the terminal is too narrow for the whole table
	leaves  int  // its turn to be left out where even the cut rows don't fit, 1 first; 0 where it stays
}

// lastTurn is the last one in which a column leaves.
const lastTurn = 5

// table prints rows below a heading once they are all there: the widest cell decides the
// columns.
type table struct {
	out     io.Writer
	look    look
	columns []column
	rows    [][]string
	// narrow are the same rows in fewer cells, shown where the whole ones don't fit.
	narrow [][]string
	gap    int // cells between two columns
}

func (p Program) table(columns ...column) *table {
	return newTable(p.Out, p.look(), columns...)
}

func newTable(out io.Writer, look look, columns ...column) *table {
	return &table{out: out, look: look, columns: columns, gap: 2}
}

func (t *table) row(cells ...string) { t.either(cells, cells) }

// either adds a row that is shown in its narrow form where the whole table does not fit.
func (t *table) either(whole, narrow []string) {
	t.rows, t.narrow = append(t.rows, t.look.cleaned(whole)), append(t.narrow, t.look.cleaned(narrow))
}

// cleaned leaves the joiners of a script to what reads a pipe; on a terminal they would shift the
// columns.
func (l look) cleaned(cells []string) []string {
	clean := make([]string, len(cells))
	for i, cell := range cells {
		clean[i] = safetext.Line(cell)
		if l.width > 0 { // on a terminal
			clean[i] = safetext.Drawn(clean[i])
		}
	}
	return clean
}

// flush prints the table. Where it is too wide, it first leaves out columns, then takes the narrow
// rows, and cuts cells: what is cut can't be copied. Then it moves the columns together, and last it leaves out
// more of them, one after the other, so that a row is one line down to 40 cells.
func (t *table) flush() error {
	rows, widths := t.rows, t.widths(t.rows)
	if t.look.width > 0 && t.total(widths) > t.look.width {
		t.leaveOut(func(c column) bool { return c.spare })
		rows, widths = t.rows, t.widths(t.rows)
	}
	if t.look.width > 0 && t.total(widths) > t.look.width {
		rows = t.narrow
		widths = t.shrunk(t.widths(rows))
		if t.total(widths) > t.look.width {
			t.gap = 1
			widths = t.shrunk(t.widths(rows))
		}
		for turn := 1; t.total(widths) > t.look.width && turn <= lastTurn; turn++ {
			t.leaveOut(func(c column) bool { return c.leaves == turn })
			rows, widths = t.narrow, t.shrunk(t.widths(t.narrow))
		}
	}
	var headings []string
	for _, column := range t.columns {
		headings = append(headings, column.heading)
	}
	if err := t.print(headings, widths, func(int, string) string { return heading }); err != nil {
		return err
	}
	for _, row := range rows {
		err := t.print(row, widths, func(column int, cell string) string {
			if t.columns[column].state {
				return colourOf(cell)
			}
			return ""
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *table) leaveOut(which func(column) bool) {
	for at := len(t.columns) - 1; at >= 0; at-- {
		if !which(t.columns[at]) {
			continue
		}
		t.columns = slices.Delete(t.columns, at, at+1)
		for i := range t.rows {
			t.rows[i] = slices.Delete(t.rows[i], at, at+1)
			t.narrow[i] = slices.Delete(t.narrow[i], at, at+1)
		}
	}
}

// print pads with blanks and no tabs, so that a line looks the same where it is pasted, and no line ends with them.
func (t *table) print(cells []string, widths []int, colour func(column int, cell string) string) error {
	var line strings.Builder
	for i, cell := range cells {
		shown := safetext.Bounded(cell, widths[i])
		pad := widths[i] - safetext.Width(shown)
		line.WriteString(t.look.paint(shown, colour(i, cell)))
		if i < len(cells)-1 {
			line.WriteString(strings.Repeat(" ", pad+t.gap))
		}
	}
	_, err := fmt.Fprintln(t.out, strings.TrimRight(line.String(), " "))
	return err
}

func (t *table) widths(rows [][]string) []int {
	widths := make([]int, len(t.columns))
	for i, column := range t.columns {
		widths[i] = safetext.Width(column.heading)
		for _, row := range rows {
			widths[i] = max(widths[i], safetext.Width(row[i]))
		}
	}
	return widths
}

func (t *table) total(widths []int) int {
	total := t.gap * (len(widths) - 1)
	for _, width := range widths {
		total += width
	}
	return total
}

// shrunk takes from the column that has most to give until a row fits the terminal.
// What is left over then the terminal wraps.
func (t *table) shrunk(widths []int) []int {
	for total := t.total(widths); total > t.look.width; total-- {
		giver, most := 0, 0
		for i, column := range t.columns {
			if spare := widths[i] - column.least; column.least > 0 && spare > most {
				giver, most = i, spare
			}
		}
		if most == 0 {
			break
		}
		widths[giver]--
	}
	return widths
}
