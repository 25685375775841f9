package form

import (
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// CutOff is what the form says about the request, whole, where a part of it has no room; else nothing.
func (m Model) CutOff() (texts []string) {
	const unwrapped = 1 << 15
	styles := theme.Plain()
	if !slices.ContainsFunc(m.View(styles).Lines, func(line string) bool { return strings.Contains(line, widget.MoreMark(m.keys)) }) {
		return nil
	}
	for _, at := range []deletion.Field{deletion.FieldServer, deletion.FieldIdentifier, deletion.FieldStatus, deletion.FieldReason} {
		texts = append(texts, m.problems[at])
	}
	texts = slices.Concat(texts, m.consequence(unwrapped, styles), m.request(unwrapped, styles))
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}
