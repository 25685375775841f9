package ui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/palette"
	"deletecall/query"
	"deletecall/ui/confirm"
	"deletecall/ui/form"
	"deletecall/ui/history"
	"deletecall/ui/input"
	"deletecall/ui/result"
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
	screen        keymap.Screen // Form, Confirm, Sending, Result, History or Help
	former        keymap.Screen // to which Help goes back

	form    form.Model
	confirm confirm.Model
	result  result.Model
	history history.Model
	help    help
	dialog  dialog // nil, or what stands over the screen

	underWay  []underWay
	shown     int // the ID of the deletion on the sending screen
	lastID    int
	previews  int  // counts them: only the latest preview is shown
	reviews   int  // counts them: only the latest review is shown
	reviewing bool // a review is being prepared

	notice       notice
	news         news
	historyState historyState
	// looks is a pointer because Bubble Tea copies the console with every message.
	looks *atomic.Int64 // at the history; shared by the commands that look
}

// historyState is what is known of the audit history.
type historyState struct {
	look      int64
	checked   bool
	err       error // it can't take an intent
	warnings  []string
	unsettled int64
}

// underWay is a deletion whose outcome is not known yet.
type underWay struct {
	id int
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
	})
	c.help = newHelp(c.keys)
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
	return c.layout(), command
}

func (c Console) route(msg tea.Msg) (Console, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.width, c.height = msg.Width, msg.Height
		return c, nil
	case tea.BackgroundColorMsg:
		c.look = c.look.on(msg)
		return c, nil
	case tea.ResumeMsg:
		return c, nil
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		return c.toScreen(msg)
	case input.Noise:
		return c.disturbed()
	}
	return c.receive(msg)
}

// receive takes what commands bring back.
func (c Console) receive(msg tea.Msg) (Console, tea.Cmd) {
	switch msg := msg.(type) {
	case previewMsg:
		if msg.generation == c.previews {
			c.form = c.form.WithPreview(msg.preview)
		}
	case reviewMsg:
		return c.takeReview(msg)
	case startedMsg, recordedMsg, answeredMsg, tickMsg:
		return c.takeTime(msg)
	case executedMsg:
		return c.takeOutcome(msg)
	case historyMsg:
		if msg.look < c.historyState.look {
			return c, nil // it was begun before the one that is shown, and took longer
		}
		c.historyState = historyState{checked: true, look: msg.look, err: msg.err, warnings: msg.warnings, unsettled: msg.unsettled}
	case settledMsg:
		return c.takeSettlement(msg)
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
	var confirmCommand, historyCommand tea.Cmd
	if c.screen == keymap.Confirm {
		c, confirmCommand = c.toConfirm(msg) // it waits for the keys to be quiet
	}
	// Its action is dropped: only a key may ask something of the console, never an answer that
	// happens to come.
	c.history, historyCommand, _ = c.history.Update(msg)
	return c, tea.Batch(confirmCommand, historyCommand)
}

// keyScreen is the screen whose keys are in force.
func (c Console) keyScreen() keymap.Screen {
	switch {
	case c.dialog != nil:
		return c.dialog.screen()
	case c.screen == keymap.History:
		return c.history.Screen()
	}
	return c.screen
}

// typing decides whether a letter is text or a key. A screen with a text field that is missing
// here would act on what is typed into it.
func (c Console) typing() bool {
	switch {
	case c.dialog != nil:
		return c.dialog.typing()
	case c.screen == keymap.Form:
		return c.form.Typing()
	case c.screen == keymap.Confirm:
		return c.confirm.Typing()
	case c.screen == keymap.History:
		return c.history.Typing()
	}
	return false
}

// press acts on the keys of every screen, and hands the others on.
func (c Console) press(msg tea.KeyPressMsg) (Console, tea.Cmd) {
	c.notice = c.notice.afterKey()
	action, _ := c.keys.Action(c.keyScreen(), msg, c.typing())
	// These come first: no dialog, screen or confirmation may keep somebody from quitting.
	if command, said, ok := c.options.programKey(action); ok {
		if said.text != "" {
			c.notice = said
		}
		c, wait := c.disturbed() // it is a key of whatever burst it came in
		return c, tea.Batch(command, wait)
	}
	if action == keymap.NoticesDismiss && c.screen != keymap.Confirm { // which takes every key, to see whether they are struck too fast
		c.news, c.notice = nil, notice{}
		return c, nil
	}
	// A confirmation or a dialog is answered before anything else is shown.
	if c.dialog == nil && c.screen != keymap.Confirm {
		switch action {
		case keymap.ShowDelete:
			return c.show(keymap.Form)
		case keymap.ShowHistory:
			return c.show(keymap.History)
		case keymap.ShowHelp:
			return c.show(keymap.Help)
		case keymap.ChooseServer:
			return c.chooseServer()
		}
	}
	return c.toScreen(msg)
}

// programKey acts on the keys that concern the program and no screen of it.
func (o Options) programKey(action keymap.Action) (command tea.Cmd, said notice, ok bool) {
	switch action {
	case keymap.Quit:
		// This ends the screens only. Bubble Tea does not wait for commands, so cli waits for a
		// request in progress after Run (Workflow.Drain).
		return tea.Quit, notice{}, true
	case keymap.Suspend:
		if !o.CanSuspend {
			return nil, notice{text: "Can't suspend: no shell to return to.", level: warning}, true
		}
		return tea.Suspend, notice{}, true
	case keymap.Redraw:
		return tea.ClearScreen, notice{}, true
	}
	return nil, notice{}, false
}

// toScreen hands a key or a paste to the dialog or the screen.
func (c Console) toScreen(msg tea.Msg) (Console, tea.Cmd) {
	if c.dialog != nil {
		return c.toDialog(msg)
	}
	switch c.screen {
	case keymap.Form:
		return c.toForm(msg)
	case keymap.Confirm:
		return c.toConfirm(msg)
	case keymap.Sending:
		return c.toSending(msg)
	case keymap.Result:
		return c.toResult(msg)
	case keymap.History:
		return c.toAudit(msg)
	case keymap.Help:
		return c.toHelp(msg)
	}
	return c, nil
}

// show changes the screen. The history is read again each time.
func (c Console) show(screen keymap.Screen) (Console, tea.Cmd) {
	if screen == keymap.Help && c.screen != keymap.Help {
		c.former = c.screen
		c.help.about = c.keyScreen()
	}
	c.screen = screen
	var command, follow, check tea.Cmd
	// Off the screen the browser stops its clock: nobody reads the database for nobody.
	c.history, follow = c.history.Shown(screen == keymap.History)
	if screen == keymap.History {
		c.history, command = c.history.Refresh()
		check = c.checkHistory()
	}
	return c, tea.Batch(command, follow, check)
}
