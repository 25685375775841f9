package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"deletecall/process"
	"deletecall/safetext"
)

const (
	progressPause = 200 * time.Millisecond // between two pictures, and before the first
	progressCells = 30
)

// progressBar shows how far a long piece of work is, on a terminal's standard
// error. What is done before its first picture leaves no trace.
type progressBar struct {
	out   io.Writer // nil where nobody looks
	last  time.Time
	drawn bool
}

// progressBar draws on standard error, since standard output may be the file that is written.
func (p Program) progressBar(wanted bool) *progressBar {
	// A file or a line terminal would keep every picture of the bar.
	if !wanted || !process.IsTerminal(p.Err) || p.printsLinesOnly() {
		return &progressBar{}
	}
	return &progressBar{out: p.Err, last: time.Now()}
}

// draw is called for every step of the work, which is far more often than anybody sees: it draws at
// most five times a second.
func (b *progressBar) draw(done, total int64) {
	now := time.Now()
	if b.out == nil || total <= 0 || now.Sub(b.last) < progressPause {
		return
	}
	b.last, b.drawn = now, true
	filled := int(min(done, total) * progressCells / total)
	fmt.Fprintf(b.out, "\r%-*s %s of %s", progressCells, strings.Repeat("━", filled), safetext.Number(done), safetext.Number(total))
}

func (b *progressBar) clear() {
	// Otherwise nothing is on the screen, and a log must not get the sequence.
	if b.drawn {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
