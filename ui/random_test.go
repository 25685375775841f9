package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// witness watches from outside, by the screen's words alone, whether a person
// may have confirmed.
type witness struct {
	*uitest.Pump
	sender *uitest.Sender

	opened time.Time // when the confirmation came up; zero without one
	struck time.Time // the last key or paste
	permit bool      // it may have been a person who confirmed
	sent   int       // requests, as far as they were permitted
	shown  string    // the last confirmation, without its breaks
	window tea.WindowSizeMsg
	wide   string // the first line that was wider than the window
}

// drawn notices when a confirmation comes up and goes.
func (w *witness) drawn(view tea.View) {
	for line := range strings.SplitSeq(view.Content, "\n") {
		if cells := ansi.StringWidthWc(line); cells > w.window.Width && w.wide == "" {
			w.wide = fmt.Sprintf("a line of %d cells at %dx%d: %q", cells, w.window.Width, w.window.Height, line)
		}
	}
	switch {
	case !strings.HasSuffix(view.WindowTitle, "– confirm"):
		w.opened = time.Time{}
	case strings.Contains(view.Content, "Looking up the call…"), strings.Contains(view.Content, "Preparing…"):
		w.opened = time.Time{} // what is to be confirmed has not come yet
	case w.opened.IsZero():
		w.opened = time.Now()
		fallthrough
	default:
		w.shown = withoutBreaks(ansi.Strip(view.Content))
	}
}

// act hands on one message, and judges first whether it may confirm.
func (w *witness) act(msg tea.Msg) {
	now := time.Now()
	readable := !w.opened.IsZero() && now.Sub(w.opened) >= 600*time.Millisecond
	calm := now.Sub(w.struck) >= 60*time.Millisecond
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		w.permit = readable && calm && !msg.IsRepeat && (msg.String() == "y" || msg.String() == "enter")
		w.struck = now
	case tea.PasteMsg:
		w.permit, w.struck = false, now
	case tea.WindowSizeMsg:
		w.window = msg
	}
	w.Send(msg)
}

// judge says what is wrong with what was sent since the last move.
func (w *witness) judge() string {
	switch count := len(w.sender.Sent()) - w.sent; {
	case w.wide != "":
		return w.wide
	case count == 0:
		return ""
	case count > 1:
		return fmt.Sprintf("%d were sent at once", count)
	case !w.permit:
		return "one was sent that no person has confirmed"
	}
	request := w.sender.Sent()[w.sent]
	w.sent++
	w.permit = false
	// What scrolls can't be compared.
	if identifier := withoutBreaks(request.Selector.Identifier()); len(identifier) < 30 && !strings.Contains(w.shown, identifier) {
		return fmt.Sprintf("%s was sent, but the confirmation showed\n%s", identifier, w.shown)
	}
	// The other party's number is the ID of a call that was shown.
	if request.Pinned && (request.Sent().Identifier() != request.Shown.To.Number || !strings.Contains(w.shown, request.Shown.To.Number)) {
		return fmt.Sprintf("call %s was sent, but the confirmation showed\n%s", request.Sent().Identifier(), w.shown)
	}
	return ""
}

// moves are what a person, a cat or a terminal may do.
func moves() *rapid.Generator[tea.Msg] {
	likely := []tea.Msg{
		uitest.Key("enter"), uitest.Key("y"), uitest.Key("8"), uitest.Key("tab"), uitest.Key("esc"),
		tea.PasteMsg{Content: "y\n"}, tea.PasteMsg{Content: "8856"}, tea.PasteMsg{Content: "8801\n8802,\n8801\n8803"},
		tea.WindowSizeMsg{Width: 40, Height: 12}, tea.WindowSizeMsg{Width: 80, Height: 24}, tea.WindowSizeMsg{Width: 160, Height: 45}, tea.WindowSizeMsg{Width: 61, Height: 17},
		uitest.Key("f6"), uitest.Key("f7"), uitest.Key("ctrl+p"), tea.KeyPressMsg{Code: 'y', Text: "y", IsRepeat: true},
	}
	return rapid.OneOf(rapid.SampledFrom(likely), rapid.SampledFrom(likely), rapid.SampledFrom(everyKey()))
}

// step is a move and the pause after it.
type step struct {
	msg   tea.Msg
	pause time.Duration
}

func steps() *rapid.Generator[[]step] {
	pauses := rapid.SampledFrom([]time.Duration{0, 30 * time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond, 800 * time.Millisecond})
	one := rapid.Custom(func(t *rapid.T) step { return step{moves().Draw(t, "move"), pauses.Draw(t, "pause")} })
	return rapid.SliceOfN(one, 5, 20)
}

// At changing sizes, too: no line is ever wider than the window.
func TestRandomKeysNeverPanicAndNeverSendWithoutAConfirmation(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		typed, open := rapid.Bool().Draw(rt, "typed"), rapid.Bool().Draw(rt, "open")
		steps := steps().Draw(rt, "steps")
		wrong := ""
		synctest.Test(t, func(*testing.T) {
			w := newWitness(typed, open)
			for _, step := range append(steps, step{tea.BackgroundColorMsg{}, 5 * time.Second}) {
				w.act(step.msg)
				w.Pass(step.pause)
				if wrong == "" {
					wrong = w.judge()
				}
			}
			time.Sleep(time.Hour) // clocks that still tick run out
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
	// The witness is no fool: it lets pass what a person confirms, once.
	synctest.Test(t, func(t *testing.T) {
		w := newWitness(false, true)
		w.Pass(time.Second)
		w.act(uitest.Key("y"))
		w.Pass(time.Second)
		if wrong := w.judge(); wrong != "" || w.sent != 1 {
			t.Errorf("%d were sent; %q", w.sent, wrong)
		}
		time.Sleep(time.Hour)
	})
}

// newWitness watches a console whose first server wants the end typed, or not. open
// begins it at the confirmation.
func newWitness(typed, open bool) *witness { return newLookingWitness(typed, open, nil) }

// newLookingWitness is newWitness with servers that can look up, unless lookUps is nil.
func newLookingWitness(typed, open bool, lookUps *uitest.LookUps) *witness {
	servers := uitest.Servers()
	if typed {
		slices.Reverse(servers)
	}
	sender := uitest.NewSender()
	sender.Script(uitest.Refused(-50, "no"), uitest.NotSent(), uitest.Unknown())
	history := uitest.NewHistory(uitest.Records())
	workflow := uitest.NewLookingWorkflow(history, sender, servers, lookUps)
	console := ui.New(ui.Options{Workflow: workflow, History: history, Log: history.Log, Keys: keymap.Default(), Zone: uitest.Zone, Now: time.Now})
	w := &witness{Pump: uitest.NewPump(console, 80, 24), sender: sender, window: tea.WindowSizeMsg{Width: 80, Height: 24}}
	w.Drawn = w.drawn
	w.Pass(100 * time.Millisecond)
	for _, name := range []string{"8", "8", "5", "6"} {
		w.act(uitest.Key(name))
	}
	if typed { // a reason is wanted, too
		w.act(uitest.Key("tab"))
		w.act(uitest.Key("tab"))
		w.act(uitest.Key("x"))
	}
	if open {
		w.act(uitest.Key("enter"))
		w.Pass(0)
	}
	return w
}
