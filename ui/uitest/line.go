package uitest

import (
	"io"
	"sync"
	"time"

	"deletecall/ui/input"
)

// line carries what the terminal sends to the program, through the filter of its
// input.
type line struct {
	to *io.PipeWriter

	mu     sync.Mutex
	filter input.Filter
	sent   int
}

func (l *line) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent++
	if _, err := l.to.Write(l.filter.Feed(data)); err != nil {
		return 0, err
	}
	if last := l.sent; l.filter.Waits() {
		time.AfterFunc(input.Patience, func() { l.quiet(last) })
	}
	return len(data), nil
}

// quiet tells the filter that nothing came after the write with this number.
func (l *line) quiet(last int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent == last {
		_, _ = l.to.Write(l.filter.Quiet())
	}
}
