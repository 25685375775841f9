package form

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/safetext"
)

// checked says at once what is wrong with the identifier, and keeps what was most likely
// meant. refused is why a paste was.
func (m Model) checked(msg tea.Msg, refused error) Model {
	m.meant = ""
	if paste, ok := msg.(tea.PasteMsg); ok && refused != nil {
		// The field is as it was before. Without what nobody sees, the same paste would go in.
		content, why := paste.Content, ""
		if mark, rest := deletion.CutListMark(content); mark != "" {
			content, why = deletion.CutAround(rest), "it "+deletion.BeginsLike(mark)
		}
		plain, first, found := safetext.Plain(content)
		if why == "" {
			why = first.String()
		}
		with, err := m.identifier.Update(tea.PasteMsg{Content: plain})
		if (found || content != paste.Content) && err == nil {
			m.meant = with.Value()
			return m.withProblem(deletion.FieldIdentifier, m.offer("Not pasted: "+why+". Use "+m.meant+" instead"))
		}
		return m
	}
	_, wrong := m.selector()
	for _, problem := range deletion.FieldErrors(wrong) {
		// An empty field is no mistake before somebody has gone on.
		if problem.Field == deletion.FieldIdentifier && problem.Value != "" {
			m.meant = problem.Instead
			return m.withProblem(deletion.FieldIdentifier, m.offer(problem.Hint()))
		}
	}
	return m
}

// checkedReason says at once what no server takes as a reason. Its form is a matter of the server,
// and it is not wrong before somebody has gone on.
func (m Model) checkedReason() Model {
	for _, problem := range deletion.FieldErrors(deletion.CheckReason(deletion.Server{}, m.reason.Value())) {
		m = m.withProblem(deletion.FieldReason, problem.Hint())
	}
	return m
}

func (m Model) offer(problem string) string {
	if m.meant == "" || !m.keys.Binding(keymap.FormCorrect).Enabled() {
		return problem
	}
	return problem + ": " + m.keys.Binding(keymap.FormCorrect).Help().Key
}

func (m Model) correct() (Model, Action) {
	if m.meant == "" {
		return m, nil
	}
	m.identifier.SetValue(m.meant)
	m.meant = ""
	return m.withProblem(deletion.FieldIdentifier, "").focused(identifierField), Changed{}
}
