// Package card draws what a server says of a call. A call's texts came from a server: they
// are cleaned here once more, since nothing on a screen is as easily believed.
package card

import (
	"slices"
	"strings"

	"deletecall/lookup"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// inHead are the facts that [Head] says in other words.
var inHead = []string{"From", "To", "Begin", "End", "Length"}

// Head says who spoke with whom and when: what tells a call from another one, and stays in sight.
func Head(call lookup.Call, width int, styles theme.Styles) (lines []string) {
	for _, text := range []string{call.Parties(), call.Span()} {
		for _, line := range widget.Wrap(widget.Clean(text), width) {
			lines = append(lines, styles.Strong.Render(line))
		}
	}
	if lines == nil {
		return widget.Wrap("The server does not say who spoke with whom, or when.", width)
	}
	return lines
}

// Table is everything else that is known, a line each.
func Table(call lookup.Call, width int, styles theme.Styles) (lines []string) {
	const names = 16 // cells
	for _, fact := range further(call) {
		lines = append(lines, widget.NameAndValue(fact.Name, fact.Value, names, width, styles, styles.Text)...)
	}
	return lines
}

// Dense is the same as [Table] in as few lines as it takes.
func Dense(call lookup.Call, width int, styles theme.Styles) (lines []string) {
	var parts []string
	for _, fact := range further(call) {
		parts = append(parts, fact.Name+": "+widget.Clean(fact.Value))
	}
	for _, line := range widget.Wrap(strings.Join(parts, " · "), width) {
		lines = append(lines, styles.Subtle.Render(line))
	}
	return lines
}

func further(call lookup.Call) []lookup.Fact {
	return slices.DeleteFunc(call.Facts(), func(fact lookup.Fact) bool { return slices.Contains(inHead, fact.Name) })
}

// Text is the whole card as plain text, to be copied.
func Text(call lookup.Call) string {
	var text strings.Builder
	for _, fact := range call.Facts() {
		text.WriteString(fact.Name + ": " + widget.Clean(fact.Value) + "\n")
	}
	return text.String()
}
