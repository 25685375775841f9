package setup

import (
	"strings"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/secret"
	"deletecall/ui/widget"
)

// Action is what the screen asks of the console.
type Action = widget.Action

// The actions of the screen.
type (
	// Close asks to leave; nothing was written.
	Close struct{}
	// Test asks for a test, whose findings go to [Model.Tested].
	Test struct {
		Server     Server
		Generation int
	}
	// Save asks to write the server. Only a refusal comes back, to [Model.NotSaved].
	Save struct{ Server Server }
)

func (Close) IsAction() {}
func (Test) IsAction()  {}
func (Save) IsAction()  {}

type part int

const (
	namePart part = iota
	urlPart
	sourcePart
	keyPart
	userPart
	passwordPart
	practicePart
	notePart
	parts
)

type stage int

const (
	typing   stage = iota
	testing        // the test runs
	tested         // it has ended, and the server can be written
	saving         // it is being written
	notSaved       // that failed
)

// Model is the screen.
type Model struct {
	keys          keymap.Map
	check         func(Server) Check
	width, height int

	name, url, file, command, secret, user, password, note widget.Input
	source, practice                                       widget.Choice

	focus      part
	checked    Check
	strict     bool // enter was pressed: what is missing is said, too
	paste      string
	stage      stage
	generation int // counts the tests: only the latest one is shown
	findings   []Finding
	failure    string
	button     int    // see the button* constants
	pin        string // the certificate that the person trusts, at pinnedAt
	pinnedAt   string // the URL that it was found at: another one has another certificate
	scroll     widget.Scroll
}

// The buttons of the second page, in their order.
const (
	buttonBack = iota
	buttonWrite
	buttonPin // only where the test found a certificate that may be trusted
)

// New returns the empty form.
func New(keys keymap.Map, check func(Server) Check) Model {
	m := Model{
		keys: keys, check: check, source: widget.Choice{Labels: labels()},
		practice: widget.Choice{Labels: []string{"no: its recordings are real", "yes: nothing in it is real"}},
	}
	for _, input := range m.inputs() {
		*input = widget.NewInput("")
	}
	m.note = widget.NewProse()
	m.secret, m.password = widget.NewHiddenInput(), widget.NewHiddenInput()
	return m.focused(namePart).rechecked()
}

// WithoutSecrets returns the form without its key and its password.
func (m Model) WithoutSecrets() Model {
	m.secret, m.password = widget.NewHiddenInput(), widget.NewHiddenInput()
	return m.focused(namePart).rechecked()
}

func (m *Model) inputs() []*widget.Input {
	return []*widget.Input{&m.name, &m.url, &m.file, &m.command, &m.secret, &m.user, &m.password, &m.note}
}

func (m *Model) input(at part) *widget.Input {
	switch at {
	case namePart:
		return &m.name
	case urlPart:
		return &m.url
	case keyPart:
		return m.keyInput()
	case userPart:
		return &m.user
	case passwordPart:
		return &m.password
	case notePart:
		return &m.note
	}
	return nil
}

// has reports whether a part is there at the moment: nothing is written of a key that is asked for,
// and nobody has a password without a name.
func (m Model) has(at part) bool {
	switch at {
	case keyPart:
		return m.keyInput() != nil
	case passwordPart:
		return strings.TrimSpace(m.user.Value()) != ""
	}
	return true
}

// moved is the part so many parts on, among those that are there.
func (m Model) moved(by part) part {
	at := (m.focus + by + parts) % parts
	for !m.has(at) {
		at = (at + by + parts) % parts
	}
	return at
}

// keyInput is the field of the chosen source, nil where nothing is written. Each source has its
// own: what was typed for one stays while another is looked at.
func (m *Model) keyInput() *widget.Input {
	switch KeySource(m.source.Chosen) {
	case FromFile:
		return &m.file
	case FromCommand:
		return &m.command
	case Prompted:
		return nil
	}
	return &m.secret
}

// Server is the server as far as it is typed.
func (m Model) Server() Server {
	server := Server{
		Name: strings.TrimSpace(m.name.Value()), URL: strings.TrimSpace(m.url.Value()), Note: strings.TrimSpace(m.note.Value()),
		Practice: m.practice.Chosen == 1, Source: KeySource(m.source.Chosen),
		KeyFile: strings.TrimSpace(m.file.Value()), Command: strings.TrimSpace(m.command.Value()), Key: secret.New(m.secret.Value()),
		User: strings.TrimSpace(m.user.Value()),
	}
	if m.has(passwordPart) {
		server.Password = secret.New(m.password.Value())
	}
	if server.URL == m.pinnedAt {
		server.Pin = m.pin
	}
	return server
}

// offered is the fingerprint of the certificate that may be trusted; empty where there is none.
func (m Model) offered() string {
	for _, finding := range m.findings {
		if finding.Pin != "" {
			return finding.Pin
		}
	}
	return ""
}

// Typing reports whether a text field has the focus.
func (m Model) Typing() bool { return m.stage == typing && m.input(m.focus) != nil }

// Useless are the actions that would do nothing at the moment.
func (m Model) Useless() []keymap.Action {
	switch {
	case m.stage == testing, m.stage == saving:
		return []keymap.Action{keymap.FormNext, keymap.FormOptionNext, keymap.DialogAccept}
	case m.stage != typing && m.button == len(m.buttons())-1:
		return []keymap.Action{keymap.FormOptionNext}
	}
	return nil
}

// Resize returns the screen for a place of so many cells.
func (m Model) Resize(width, height int) Model {
	m.width, m.height = width, height
	return m
}

// focused leaves one field with a cursor, and none on the second page: a key there must not change
// what was tested.
func (m Model) focused(at part) Model {
	m.focus, m.paste = at, ""
	for _, input := range m.inputs() {
		input.Blur()
	}
	if input := m.input(at); input != nil && m.stage == typing {
		input.Focus()
	}
	return m
}

func (m Model) rechecked() Model {
	m.checked = m.check(m.Server())
	return m
}

// Tested takes the findings of a test.
func (m Model) Tested(generation int, findings []Finding) Model {
	if m.stage != testing || generation != m.generation {
		return m
	}
	m.stage, m.findings, m.scroll = tested, findings, widget.Scroll{}
	// The safe side has the focus where something is wrong.
	m.button = buttonWrite
	for _, finding := range findings {
		if finding.State == Wrong {
			m.button = buttonBack
		}
	}
	return m
}

// NotSaved takes why the server could not be written.
func (m Model) NotSaved(err error) Model {
	m.stage, m.button, m.failure = notSaved, buttonBack, hint.Sentences(err.Error())
	return m
}
