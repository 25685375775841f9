package cli

import (
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ending is a model that ends the program at once.
type ending struct{}

func (ending) Init() tea.Cmd                         { return tea.Quit }
func (m ending) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
func (ending) View() tea.View                        { return tea.NewView("") }

func TestTheClockOfBubbleTeaIsFound(t *testing.T) {
	var program *tea.Program
	found := false
	filter := func(_ tea.Model, msg tea.Msg) tea.Msg {
		found = tickerOf(program) != nil
		return msg
	}
	program = tea.NewProgram(ending{}, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithFilter(filter))
	if _, err := program.Run(); err != nil {
		t.Fatal(err)
	}
	if !found {
		t.Error("an idle console ticks: this Bubble Tea has no *time.Ticker by that name")
	}
}

func TestTheClockIsSlowWhileNothingHappensAndFastAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		var ticks atomic.Int64
		done := make(chan struct{})
		defer close(done)
		go func() {
			for {
				select {
				case <-ticker.C:
					ticks.Add(1)
				case <-done:
					return
				}
			}
		}()
		within := func(length time.Duration) int64 {
			before := ticks.Load()
			time.Sleep(length)
			synctest.Wait()
			return ticks.Load() - before
		}
		clock := frameClock{pace: 4 * time.Millisecond}
		clock.take(ticker)
		clock.message(nil)
		for range 10 { // as long as messages come
			if n := within(80 * time.Millisecond); n < 19 {
				t.Errorf("%d ticks in 80 ms", n)
			}
			clock.message(nil)
		}
		within(200 * time.Millisecond)
		if n := within(time.Minute); n < 110 || n > 121 {
			t.Errorf("%d ticks in an idle minute", n)
		}
		clock.message(nil)
		if n := within(5 * time.Millisecond); n != 1 {
			t.Errorf("%d ticks right after a message", n)
		}
	})
}

func TestAClockThatWasNotFoundIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := frameClock{pace: time.Millisecond}
		clock.take(nil)
		clock.message(nil)
		time.Sleep(time.Second)
		clock.message(nil)
		time.Sleep(time.Second)
		if clock.slow {
			t.Error("it counts as slowed down, and would be sped up")
		}
	})
}
