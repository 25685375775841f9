package form

import (
	"slices"

	"deletecall/deletion"
)

// Filled returns the form with another identifier and reason, such as those of a record. A status
// that is none leaves the choice as it is. Nothing is checked before the form is reviewed.
func (m Model) Filled(selector deletion.Selector, reason string) Model {
	m.identifierType.Chosen = max(0, slices.IndexFunc(deletion.Identifiers(), func(row deletion.Identifier) bool { return row.Type == selector.Type() }))
	status := slices.IndexFunc(deletion.StatusCombinations(), func(row deletion.StatusCombination) bool { return row.Status == selector.Status() })
	if status >= 0 {
		m.status.Chosen = status
	}
	m.identifier.SetValue(selector.Identifier())
	m.reason.SetValue(reason)
	m.problems = nil
	return m.Next()
}

// Recalled returns the form with a text that was recalled for a field, which gets the focus.
func (m Model) Recalled(at deletion.Field, text string) Model {
	if at == deletion.FieldReason {
		m.reason.SetValue(text)
		return m.withProblem(at, "").focused(reasonField)
	}
	m.identifier.SetValue(text)
	return m.withProblem(at, "").focused(identifierField).checked(nil, nil)
}
