package ui

import (
	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type level int

const (
	info level = iota
	warning
	danger
)

// notice is what the status line says.
type notice struct {
	text  string // cleaned when it is drawn
	level level
	// stays keeps it through keys: an outcome must not vanish with the key that
	// happened to be struck when it came.
	stays bool
}

func (n notice) afterKey() notice {
	if n.stays {
		return n
	}
	return notice{}
}

func (n notice) style(styles theme.Styles) lipgloss.Style {
	switch n.level {
	case danger:
		return styles.Danger
	case warning:
		return styles.Warning
	}
	return styles.Accent
}

func (n notice) lines(width, most int, styles theme.Styles) []string {
	if n.text == "" {
		return nil
	}
	lines := widget.Wrap(widget.Clean(n.text), width)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = widget.Cut(lines[most-1]+" …", width)
	}
	for i, line := range lines {
		lines[i] = n.style(styles).Render(line)
	}
	return lines
}

// failure tells an error. Those of the form's fields stand there already.
func failure(err error, rest string) notice {
	if len(deletion.FieldErrors(err)) > 0 {
		return notice{}
	}
	return notice{text: rest + " " + sentence(err.Error()), level: danger, stays: true}
}

// sentence begins an error's text as a sentence begins.
func sentence(text string) string {
	if text == "" {
		return text
	}
	if text[0] >= 'a' && text[0] <= 'z' {
		text = string(text[0]-'a'+'A') + text[1:]
	}
	return text + "."
}
