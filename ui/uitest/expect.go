package uitest

import (
	"strings"
	"time"

	"deletecall/keymap"
)

// Screen is what a person sees, a line a row, without blanks at the ends.
func (s *Session) Screen() string {
	s.Helper()
	s.Pass(frame)
	s.drawing.Lock()
	defer s.drawing.Unlock()
	var lines []string
	for y := range s.emulator.Height() {
		var line strings.Builder
		for x := range s.emulator.Width() {
			cell := s.emulator.CellAt(x, y)
			// The second cell of a wide character has no width and adds nothing.
			if cell == nil || cell.Content == "" && cell.Width > 0 {
				line.WriteByte(' ')
				continue
			}
			line.WriteString(cell.Content)
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return strings.Join(lines, "\n") + "\n"
}

// flat joins the lines of a text, so that a sentence is found where it is
// wrapped; of two columns first the left one, then the right one.
func flat(text string) string {
	var left, right strings.Builder
	for line := range strings.Lines(text) {
		l, r, _ := strings.Cut(strings.Trim(line, " │║\n"), "│") // without the sides of a frame
		left.WriteString(l + "\n")
		right.WriteString(r + "\n")
	}
	return strings.Join(strings.Fields(left.String()+right.String()), " ")
}

func shows(screen, text string) bool {
	return strings.Contains(screen, text) || strings.Contains(flat(screen), flat(text))
}

// Shows reports whether a text is on the screen, however it is wrapped.
func (s *Session) Shows(text string) bool {
	s.Helper()
	return shows(s.Screen(), text)
}

// ExpectScreen wants every text on the screen.
func (s *Session) ExpectScreen(texts ...string) *Session {
	s.Helper()
	screen := s.Screen()
	for _, text := range texts {
		if !shows(screen, text) {
			s.Fatalf("%q is not on the screen:\n%s", text, screen)
		}
	}
	return s
}

// ExpectNot wants none of the texts on the screen.
// It proves nothing alone: pair it with ExpectScreen, or a mistyped text passes for ever.
func (s *Session) ExpectNot(texts ...string) *Session {
	s.Helper()
	screen := s.Screen()
	for _, text := range texts {
		if shows(screen, text) {
			s.Fatalf("%q is on the screen:\n%s", text, screen)
		}
	}
	return s
}

// ExpectSent wants exactly so many requests sent since the start.
func (s *Session) ExpectSent(count int) *Session {
	s.Helper()
	if sent := len(s.Sender.Sent()); sent != count {
		s.Fatalf("%d requests were sent, expected %d:\n%s", sent, count, s.Screen())
	}
	return s
}

// Review strikes the key for the confirmation, and waits until it may be read.
func (s *Session) Review() *Session {
	s.Press(keymap.FormReview)
	return s
}

// Confirmation is a confirmation whose words were read.
type Confirmation struct {
	s     *Session
	title string
	body  []string
}

// ExpectConfirm wants a confirmation with this title and these words, and takes
// the time to read them.
func (s *Session) ExpectConfirm(title string, body ...string) *Confirmation {
	s.Helper()
	if !strings.HasSuffix(s.Title(), "– confirm") {
		s.Fatalf("no confirmation is open:\n%s", s.Screen())
	}
	s.ExpectScreen(title)
	s.ExpectScreen(body...)
	s.Pass(readingTime)
	return &Confirmation{s, title, body}
}

// readingTime is more than the confirmation asks for.
const readingTime = 700 * time.Millisecond

// Accept confirms the deletion. Whoever has not read what is confirmed may not.
func (c *Confirmation) Accept() *Session {
	c.s.Helper()
	if c.title == "" || len(c.body) == 0 || strings.TrimSpace(strings.Join(c.body, "")) == "" {
		c.s.Fatal("a confirmation is accepted only after its title and its body were looked at")
	}
	if wanted, typed := c.wanted(); typed {
		c.s.Type(wanted).Press(keymap.ConfirmPress)
	} else {
		c.s.Press(keymap.ConfirmAccept)
	}
	return c.s
}

// wanted is the text that the confirmation asks to type, if it does. It is read from the screen and
// not from the review, so a test can't confirm what a person could not.
func (c *Confirmation) wanted() (text string, asked bool) {
	_, rest, asked := strings.Cut(c.s.Screen(), " Type ")
	if !asked {
		return "", false
	}
	text, _, asked = strings.Cut(rest, " to delete:")
	return text, asked
}

// Cancel goes back to the form.
func (c *Confirmation) Cancel() *Session {
	c.s.Press(keymap.ConfirmCancel)
	return c.s
}
