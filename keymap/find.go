package keymap

import (
	"strings"

	"deletecall/similar"
)

// Moves reports whether an action only moves a cursor, a selection or a window. Such
// actions are not worth a place where there are few, since everybody knows their keys.
func (a Action) Moves() bool {
	switch a {
	case FormNext, FormPrevious, FormDown, FormUp, FormOptionNext, FormOptionPrevious, ConfirmUp, ConfirmDown,
		ButtonNext, ButtonPrevious, FilterUp, FilterDown, FilterPageUp, FilterPageDown,
		MoveUp, MoveDown, MoveLeft, MoveRight, MovePageUp, MovePageDown, MoveTop, MoveBottom:
		return true
	}
	return false
}

// Fits reports whether what a person types may mean this entry: every word of it is
// part of the entry's words, keys or name, in any letter case, or is similar to one of
// its words.
func (e Entry) Fits(typed string) bool {
	return Fits(typed, e.Short+" "+e.Long+" "+e.Labels()+" "+string(e.Action))
}

// Fits reports whether every typed word is part of a text, in any letter case, or is similar
// to one of its words.
func Fits(typed, text string) bool {
	text = strings.ToLower(text)
	words := strings.Fields(text)
	for _, word := range strings.Fields(strings.ToLower(typed)) {
		if !strings.Contains(text, word) && similar.Nearest(word, words) == "" {
			return false
		}
	}
	return true
}
