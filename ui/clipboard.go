package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/ui/widget"
)

func (c Console) copyRecord(record deletion.Record) (Console, tea.Cmd) {
	var text strings.Builder
	for _, fact := range record.Facts(c.history.Zone()) {
		// One line a fact: a value with a line break of its own would forge another fact wherever
		// the text is pasted (promise: foreign text is hostile).
		text.WriteString(safetext.Line(fact.Name) + ": " + safetext.Line(fact.Value) + "\n")
	}
	return c.copyShown(text.String())
}

func (c Console) copyField(record deletion.Record) Console {
	d := listDialog{keys: c.keys, title: "Copy what?"}
	for _, fact := range record.Facts(c.history.Zone()) {
		d.rows = append(d.rows, widget.Fit(widget.Clean(fact.Name), factNames)+"  "+widget.Clean(fact.Value))
		// The answer carries the value as it is recorded; toClipboard and the viewer clean it.
		d.answers = append(d.answers, chosenText{fact.Value})
	}
	return c.open(d)
}

const factNames = 18

// copyShown hands a text to the terminal's clipboard, and shows it plainly, since
// many terminals do not take it.
func (c Console) copyShown(text string) (Console, tea.Cmd) {
	c = c.open(viewer{keys: c.keys, title: "Sent to the clipboard. If that fails, select it here", text: text})
	_, command := c.toClipboard(text)
	return c, command
}

// toClipboard writes OSC 52.
func (c Console) toClipboard(text string) (Console, tea.Cmd) {
	// OSC 52 carries the text in base64, so an escape sequence in it would reach the clipboard
	// intact, and act when somebody pastes it into a shell.
	clean := strings.Join(safetext.Lines(text, maxViewerLines), "\n")
	// Bubble Tea's SetClipboard is no way here: it writes the bare sequence only, which tmux ignores by default.
	sequence := throughMultiplexer(ansi.SetSystemClipboard(clean), c.env("TMUX") != "", c.env("TERM"))
	c.notice = notice{text: "Sent to the clipboard, if the terminal allows it."}
	return c, tea.Raw(sequence)
}

// throughMultiplexer is a sequence as it reaches the terminal through tmux or screen, which pass
// on only what is wrapped. tmux with set-clipboard on takes the bare one itself, and with
// allow-passthrough on the wrapped one; it drops the other.
func throughMultiplexer(sequence string, tmux bool, term string) string {
	switch {
	case tmux:
		return sequence + ansi.TmuxPassthrough(sequence)
	case strings.HasPrefix(term, "screen"):
		const most = 768 // screen cuts longer strings
		return ansi.ScreenPassthrough(sequence, most)
	}
	return sequence
}

// env reads the environment of this session, not of the process: over SSH they differ
// (docs/decisions/process.md, "A session is a value").
func (c Console) env(name string) string {
	if c.options.LookupEnv == nil {
		return ""
	}
	value, _ := c.options.LookupEnv(name)
	return value
}
