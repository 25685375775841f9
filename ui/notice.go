package ui

import (
	"fmt"

	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// level is how grave a notice is. The news show the highest first.
type level int

const (
	info level = iota
	warning
	danger
)

type notice struct {
	text  string // cleaned when it is drawn
	brief string // the same in a few words, for where there is one line; may be empty
	level level
	why   string // the reason that the text gives; may be empty
	// aside is the text where a banner above gives that reason.
	aside string
	// stays keeps it through keys, until something else is said in its place.
	stays bool
}

// afterKey is what a key leaves of a notice: whoever pressed it has seen it, unless it stays.
func (n notice) afterKey() notice {
	if n.stays {
		return n
	}
	return notice{}
}

func (n notice) style(styles theme.Styles) lipgloss.Style {
	switch n.level {
	case danger:
		return styles.Danger
	case warning:
		return styles.Warning
	}
	return styles.Accent
}

// lines cuts a notice that has too many lines, and says so with a mark (promise 9).
func (n notice) lines(width, most int, mark string, styles theme.Styles) []string {
	if n.text == "" {
		return nil
	}
	// Cleaned before it is wrapped: Wrap counts an escape sequence as no cells and passes it on.
	return widget.Styled(n.style(styles), widget.Marked(widget.Wrap(widget.Clean(n.text), width), most, width, mark))
}

// besides is the notice as it is shown below a banner that gives a reason: what both say is said once.
func (n notice) besides(reason string) notice {
	if n.why != "" && n.why == reason {
		n.text = n.aside
	}
	return n
}

// failure shows an error. Those of the form's fields are shown there already.
func failure(err error, rest string) notice {
	if len(deletion.FieldErrors(err)) > 0 {
		return notice{}
	}
	// It stays: the next key is often on its way before anybody has read the error.
	why := hint.Sentences(err.Error())
	return notice{text: rest + " " + why, why: why, aside: rest + " The reason is above.", level: danger, stays: true}
}

// nothingSentFor says why a request was not sent to a person who is busy with something else.
func nothingSentFor(request deletion.Request, err error) notice {
	return notice{
		text:  hint.Capital(request.Selector.String()) + ": nothing was sent. " + hint.Sentences(err.Error()),
		brief: briefly(request.Selector.Identifier()) + ": nothing was sent.",
		level: danger,
	}
}

// announcement says an outcome in the status line, where it stays until it is read.
func announcement(record deletion.Record, notRecorded error) notice {
	said := notice{
		text:  fmt.Sprintf("Record %d, %s: %s", record.Intent.Number, record.Intent.Describe(), record.Summary()),
		brief: fmt.Sprintf("Record %d, %s: %s", record.Intent.Number, briefly(record.Intent.Identifier), record.Summary()),
	}
	switch {
	case notRecorded != nil:
		said.text += " " + hint.Sentences(notRecorded.Error())
		// In front, because the brief form is one line that is cut at its right end.
		said.brief = "Not recorded! " + said.brief
		said.level = danger
	// Everything that did not work as wanted stands out, refusals too.
	case record.Outcome.Kind != deletion.Accepted:
		said.level = warning
	}
	return said
}

// briefly is as much of an identifier as tells it from others.
func briefly(identifier string) string {
	const cells = 12
	return safetext.Bounded(identifier, cells)
}
