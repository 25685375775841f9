package widget

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"deletecall/safetext"
)

// longestPaste is how many characters an input takes at a time: far more than any field may have,
// and few enough that each key is still drawn at once.
const longestPaste = 10_000

// LongPasteError says that more was pasted than an input takes.
type LongPasteError struct{ Characters int }

func (e *LongPasteError) Error() string {
	return fmt.Sprintf("it has %s characters, and a field takes %s", safetext.Number(int64(e.Characters)), safetext.Number(longestPaste))
}

// checkPaste says why a text can't be pasted. It is refused and not cleaned: an identifier without
// the character that was in it is another one.
func checkPaste(text string) error {
	if length := utf8.RuneCountInString(text); length > longestPaste {
		return &LongPasteError{length}
	}
	err := safetext.Check("pasted text", text)
	var control *safetext.ControlError
	if !errors.As(err, &control) || !control.IsLineBreak() {
		return err
	}
	// Several lines are fine where a list is. What is wrong in one of them says more.
	inOneLine := strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(text)
	if worse := safetext.Check("pasted text", inOneLine); worse != nil {
		return worse
	}
	return err
}

// RefusedPaste says why a paste was refused and what to do; empty for other errors.
func RefusedPaste(err error) string {
	var (
		control *safetext.ControlError
		long    *LongPasteError
	)
	switch {
	case errors.As(err, &long):
		return "Not pasted: " + long.Error() + "."
	case !errors.As(err, &control):
		return ""
	case control.IsLineBreak():
		return "Not pasted: it has several lines. Paste one line."
	}
	return fmt.Sprintf("Not pasted: character %d is %s (%s). Paste it without that, or type it.", control.Position, control.Escape, control.Name)
}
