package terminal

import (
	"bytes"
	"iter"
	"strings"
)

// watched is a text that is looked out for.
type watched struct {
	text string
	seen bool
}

// Watch begins to look out for a text that appears for a moment only: on a busy machine it
// may be gone before anybody has looked. The function returns when it has been there.
func (t *Terminal) Watch(text string) (seen func() error) {
	w := &watched{text: text}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watched = append(t.watched, w)
	return func() error {
		return t.WaitUntil(text, func(string) bool {
			t.mu.Lock()
			defer t.mu.Unlock()
			return w.seen
		})
	}
}

// look looks at the screen for whatever is watched.
func (t *Terminal) look() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.watched) == 0 {
		return
	}
	screen := t.Screen()
	for _, w := range t.watched {
		w.seen = w.seen || strings.Contains(screen, w.text)
	}
}

// endOfFrame is what Bubble Tea writes after each frame with a cursor: several may be read at once.
var endOfFrame = []byte("\x1b[?25h")

// frames are the parts of what was read that a person may have seen one after another.
func frames(read []byte) iter.Seq[[]byte] { return bytes.SplitAfterSeq(read, endOfFrame) }
