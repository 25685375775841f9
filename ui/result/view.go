package result

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// View draws the result: what is now true comes first.
func (m Model) View(styles theme.Styles) widget.Frame {
	lines := m.scroll.Announced(m.lines(styles), m.height, styles)
	return widget.Frame{Lines: widget.Indent(lines, 1)}
}

func (m Model) scrolled(by int) Model {
	// Without styles: only the number of lines matters, and it must be that of View.
	lines := len(m.lines(theme.Plain()))
	m.scroll.Move(by, lines, widget.Room(lines, m.height))
	return m
}

func (m Model) lines(styles theme.Styles) []string {
	width := max(1, m.width-2)
	outcome := m.record.Outcome
	var lines []string
	say := func(style lipgloss.Style, text string) {
		for _, line := range widget.Wrap(text, width) {
			lines = append(lines, style.Render(line))
		}
	}
	say(styles.Outcome(string(outcome.Kind)), theme.Sign(string(outcome.Kind))+" "+widget.Clean(m.record.Summary()))
	lines = append(lines, "")
	// Right below the outcome and before any advice: this is the one place where the outcome is
	// still known, and the error says what to do with it.
	if m.notRecorded != nil {
		say(styles.Danger, "! "+widget.Clean(hint.Sentences(m.notRecorded.Error())))
		lines = append(lines, "")
	}
	var late *deletion.SignatureLateError
	// Late is no failure: signing goes on, and nobody has to do anything about it.
	if m.record.Signature.Err != nil && !errors.As(m.record.Signature.Err, &late) {
		say(styles.Warning, "! The history could not be signed. "+widget.Clean(hint.Sentences(m.record.Signature.Err.Error())))
	}
	if outcome.Detail != "" {
		say(styles.Text, widget.Clean(outcome.Detail))
	}
	if next := outcome.NextStep(); next != "" {
		say(styles.Text, next)
	}
	if outcome.Detail != "" || outcome.NextStep() != "" {
		lines = append(lines, "")
	}
	for _, fact := range m.facts() {
		lines = append(lines, widget.NameAndValue(fact.Name, fact.Value, len("Identifier"), width, styles, styles.Text)...)
	}
	return lines
}

// facts are what a person wants to know at once; the history has all of them.
func (m Model) facts() []deletion.Fact {
	i, o := m.record.Intent, m.record.Outcome
	all := []deletion.Fact{
		{Name: "Record", Value: strconv.FormatInt(i.Number, 10)},
		{Name: "Identifier", Value: i.Describe()},
		{Name: "Server", Value: i.Server},
	}
	if o.Code != nil {
		all = append(all, deletion.Fact{Name: "Code", Value: strconv.Itoa(*o.Code)})
	}
	if o.Message != "" {
		all = append(all, deletion.Fact{Name: "Message", Value: o.Message})
	}
	// Zero where no answer came: a made-up status would look like one of the server's.
	if o.HTTPStatus != 0 {
		all = append(all, deletion.Fact{Name: "HTTP", Value: strconv.Itoa(o.HTTPStatus)})
	}
	all = append(all, deletion.Fact{Name: "Duration", Value: o.Duration.Round(time.Millisecond).String()})
	// The one case in which a deletion was sent twice; promise 2 of the safety model allows no
	// other, so it is said.
	if attempts := len(o.Earlier) + 1; attempts > 1 {
		all = append(all, deletion.Fact{Name: "Attempts", Value: fmt.Sprintf("%d; at the first one the token had expired", attempts)})
	}
	if m.record.Signature.Checkpoint != "" {
		all = append(all, deletion.Fact{Name: "Signed", Value: "checkpoint " + m.record.Signature.Checkpoint})
	}
	if i.Reason != "" {
		all = append(all, deletion.Fact{Name: "Reason", Value: i.Reason})
	}
	if r := m.record.Settlement; r != nil {
		all = append(all, deletion.Fact{Name: "Settled", Value: r.Finding.Label() + " (" + r.Operator.Name + ": " + r.Note + ")"})
	}
	return all
}
