package search

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/safetext"
	"deletecall/ui/widget"
)

type part int

const (
	dayPart part = iota
	aboutPart
	numberPart
	namePart
	statePart
	parts
)

// labels are the names of the fields, and names those that a *[lookup.SearchError] calls them.
var (
	labels = [parts]string{"Day", "About", "Number", "Name", "Calls"}
	names  = [parts]string{"day", "about", "number", "name", ""}
)

type fields struct {
	inputs   [statePart]widget.Input // the text fields; an array, so that a copy is one
	state    widget.Choice
	focus    part
	problems map[string]string
}

// newFields begins with today, which is selected: typed text takes its place, and enter alone
// searches the day that most people want.
func newFields() fields {
	f := fields{state: widget.Choice{Labels: []string{"finished", "ongoing"}}}
	for i, suggestion := range []string{"today", "at any time; 10 or 9-11:30", "any; a part is enough", "any; a part is enough"} {
		f.inputs[i] = widget.NewInput(suggestion)
	}
	f.inputs[dayPart].SetValue("today")
	f.inputs[dayPart].Focus()
	f.inputs[dayPart].Select()
	return f
}

func (f fields) typing() bool { return f.focus < statePart }

// focused returns the fields with the focus at one of them, whose text is selected: what is typed
// replaces it.
func (f fields) focused(at part) fields {
	if f.typing() {
		f.inputs[f.focus].Blur()
	}
	f.focus = at
	if f.typing() {
		f.inputs[at].Focus()
		f.inputs[at].Select()
	}
	return f
}

// act takes the keys that move between the fields or change the choice. As in the form, tab goes
// round, and the arrows stop at the ends.
func (f fields) act(action keymap.Action) fields {
	switch action {
	case keymap.FormNext:
		return f.focused((f.focus + 1) % parts)
	case keymap.FormPrevious:
		return f.focused((f.focus + parts - 1) % parts)
	case keymap.FormDown:
		return f.focused(min(f.focus+1, statePart))
	case keymap.FormUp:
		return f.focused(max(f.focus-1, dayPart))
	case keymap.FormOptionNext:
		f.state.Take(f.state.Chosen + 1)
	case keymap.FormOptionPrevious:
		f.state.Take(f.state.Chosen - 1)
	case keymap.FormClear:
		return newFields()
	}
	return f
}

// write hands a key or a paste to the field with the focus. On the choice a digit takes the value at
// its place, and a paste nothing.
func (f fields) write(msg tea.Msg) fields {
	if !f.typing() {
		if press, ok := msg.(tea.KeyPressMsg); ok && len(press.Text) == 1 {
			f.state.Take(int(press.Text[0]) - '1')
		}
		return f
	}
	var err error
	f.inputs[f.focus], err = f.inputs[f.focus].Update(msg)
	// What is wrong with other fields is said again by the next search.
	f.problems = map[string]string{names[f.focus]: widget.RefusedPaste(err)}
	return f
}

// search is what is written, as a question. The error joins *[lookup.SearchError]s.
func (f fields) search(now time.Time) (lookup.Search, error) {
	text := func(at part) string { return safetext.Trim(f.inputs[at].Value()) }
	search := lookup.Search{Number: text(numberPart), Name: text(namePart), Ongoing: f.state.Chosen == 1}
	search, err := search.Around(text(dayPart), text(aboutPart), now)
	if err != nil {
		return search, err
	}
	return search, search.CheckTyped()
}

// withProblems shows what is wrong at its fields, the first of which gets the focus.
func (f fields) withProblems(err error) fields {
	f.problems = map[string]string{}
	for _, problem := range problemsIn(err) {
		// Of several at one field the first is said, and the next once that one is put right.
		if f.problems[problem.Field] == "" {
			f.problems[problem.Field] = hint.Sentences(hint.Below(hint.Capital(problem.Field)+" "+problem.Problem, problem.Advice))
		}
	}
	for at := range statePart {
		if f.problems[names[at]] != "" {
			return f.focused(at)
		}
	}
	return f
}

// problemsIn are the *[lookup.SearchError]s that an error joins.
func problemsIn(err error) (problems []*lookup.SearchError) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			problems = append(problems, problemsIn(err)...)
		}
	} else if one, ok := errors.AsType[*lookup.SearchError](err); ok {
		problems = append(problems, one)
	}
	return problems
}

func criteria(search lookup.Search, server lookup.Zone, zone *time.Location) string {
	said := []string{span(search.From.In(zone), search.To.In(zone)) + " " + search.From.In(zone).Format("MST") + server.Mark()}
	if search.Number != "" {
		said = append(said, "number "+widget.Clean(search.Number))
	}
	if search.Name != "" {
		said = append(said, "name "+widget.Clean(search.Name))
	}
	state := "finished calls"
	if search.Ongoing {
		state = "ongoing calls"
	}
	return strings.Join(append(said, state), " · ")
}

// span is from when to when, without what would be said twice. A whole day is that day, and not up to the
// midnight after it.
func span(from, to time.Time) string {
	const minutes = "2006-01-02 15:04"
	if first, last := from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly); isMidnight(from) && isMidnight(to) {
		if first == last {
			return first
		}
		return first + " to " + last
	}
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format(minutes) + " to " + to.Format("15:04")
	}
	return from.Format(minutes) + " to " + to.Format(minutes)
}

// isMidnight reports whether a moment begins a day of its own zone.
func isMidnight(at time.Time) bool { return at.Format(time.TimeOnly) == "00:00:00" }
