package uitest

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
)

// Key is the stroke of a key, by Bubble Tea's name for it.
func Key(name string) tea.KeyPressMsg { return keymap.Stroke(name) }

// KeyOf is the first key of an action.
func KeyOf(keys keymap.Map, action keymap.Action) tea.KeyPressMsg {
	names := keys.Keys(action)
	if len(names) == 0 {
		panic("no key for " + string(action))
	}
	return Key(names[0])
}

// Press strikes the keys of some actions, as a person would, one after the other.
func (s *Session) Press(actions ...keymap.Action) *Session {
	for _, action := range actions {
		s.Send(KeyOf(s.keys, action))
		s.Pass(pause)
	}
	return s
}

// Keys strikes keys by their names: "enter", "ctrl+n", "y".
func (s *Session) Keys(names ...string) *Session {
	for _, name := range names {
		s.Send(Key(name))
		s.Pass(pause)
	}
	return s
}

// Type types a text, a character at a time.
func (s *Session) Type(text string) *Session {
	for _, r := range text {
		if r == ' ' {
			s.Keys("space")
			continue
		}
		s.Keys(string(r))
	}
	return s
}

// Paste pastes a text, as a terminal that says so.
func (s *Session) Paste(text string) *Session {
	s.Bytes("\x1b[200~" + text + "\x1b[201~").Pass(pause)
	return s
}

// Bytes arrive from the terminal in one read.
func (s *Session) Bytes(data string) *Session {
	if _, err := s.line.Write([]byte(data)); err != nil {
		s.Fatalf("the program does not read: %v", err)
	}
	s.Pass(frame)
	return s
}

// Hold holds a key down for so long: it repeats every 30 ms. A terminal with the
// newer keyboard protocol says that a key repeats; marked plays one.
func (s *Session) Hold(key tea.KeyPressMsg, length time.Duration, marked bool) *Session {
	const repeat = 30 * time.Millisecond
	for passed := time.Duration(0); passed < length; passed += repeat {
		s.Send(key)
		key.IsRepeat = marked
		s.Pass(repeat)
	}
	return s
}

// Send hands the program a message. Nothing else happens until time passes.
// It skips the terminal's bytes; what input has to sort goes through Bytes.
func (s *Session) Send(msg tea.Msg) { s.program.Send(msg) }

// Resize gives the terminal another size.
func (s *Session) Resize(width, height int) *Session {
	s.emulator.Resize(width, height)
	s.Send(tea.WindowSizeMsg{Width: width, Height: height})
	s.Pass(frame)
	return s
}
