package ui

import (
	"slices"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/theme"
)

// sections are all that the help says. After what was cut off comes what is possible on the screen that
// was left: it is what somebody looks for. Outcomes and queries are explained from the same
// tables as everywhere, since no other screen has room for it.
func (h help) sections() []section {
	messages := section{title: "Messages"}
	for _, text := range h.messages {
		messages.rows = append(messages.rows, [2]string{"", text})
	}
	sections := []section{
		messages,
		entriesSection("Possible here: "+h.about.Title(), h.possible),
		{title: "Filter of the history: examples", rows: query.Examples()},
	}
	for _, screen := range append([]keymap.Screen{h.about}, slices.DeleteFunc(keymap.Screens(), func(s keymap.Screen) bool { return s == h.about })...) {
		sections = append(sections, entriesSection("Keys: "+screen.Title(), h.keys.Help(screen)))
	}
	outcomes := section{title: "Outcomes"}
	for _, kind := range deletion.OutcomeKinds() {
		outcomes.rows = append(outcomes.rows, [2]string{theme.Sign(kind) + " " + kind.Label(), outcomeMeaning(kind)})
	}
	fields := section{title: "Filter of the history: fields"}
	for _, field := range query.Fields() {
		fields.rows = append(fields.rows, [2]string{string(field.Field) + ":" + field.Example, field.Meaning})
	}
	return append(sections, outcomes, fields, section{title: "Filter of the history: how to write a condition", rows: query.Forms()})
}

// outcomeMeaning must not promise more than is known: an unknown outcome is neither a success
// nor a failure (promise: the outcome is the truth).
func outcomeMeaning(kind deletion.OutcomeKind) string {
	switch kind {
	case deletion.Accepted:
		return "the server answered code 0: deleted, or marked for deletion if the call is ongoing"
	case deletion.Refused:
		return "the server answered with an error: nothing was deleted"
	case deletion.NotSent:
		return "the request provably never left: nothing was deleted"
	case deletion.Unknown:
		return "it may or may not have been deleted: look in Verba, then settle it"
	}
	return "the request is being sent"
}
