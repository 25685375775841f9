package ui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/palette"
	"deletecall/query"
	"deletecall/ui/confirm"
	"deletecall/ui/earlier"
	"deletecall/ui/form"
	"deletecall/ui/history"
	"deletecall/ui/input"
	"deletecall/ui/result"
	"deletecall/ui/search"
	"deletecall/ui/setup"
)

// Options are what a console is made from.
type Options struct {
	Workflow *deletion.Workflow
	History  query.Finder // to read
	Keys     keymap.Map
	Theme    palette.Theme
	Zone     *time.Location
	Now      func() time.Time // used in commands only
	Notice   string           // said at the start
	// Filters are queries of the history by their names.
	Filters map[string]string
	// Log reads what was done with the history itself, the oldest first.
	Log func(context.Context) ([]query.LogEntry, error)
	// Habits are how the person likes to see the history, and Remember keeps them once they have
	// changed; of two the one with the higher number is the later one. It may be nil.
	Habits   history.Habits
	Remember func(number int64, habits history.Habits) error
	// Papers hands over what is in the history; without kinds nothing is offered.
	Papers Papers
	// Examples are what can be tried in the practice system at this moment; nil for a console
	// on other servers.
	Examples func() []Example
	// CanLeave says that the practice system was opened from another console, to which it can go back.
	CanLeave bool
	// Setup adds servers to the configuration; nil for a console that can't.
	Setup setup.Port
	// CanSuspend is true where a shell waits that can bring the program back.
	CanSuspend bool
	// LookupEnv tells the console through which programs its output passes.
	LookupEnv func(string) (string, bool)
}

// Console is the root of the program.
type Console struct {
	options Options
	keys    keymap.Map
	look

	width, height int
	server        deletion.Server
	screen        keymap.Screen // Form, Confirm, Queue, Calls, Sending, Result, History or Help
	former        keymap.Screen // to which Help goes back

	form     form.Model
	confirm  confirm.Model
	result   result.Model
	history  history.Model
	search   search.Model
	help     help
	dialog   dialog // nil, or what covers the screen
	helpOver bool
	setup    *setup.Model // nil, or what was typed of a new server before its screen was left

	underWay  []underWay
	checking  []int64 // the records whose calls are being looked up again
	shown     int     // the ID of the deletion on the sending screen
	lastID    int
	ticks     int               // counts the clocks of the sending screen: only the latest one goes on
	previews  int               // counts them: only the latest preview is shown
	reviews   int               // counts them: only the latest review is shown
	reviewing bool              // a review is being prepared
	ahead     []tea.KeyPressMsg // that were struck meanwhile, for the confirmation
	// lookUp ends the look-up for the confirmation: it is skipped, or nobody waits for it any more.
	lookUp context.CancelCauseFunc

	reviewedFrom keymap.Screen   // that screen
	confirmed    deletion.Server // of what is confirmed, or of the result

	queued      queueing
	queueScreen queueScreen
	resultSeen  resultSeen

	earlier     earlier.List // what was deleted before
	lookingBack lookingBack

	remembered   int64 // counts the changes of habits
	next         Next
	notice       notice
	news         news
	historyState historyState
	// looks is a pointer because Bubble Tea copies the console with every message.
	looks *atomic.Int64 // at the history; shared by the commands that look
	// lateFrom is the first look at the history that may import an outcome which was put aside; 0
	// where none was.
	lateFrom int64
}

// underWay is a deletion whose outcome is not known yet.
type underWay struct {
	id    int
	place int // in the queue; -1 outside of it
	result.Sending
}

// New returns a console that shows the empty form.
func New(options Options) Console {
	c := Console{
		options: options, keys: options.Keys, look: newLook(options.Theme),
		screen: keymap.Form, looks: new(atomic.Int64), notice: notice{text: options.Notice},
	}
	// The first one of the configuration. Without any the header and the form say so.
	if servers := options.Workflow.Servers(); len(servers) > 0 {
		c.server = servers[0]
	}
	c.form = form.New(c.keys, c.server)
	c.history = history.New(history.Options{
		Keys: c.keys, Finder: options.History, Zone: options.Zone, Now: options.Now, Filters: options.Filters, Log: options.Log,
		Operator: options.Workflow.Operator().Name, MayCheck: options.Workflow.MayCheck,
	}).WithHabits(options.Habits)
	c.search = search.New(search.Options{
		Keys: c.keys, Ask: options.Workflow.SearchCalls, Now: options.Now, Zone: options.Zone,
	}, c.server).In(c.history.Zone())
	c.help = newHelp(c.keys)
	if c.server.Name == "" && options.Setup != nil {
		return c.chooseServer() // a newcomer is not left with an empty form
	}
	return c
}

// Init asks what the console has to know first: the terminal's background, the
// request of an empty form, and the state of the history.
func (c Console) Init() tea.Cmd {
	return tea.Batch(c.look.ask(), c.previewCommand(), c.checkHistory())
}

// Update routes a message to whom it belongs, and then gives every part its
// place again: what is said above and below takes lines from the screen.
func (c Console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	// A screen can't act on the root. A count that differs shows that the browser found news, and
	// that the banner may be out of date too.
	changes := c.history.Changes()
	c, command := c.route(msg)
	if c.history.Changes() != changes {
		command = tea.Batch(command, c.checkHistory())
	}
	c = c.layout()
	var late tea.Cmd
	c.history, late = c.history.CatchUp()
	c, back := c.lookBack()
	return c, tea.Batch(command, late, back)
}

// route takes what concerns the terminal itself. Everything else goes to a screen, or comes from a
// command.
func (c Console) route(msg tea.Msg) (Console, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.width, c.height = msg.Width, msg.Height
		return c, nil
	case tea.BackgroundColorMsg:
		c.look = c.look.on(msg)
		return c, nil
	case tea.ColorProfileMsg:
		c.look = c.look.with(msg)
		return c, nil
	case tea.ResumeMsg:
		return c, nil
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		c.notice = c.notice.afterKey()
		return c.toScreen(msg)
	case input.Noise:
		return c.disturbed()
	}
	return c.receive(msg)
}

func (c Console) receive(msg tea.Msg) (Console, tea.Cmd) {
	switch msg := msg.(type) {
	case previewMsg:
		if msg.generation == c.previews {
			c.form = c.form.WithPreview(msg.preview, msg.refusal)
		}
	case reviewMsg:
		return c.takeReview(msg)
	case lookedUpMsg:
		return c.takeLookUp(msg)
	case watchedMsg:
		return c.takeChange(msg)
	// One of an earlier result has another number.
	case resultReadMsg:
		c.resultSeen.long = c.resultSeen.long || msg.id == c.shown
	case startedMsg, recordedMsg, answeredMsg, tickMsg:
		return c.takeTime(msg)
	case executedMsg:
		return c.takeOutcome(msg)
	case historyMsg:
		return c.takeHistory(msg)
	case unsettledMsg:
		if msg.look == c.historyState.look {
			c.historyState.unsettled = msg.count
			c.history = c.history.WithUnsettled(msg.count)
		}
	case recordedLateMsg:
		c.lateFrom = c.looks.Load() + 1
		c, refresh := c.refreshHistory()
		return c, tea.Batch(refresh, c.checkHistory())
	case checkLaterMsg:
		if msg.after == c.historyState.look {
			return c, c.checkHistory()
		}
	case checkedMsg:
		return c.takeChecked(msg)
	case settledMsg:
		return c.takeSettlement(msg)
	case unrememberedMsg:
		c.notice = notice{text: "The columns and the order apply until you quit: " + hint.Sentences(msg.err.Error()), level: warning}
	case progressMsg:
		return c.takeProgress(msg)
	case writtenMsg:
		return c.takeWritten(msg)
	case testedMsg, savedMsg:
		return c.takeSetup(msg)
	case recentMsg:
		return c.takeRecent(msg), nil
	case earlierPauseMsg, earlierMsg:
		return c.takeLookingBack(msg)
	case examplesMsg:
		return c.takeExamples(msg), nil
	case HistoryChanged:
		return c, c.checkHistory()
	default:
		return c.toBackground(msg)
	}
	return c, nil
}

// toBackground hands a message to the parts that wait for answers of their own,
// whichever screen is shown.
func (c Console) toBackground(msg tea.Msg) (Console, tea.Cmd) {
	var confirmCommand, historyCommand, searchCommand tea.Cmd
	if c.screen == keymap.Confirm {
		c, confirmCommand = c.toConfirm(msg) // it waits for the keys to be quiet
	}
	// Their actions are dropped: only a key may ask something of the console, never an answer that
	// happens to come.
	c.history, historyCommand, _ = c.history.Update(msg)
	c.search, searchCommand, _ = c.search.Update(msg)
	return c, tea.Batch(confirmCommand, historyCommand, searchCommand)
}
