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

// lines begins with what a person needs now: the outcome, what went wrong with its record, and what
// to do. All else comes after it, whole where there is room.
func (m Model) lines(styles theme.Styles) []string {
	width := max(1, min(m.width-2, mostProse))
	outcome := m.record.Outcome
	var lines []string
	say := func(style lipgloss.Style, text string) {
		for _, line := range widget.Wrap(text, width) {
			lines = append(lines, style.Render(line))
		}
	}
	now, next := m.now()
	for _, line := range widget.Wrap(theme.Sign(outcome.Kind)+" "+now, width) {
		lines = append(lines, styles.Outcome(outcome.Kind).Render(line))
	}
	lines = append(lines, "")
	// Right below the outcome and before any advice: this is the one place where the outcome is
	// still known, and the error says what to do with it.
	if m.notRecorded != nil {
		say(styles.Danger, "! "+widget.Clean(hint.Sentences(m.notRecorded.Error())))
		lines = append(lines, "")
	}
	// Late is no failure: signing goes on, and nobody has to do anything about it.
	if m.record.Signature.Err != nil && !errors.As(m.record.Signature.Err, new(*deletion.SignatureLateError)) {
		say(styles.Warning, "! The history could not be signed. "+widget.Clean(hint.Sentences(m.record.Signature.Err.Error())))
	}
	if outcome.Detail != "" {
		say(styles.Text, widget.Clean(outcome.Detail))
	}
	say(styles.Strong, next)
	told := len(lines)
	m.sayAfterwards(func(style lipgloss.Style, text string) { say(style, widget.Clean(text)) }, styles)
	if outcome.Detail != "" || next != "" || len(lines) > told {
		lines = append(lines, "")
	}
	if roomy, fits := m.roomy(width, m.height-len(lines), styles); fits {
		return append(lines, roomy...)
	}
	for _, facts := range [][]deletion.Fact{m.evidence(), m.details()} {
		for _, fact := range facts {
			lines = append(lines, widget.NameAndValue(fact.Name, fact.Value, len("Identifier"), width, styles, styles.Text)...)
		}
	}
	return lines
}

// mostProse is how many cells a line takes at most: a longer one is hard to read.
const mostProse = 100

// mostWords is how many cells of the server's own words come first; where there are more,
// all of them are among the details.
const mostWords = 240

// now says what is true by now, clean: where the server refused, in its own words, which
// are then explained. next is the explanation, and what a person can do.
func (m Model) now() (now, next string) {
	outcome := m.record.Outcome
	if outcome.Kind != deletion.Refused || outcome.Message == "" {
		return widget.Clean(m.record.Summary()), m.record.NextStep()
	}
	now = "Nothing was deleted: “" + widget.Cut(widget.Clean(outcome.Message), mostWords) + "”"
	if outcome.Code == nil || outcome.Detail != "" { // the detail explains the code
		return now, m.record.NextStep()
	}
	return now, hint.Capital(deletion.ExplainCode(*outcome.Code).Meaning) + ". " + m.record.NextStep()
}

// evidence is what proves the outcome later.
func (m Model) evidence() []deletion.Fact {
	record := deletion.Fact{Name: "Record", Value: strconv.FormatInt(m.record.Intent.Number, 10)}
	if m.record.Signature.Checkpoint != "" {
		record.Value += ", signed by checkpoint " + m.record.Signature.Checkpoint
	}
	return []deletion.Fact{record}
}

// details are what else a person wants to know at once; the history has all of them.
func (m Model) details() []deletion.Fact {
	i, o := m.record.Intent, m.record.Outcome
	all := []deletion.Fact{{Name: "Identifier", Value: i.Describe()}}
	if i.NamesShown() {
		all = append(all, deletion.Fact{Name: "Call", Value: i.Shown.Line(m.zone)})
	}
	all = append(all, deletion.Fact{Name: "Server", Value: i.Server})
	if i.Reason != "" {
		all = append(all, deletion.Fact{Name: "Reason", Value: i.Reason})
	}
	if o.Code != nil {
		all = append(all, deletion.Fact{Name: "Code", Value: strconv.Itoa(*o.Code)})
	}
	if o.Message != "" && (o.Kind != deletion.Refused || widget.Width(widget.Clean(o.Message)) > mostWords) {
		all = append(all, deletion.Fact{Name: "Message", Value: o.Message})
	}
	// Zero where no answer came: a made-up status would look like one of the server's.
	if o.HTTPStatus != 0 {
		all = append(all, deletion.Fact{Name: "HTTP", Value: strconv.Itoa(o.HTTPStatus)})
	}
	if o.Cause.OfGuard() {
		return all // nothing was sent
	}
	all = append(all, deletion.Fact{Name: "Duration", Value: o.Duration.Round(time.Millisecond).String()})
	// The one case in which a deletion was sent twice; promise 2 of the safety model allows no
	// other, so it is said.
	if attempts := len(o.Earlier) + 1; attempts > 1 {
		all = append(all, deletion.Fact{Name: "Attempts", Value: fmt.Sprintf("%d; at the first one the token had expired", attempts)})
	}
	if r := m.record.Settlement; r != nil {
		all = append(all, deletion.Fact{Name: "Settled", Value: r.Finding.Label() + " (" + r.Operator.Name + ": " + r.Note + ")"})
	}
	return all
}
