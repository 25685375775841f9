package confirm

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	// quietMsg says that no key was struck for the burst time.
	quietMsg struct {
		identity   *byte
		generation int
	}
	// readingMsg says that a step of the reading time has passed.
	readingMsg struct {
		identity   *byte
		generation int
	}
)

func (m Model) reading() (Model, tea.Cmd) {
	m.readings++
	m.unread, m.hint = readingSteps, readFirst
	if m.awaits != nothing {
		return m, nil // there is not everything to read yet
	}
	return m, m.readOn()
}

// readOn is numbered by when the reading time began, so a step of an earlier one shortens nothing.
func (m Model) readOn() tea.Cmd {
	over := readingMsg{m.identity, m.readings}
	return tea.Tick(readingStep, func(time.Time) tea.Msg { return over })
}

// becomeQuiet ends a wait without a key. Only now it is certain that the key
// which confirmed was not the first one of a burst.
func (m Model) becomeQuiet(msg quietMsg) (Model, tea.Cmd, Answer) {
	if msg != (quietMsg{m.identity, m.strokes}) || !m.readable() {
		return m, nil, nil // overtaken by a key, of a former confirmation, or not in sight
	}
	// Only a key that nothing followed counts.
	if m.pending && m.awaits == nothing {
		return m, nil, Confirmed{Named(m.review)}
	}
	m.quiet = true
	return m, nil, nil
}

func (m Model) read(msg readingMsg) (Model, tea.Cmd, Answer) {
	if msg != (readingMsg{m.identity, m.readings}) || !m.readable() || m.unread == 0 || m.awaits != nothing {
		return m, nil, nil
	}
	if m.unread--; m.unread > 0 {
		return m, m.readOn(), nil
	}
	if m.hint == readFirst { // it asked for patience
		m.hint = ""
		if m.tooEarly {
			m.hint = readNow
		}
	}
	m.tooEarly = false
	return m, nil, nil
}

func (m Model) struck() (Model, tea.Cmd, Answer) {
	m.strokes++
	m.quiet, m.pending = false, false
	over := quietMsg{m.identity, m.strokes}
	return m, tea.Tick(burstTime, func(time.Time) tea.Msg { return over }), nil
}

// early is struck for a key that could have confirmed before anybody could read.
func (m Model) early() (Model, tea.Cmd, Answer) {
	m, quiet, _ := m.struck()
	m, reading := m.reading()
	return m, tea.Batch(quiet, reading), nil
}

// Disturbed begins the reading time again, because the terminal has sent something
// else than a person's keys. A key that was about to confirm does not: it may be a
// piece of that.
func (m Model) Disturbed() (Model, tea.Cmd, Answer) { return m.early() }
