package confirm

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/theme"
)

// ReadingTime has to pass without a key before anything can confirm.
// The question in lines (cli) drops what arrives before it has passed.
const ReadingTime = readingTime

// BurstTime has to pass after what confirms without anything that follows it.
const BurstTime = burstTime

// Lines is what the confirmation shows above its buttons, for a terminal that can only print lines: clean
// text without any style. The result is that of the call's look-up, and listed the review before it.
func Lines(review, listed deletion.Review, result lookup.Result, width int) []string {
	m := Model{review: review, listed: listed, result: result, width: width, height: spacious, printed: true}
	styles := theme.Plain()
	lines := append(append(m.head(width, true, styles), ""), m.body(width, true, styles)...)
	for i, line := range lines {
		// Strip takes away our own styles only. It is no cleaning: it leaves C1, BEL, CR and the
		// bidirectional controls, which widget.Clean has removed before.
		lines[i] = ansi.Strip(line)
	}
	return lines
}

// PlainAnswer returns the line that confirms a review where lines are typed, and
// whether it is only a key: what the server or an unknown outcome wants typed, else
// the key that confirms in the console, else a word, since pressing a button takes
// more than one key there too.
func PlainAnswer(keys keymap.Map, review deletion.Review) (line string, isKey bool) {
	if text, _ := Typed(review); text != "" {
		return text, false
	}
	// A named key such as enter, and the blank, are not taken: an empty line would confirm.
	for _, key := range keys.Keys(keymap.ConfirmAccept) {
		if r, size := utf8.DecodeRuneInString(key); size == len(key) && r > ' ' && r != utf8.RuneError {
			return key, true
		}
	}
	return "delete", false
}
