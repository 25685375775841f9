package keymap

import "slices"

// Screen is a part of the console with keys of its own.
type Screen string

// The screens. The actions of Global work on every one of them.
const (
	Global        Screen = "global"
	Form          Screen = "form"           // the form
	Confirm       Screen = "confirm"        // the confirmation of a deletion
	Queue         Screen = "queue"          // identifiers that were pasted together, or calls that were found
	CallSearch    Screen = "calls.search"   // which calls to find on the server
	Calls         Screen = "calls"          // those that were found
	Sending       Screen = "sending"        // a request is under way
	Result        Screen = "result"         // what came of it
	History       Screen = "history"        // the table of the history
	HistoryFilter Screen = "history.filter" // its filter line, while it is typed
	Detail        Screen = "detail"         // one record of the history
	Chart         Screen = "chart"          // deletions over time
	Counts        Screen = "counts"         // how many by outcome, type, server and operator
	Log           Screen = "log"            // what was done with the history itself
	Columns       Screen = "columns"        // the choice of the table's columns
	Viewer        Screen = "viewer"         // a long text: the raw answer
	Help          Screen = "help"           // the keys
	Actions       Screen = "actions"        // the list of what can be done
	Recent        Screen = "recent"         // identifiers or reasons to recall
	Setup         Screen = "setup"          // a new server
	Settle        Screen = "settle"         // what a person found after an unknown outcome
	Writing       Screen = "writing"        // a file is being written
	Dialog        Screen = "dialog"         // any other question or choice
)

// titles are the headings of all screens, in the order of the key sheet.
var titles = []struct {
	screen Screen
	title  string
}{
	{Global, "Everywhere"},
	{Form, "Form"},
	{Confirm, "Confirmation"},
	{Queue, "Queue"},
	{CallSearch, "Search for calls"},
	{Calls, "Calls that were found"},
	{Sending, "Sending"},
	{Result, "Result"},
	{History, "History"},
	{HistoryFilter, "Filter line of the history"},
	{Detail, "Record"},
	{Chart, "Chart of the history"},
	{Counts, "Counts of the history"},
	{Log, "Log of the history"},
	{Columns, "Columns of the history"},
	{Viewer, "Raw answer"},
	{Help, "Help"},
	{Actions, "List of actions"},
	{Recent, "Recent identifiers and reasons"},
	{Setup, "New server"},
	{Settle, "Settlement"},
	{Writing, "Writing a file"},
	{Dialog, "Dialogs"},
}

// Screens returns all screens, in the order of the key sheet.
func Screens() []Screen {
	screens := make([]Screen, len(titles))
	for i, each := range titles {
		screens[i] = each.screen
	}
	return screens
}

// Title returns the screen's heading in the help and in the key sheet.
func (s Screen) Title() string {
	for _, each := range titles {
		if each.screen == s {
			return each.title
		}
	}
	return string(s)
}

// alwaysTyping reports a screen whose text field never loses the focus.
func (s Screen) alwaysTyping() bool {
	return s == HistoryFilter || s == Help || s == Actions || s == Recent
}

// Entry is one action as the table has it.
type Entry struct {
	Action  Action
	Screens []Screen // where it works
	Keys    []string // without configuration, or of the Map that returned it; the first is the one a footer shows
	Short   string   // for the footer: one or two words
	Long    string   // for the help: one sentence without a full stop

	// Typing marks an action that works while a text field has the focus, too.
	// It needs a key that neither writes nor moves in the text.
	Typing bool
	// Needed marks an action without which one could not leave: it cannot be
	// disabled.
	Needed bool
	// Dangerous marks an action that can lead to a deletion at once.
	Dangerous bool
	// Footer marks an action that the footer shows.
	Footer bool
}

func (e *Entry) on(s Screen) bool {
	return slices.Contains(e.Screens, s) || e.Screens[0] == Global
}

// Entries returns the table of all actions with the keys of the Map.
func (m Map) Entries() []Entry {
	all := slices.Clone(entries)
	for i := range all {
		all[i].Keys = m.Keys(all[i].Action)
		all[i].Screens = slices.Clone(all[i].Screens)
	}
	return all
}
