package cli

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	// awakeFor is how long after a message frames are drawn at the full pace.
	awakeFor = 100 * time.Millisecond
	// idlePace is the pace when nothing happens. It is no standstill, so that a frame which came
	// late, on a machine without a free processor, is drawn all the same.
	idlePace = 500 * time.Millisecond
)

// frameClock slows down Bubble Tea's clock while nothing happens: it wakes the process at a
// constant rate, from the first frame to the last, which no option changes (2.1). At 120 a second
// an idle console took 1.6 % of a core; at 60 a key waited twice as long for its frame.
type frameClock struct {
	pace time.Duration // while something happens

	mu     sync.Mutex
	ticker *time.Ticker // nil where it was not found: it then goes on at its own pace
	slow   bool
	latest time.Time // message
	idle   *time.Timer
}

// message says that the program has something to do, and so perhaps to draw. It is called in the
// program's loop, which has made its clock by then.
func (c *frameClock) message(program *tea.Program) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latest = time.Now()
	if c.idle == nil {
		c.take(tickerOf(program))
	}
	c.idle.Reset(awakeFor)
	if c.slow && c.ticker != nil {
		c.ticker.Reset(c.pace)
	}
	c.slow = false
}

// take believes the clock to be slow, so that the first message sets its pace.
func (c *frameClock) take(ticker *time.Ticker) {
	c.ticker, c.slow = ticker, true
	c.idle = time.AfterFunc(awakeFor, c.slowDown)
}

// slowDown runs on a timer of its own, outside of the program's loop.
func (c *frameClock) slowDown() {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A message may have come while this waited for the lock; its timer runs.
	if c.slow || c.ticker == nil || time.Since(c.latest) < awakeFor {
		return
	}
	c.slow = true
	c.ticker.Reset(idlePace)
}

// tickerOf is the clock of a running program; nil for a Bubble Tea that has another one.
func tickerOf(program *tea.Program) *time.Ticker {
	field := reflect.ValueOf(program).Elem().FieldByName("ticker")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return (*time.Ticker)(field.UnsafePointer())
}
