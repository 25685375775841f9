package config

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"deletecall/safetext"
)

// unprintable says what a text holds that can't be printed, and where; empty when
// there is no such thing. It never quotes the text, which may be a secret.
func unprintable(text string) string {
	var control *safetext.ControlError
	if !errors.As(safetext.Check("text", text), &control) {
		return ""
	}
	return notPrinted(control.Name, control.Position)
}

func notPrinted(name string, position int) string {
	return fmt.Sprintf("holds a character that can't be printed (%s, at position %d)", name, position)
}

// controlInPath is unprintable for a path. Folders are named in every script, and
// with signs that are joined by invisible characters, so only what could steer a
// terminal, or is not UTF-8, is refused.
func controlInPath(path string) string {
	position := 0
	for at, r := range path {
		position++
		_, size := utf8.DecodeRuneInString(path[at:])
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || r == utf8.RuneError && size == 1 {
			var control *safetext.ControlError
			errors.As(safetext.Check("path", path[at:at+size]), &control)
			return notPrinted(control.Name, position)
		}
	}
	return ""
}

// check finds flags that hold what can't be printed.
func (f Flags) check(p *problems) {
	note := func(name, problem string) {
		if problem != "" {
			p.add(name, problem, "remove that character")
		}
	}
	note("--config", controlInPath(f.Config))
	note("--history", controlInPath(f.History))
	note("--log", controlInPath(f.Log))
	note("--server", unprintable(f.Server))
	note("--url", unprintable(f.URL))
}
