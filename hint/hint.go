// Package hint writes an error for a person: what happened, and what to do next. On a
// terminal each is on a line of its own; where there is one line only, they are
// sentences.
package hint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"deletecall/similar"
)

// Below returns what happened with the hint below it. Each line of the hint begins with
// a capital. A hint often ends with a command to type, so it gets no full stop. Without a
// hint it is what happened alone.
func Below(what, hint string) string {
	for line := range strings.Lines(hint) {
		what += "\n" + Capital(strings.TrimSuffix(line, "\n"))
	}
	return what
}

// Cut takes apart what [Below] wrote: what happened, and the hint below it, if any.
func Cut(text string) (what, hint string) {
	what, hint, _ = strings.Cut(text, "\n")
	return what, hint
}

// Instead is an error with a text in the place of its cause's, which [errors.Is] and [errors.As] still find.
func Instead(text string, cause error) error { return &instead{text, cause} }

type instead struct {
	text  string
	cause error
}

func (e *instead) Error() string { return e.text }
func (e *instead) Unwrap() error { return e.cause }

// Capital begins a text as a sentence begins. A name that is written in small letters, such as
// servers.production.api_key or verba.example.com, stays as it is.
func Capital(text string) string {
	word, _, _ := strings.Cut(text, " ")
	if text == "" || strings.ContainsAny(strings.TrimRight(word, ".:"), "._/") {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// OneOf names what can be chosen, in one line: "a, b or c".
func OneOf[T ~string](choices ...T) string {
	var text string
	for i, choice := range choices {
		switch {
		case i > 0 && i == len(choices)-1:
			text += " or "
		case i > 0:
			text += ", "
		}
		text += string(choice)
	}
	return text
}

// Choose is the hint where something was given that is none of what can be chosen: what was most
// likely meant, and what there is.
func Choose[T ~string](given string, choices ...T) string {
	return Meant(given, choices...) + "Use " + OneOf(choices...)
}

// Meant asks, in a line of its own, whether the choice that is most like what was given was meant;
// empty where none is.
func Meant[T ~string](given string, choices ...T) string {
	names := make([]string, len(choices))
	for i, choice := range choices {
		names[i] = string(choice)
	}
	near := similar.Value(given, names)
	if near == "" {
		return ""
	}
	return "Did you mean " + near + "?\n"
}

// Sentences makes of each line of an error's text a sentence, and one line of them all:
// what happened, and what to do next.
func Sentences(text string) string {
	var sentences []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "?") {
			line += "."
		}
		sentences = append(sentences, Capital(line))
	}
	return strings.Join(sentences, " ")
}
