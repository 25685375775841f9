// Package form is the form: it chooses the conversation, says what will happen
// to it, and shows the request as it will be sent.
package form

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/earlier"
	"deletecall/ui/widget"
)

// Action is what the form asks of the console.
type Action = widget.Action

// Review asks for the confirmation of a request that keeps the rules.
type Review struct{ Request deletion.Request }

// Changed says that the request is another one now, so that its preview is too.
type Changed struct{}

// Recall asks for what was written into a field before.
type Recall struct{ Field deletion.Field }

func (Recall) IsAction()  {}
func (Review) IsAction()  {}
func (Changed) IsAction() {}

type field int

const (
	typeField field = iota
	identifierField
	statusField
	reasonField
)

// Model is the form.
type Model struct {
	keys          keymap.Map
	server        deletion.Server
	width, height int

	identifierType widget.Choice
	identifier     widget.Input
	status         widget.Choice
	reason         widget.Input
	focus          field

	problems map[deletion.Field]string
	meant    string // the identifier that was most likely meant; empty where nothing is wrong with it
	preview  deletion.Preview
	refusal  string // why the server's rules would refuse the request, as a clause; empty where they would not
	held     string // why the history would, likewise
	earlier  earlier.List
	// onlyRequest shows the request where there is no room for both.
	onlyRequest bool
}

// New returns an empty form for a server.
func New(keys keymap.Map, server deletion.Server) Model {
	m := Model{keys: keys, server: server, identifier: widget.NewInput(""), reason: widget.NewProse()}
	// A choice keeps an index, so the labels must be in the order of the domain's tables, and
	// all of them: row and chosenStatus look the value up there.
	for _, row := range deletion.Identifiers() {
		m.identifierType.Labels = append(m.identifierType.Labels, row.Label)
	}
	for _, row := range deletion.StatusCombinations() {
		m.status.Labels = append(m.status.Labels, row.Label)
	}
	return m.focused(identifierField)
}

// Clear returns the form emptied.
func (m Model) Clear() Model {
	empty := New(m.keys, m.server)
	// The old request stays until the new preview is here: an empty pane would flash.
	empty.preview, empty.refusal, empty.held, empty.onlyRequest, empty.earlier = m.preview, m.refusal, m.held, m.onlyRequest, m.earlier
	return empty.Resize(m.width, m.height)
}

// Next returns the form for the next deletion: its identifier has the focus and is
// selected, so that what is typed replaces it. The rest stays as it is.
func (m Model) Next() Model {
	m = m.focused(identifierField)
	m.identifier.Select()
	return m
}

// Resize returns the form for a place of so many cells.
func (m Model) Resize(width, height int) Model {
	m.width, m.height = width, height
	return m
}

// WithServer returns the form for another server.
func (m Model) WithServer(server deletion.Server) Model {
	m.server = server
	// The old preview names the other server: rather none until the next one is here.
	// The problems go too, since each server has its own rules.
	m.preview, m.refusal, m.held = deletion.Preview{}, "", ""
	m.problems = nil
	return m
}

// Identifier is what is written as the identifier, without blanks around it. It is foreign.
func (m Model) Identifier() string { return strings.TrimSpace(m.identifier.Value()) }

// Typing reports whether a text field has the focus.
func (m Model) Typing() bool { return m.focus == identifierField || m.focus == reasonField }

// Draft is the request as far as it is written.
func (m Model) Draft() deletion.Request {
	// Good enough for a preview and for nothing else: review checks what is really asked for.
	selector, _ := m.selector() // an incomplete one is left out
	return deletion.Request{Server: m.server, Selector: selector, Reason: m.reason.Value()}
}

// row is the domain's table row of the chosen type: label, example and rules all come from it.
func (m Model) row() deletion.Identifier { return deletion.Identifiers()[m.identifierType.Chosen] }

func (m Model) chosenStatus() deletion.Status {
	return deletion.StatusCombinations()[m.status.Chosen].Status
}

func (m Model) selector() (deletion.Selector, error) {
	// The choice is kept while another type hides it, but not sent: the API's page defines the
	// status for an extension only.
	status := ""
	if m.row().TakesStatus {
		status = string(m.chosenStatus())
	}
	return deletion.NewSelector(m.row().Type, m.identifier.Value(), status)
}

func (m Model) fields() []field {
	if m.row().TakesStatus {
		return []field{typeField, identifierField, statusField, reasonField}
	}
	return []field{typeField, identifierField, reasonField}
}

// focused leaves at most one field with a cursor, since keys go where the cursor is.
func (m Model) focused(at field) Model {
	m.focus = at
	m.identifier.Blur()
	m.reason.Blur()
	switch at {
	case identifierField:
		m.identifier.Focus()
	case reasonField:
		m.reason.Focus()
	}
	return m
}

// Update takes a key or a paste.
func (m Model) Update(msg tea.Msg) (Model, Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return m.write(msg)
	}
	action, ok := m.keys.Action(keymap.Form, press, m.Typing())
	if !ok {
		return m.write(msg)
	}
	switch action {
	case keymap.FormReview:
		return m.review()
	case keymap.FormNext:
		return m.step(1, true), nil
	case keymap.FormPrevious:
		return m.step(-1, true), nil
	case keymap.FormDown:
		return m.step(1, false), nil
	case keymap.FormUp:
		return m.step(-1, false), nil
	case keymap.FormOptionNext:
		return m.choose(1)
	case keymap.FormOptionPrevious:
		return m.choose(-1)
	case keymap.FormRecall:
		if m.Typing() {
			return m, Recall{inputs[m.focus]}
		}
	case keymap.FormCorrect:
		return m.correct()
	case keymap.FormRequest:
		m.onlyRequest = !m.onlyRequest
	case keymap.FormClear:
		return m.Clear(), Changed{}
	}
	return m, nil
}

// write hands a key or a paste to the text field with the focus. On a choice a digit
// takes the value at its place, and a paste nothing.
func (m Model) write(msg tea.Msg) (Model, Action) {
	var err error
	switch m.focus {
	case identifierField:
		m.identifier, err = m.identifier.Update(msg)
	case reasonField:
		m.reason, err = m.reason.Update(msg)
	default:
		if press, ok := msg.(tea.KeyPressMsg); ok && len(press.Text) == 1 {
			return m.take(int(press.Text[0]) - '1')
		}
		return m, nil
	}
	m = m.withProblem(inputs[m.focus], widget.RefusedPaste(err))
	switch {
	case m.focus == identifierField:
		m = m.checked(msg, err)
	case err == nil:
		m = m.checkedReason()
	}
	return m, Changed{}
}

func (m Model) review() (Model, Action) {
	// NewRequest complains about the empty selector; the selector's own errors come last so that
	// WithError keeps them.
	selector, wrong := m.selector()
	request, err := deletion.NewRequest(m.server, selector, m.reason.Value())
	if err = errors.Join(err, wrong); err != nil { // the selector's own errors say more
		return m.WithError(err), nil
	}
	m.problems = nil
	return m, Review{request}
}

// step moves the focus, in the same order at every size; around takes it from the
// last field to the first.
func (m Model) step(by int, around bool) Model {
	fields := m.fields()
	for i, at := range fields {
		if at != m.focus {
			continue
		}
		next := i + by
		if around {
			next = (next + len(fields)) % len(fields)
		}
		if next < 0 || next >= len(fields) {
			return m
		}
		return m.focused(fields[next])
	}
	return m.focused(identifierField)
}

// choose takes another value of the choice that has the focus. No key that moves
// in the form comes here: whoever walks through it must not change, on the way, what
// will be deleted.
func (m Model) choose(by int) (Model, Action) {
	switch m.focus {
	case typeField:
		return m.take(m.identifierType.Chosen + by)
	case statusField:
		return m.take(m.status.Chosen + by)
	}
	return m, nil
}

func (m Model) take(place int) (Model, Action) {
	switch {
	case m.focus == typeField && m.identifierType.Take(place):
		// Another type has other rules for the same text.
		m.problems, m.meant = nil, ""
		return m.checked(nil, nil), Changed{}
	case m.focus == statusField && m.status.Take(place):
		return m.withProblem(deletion.FieldStatus, ""), Changed{}
	}
	return m, nil
}
