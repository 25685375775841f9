package form

import (
	"deletecall/deletion"
	"deletecall/keymap"
	"maps"
)

// WithError returns the form with the errors of an attempt to review it, at their fields.
func (m Model) WithError(err error) Model {
	// Of several errors at one field the last one stays, see review.
	m.problems, m.meant = map[deletion.Field]string{}, ""
	for _, problem := range deletion.FieldErrors(err) {
		m.problems[problem.Field] = problem.Hint()
		if problem.Instead != "" {
			m.meant = problem.Instead
			m.problems[problem.Field] = m.offer(problem.Hint())
		}
	}
	if choose := m.keys.Binding(keymap.ChooseServer); m.server.Endpoint == "" && choose.Enabled() {
		m.problems[deletion.FieldServer] = "No server is configured yet. " + choose.Help().Key + " adds one, or set DELETECALL_URL"
	}
	for _, at := range m.fields() {
		if m.problems[inputs[at]] != "" {
			// The first one that is on the screen gets the focus; a hidden status never does.
			return m.focused(at)
		}
	}
	return m
}

var inputs = map[field]deletion.Field{
	typeField: deletion.FieldIdentifierType, identifierField: deletion.FieldIdentifier,
	statusField: deletion.FieldStatus, reasonField: deletion.FieldReason,
}

func (m Model) withProblem(at deletion.Field, text string) Model {
	// A new map: models are values, but a map in them is shared with every earlier one.
	problems := map[deletion.Field]string{}
	maps.Copy(problems, m.problems)
	delete(problems, at)
	if text != "" {
		problems[at] = text
	}
	m.problems = problems
	return m
}
