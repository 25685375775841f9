package keymap

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// latinKeys are the keys of a US keyboard, row by row, and layouts what the same keys type
// on keyboards without Latin letters. Terminals report the letter and not the key: ctrl+c
// arrives as ctrl+с (Cyrillic) where the terminal does not add the key's place on a US
// keyboard (Kitty's alternate keys, which xterm's modifyOtherKeys does not have).
// Letters that are written from right to left are escaped, since they would reorder the line.
const latinKeys = "qwertyuiop[]" + "asdfghjkl;'" + "zxcvbnm,./" + "`"

var layouts = [...]string{
	"йцукенгшщзхъ" + "фывапролджэ" + "ячсмитьбю." + "ё",                                                                                                                                                                           // Russian
	"йцукенгшщзхї" + "фівапролджє" + "ячсмитьбю." + "ґ",                                                                                                                                                                           // Ukrainian
	";ςερτυθιοπ[]" + "ασδφγηξκλ;'" + "ζχψωβνμ,./" + "`",                                                                                                                                                                           // Greek
	"/'\u05e7\u05e8\u05d0\u05d8\u05d5\u05df\u05dd\u05e4][" + "\u05e9\u05d3\u05d2\u05db\u05e2\u05d9\u05d7\u05dc\u05da\u05e3," + "\u05d6\u05e1\u05d1\u05d4\u05e0\u05de\u05e6\u05ea\u05e5." + ";",                                    // Hebrew
	"\u0636\u0635\u062b\u0642\u0641\u063a\u0639\u0647\u062e\u062d\u062c\u062f" + "\u0634\u0633\u064a\u0628\u0644\u0627\u062a\u0646\u0645\u0643\u0637" + "\u0626\u0621\u0624\u0631\ufefb\u0649\u0629\u0648\u0632\u0638" + "\u0630", // Arabic
}

// persian has the letters of the Arabic layout on other keys, and is asked by [Shortcut] only.
const persian = "\u0636\u0635\u062b\u0642\u0641\u063a\u0639\u0647\u062e\u062d\u062c\u0686" + "\u0634\u0633\u06cc\u0628\u0644\u0627\u062a\u0646\u0645\u06a9\u06af" + "\u0638\u0637\u0632\u0631\u0630\u062f\u067e\u0648./"

// Shortcut is [Latin] for a key that was struck with ctrl or alt. What is a letter on a Persian
// keyboard and punctuation on an Arabic one is the letter: no shortcut has ctrl and punctuation.
func Shortcut(r rune) (rune, bool) {
	latin, ok := Latin(r)
	if ok && unicode.IsLetter(latin) {
		return latin, true
	}
	if place := placeOn(persian, r); place >= 0 {
		return rune(latinKeys[place]), true
	}
	return latin, ok
}

// placeOn is the place of what a key types on a layout, or -1.
func placeOn(layout string, r rune) int {
	place := 0
	for _, typed := range layout {
		if typed == r {
			return place
		}
		place++
	}
	return -1
}

// Latin returns what a key types on a US keyboard that types r on a Russian, Ukrainian,
// Greek, Hebrew or Arabic one, with shift where r is a capital. It is for shortcuts only:
// what is typed into a text stays what it is.
func Latin(r rune) (rune, bool) {
	if r < utf8.RuneSelf {
		return 0, false
	}
	if r == '№' { // shift and 3 of a Russian keyboard
		return '#', true
	}
	lower := unicode.ToLower(r)
	for _, layout := range layouts {
		if place := placeOn(layout, lower); place >= 0 {
			return withShift(rune(latinKeys[place]), r != lower), true
		}
	}
	return 0, false
}

func withShift(latin rune, shift bool) rune {
	const plain, shifted = "[];',./`", "{}:\"<>?~"
	if at := strings.IndexRune(plain, latin); shift && at >= 0 {
		return rune(shifted[at])
	}
	if shift {
		return unicode.ToUpper(latin)
	}
	return latin
}

// onLatinKeyboard returns the key as a US keyboard would have typed it.
func onLatinKeyboard(msg tea.KeyPressMsg) (tea.KeyPressMsg, bool) {
	r, size := utf8.DecodeRuneInString(msg.Text)
	latin, ok := Latin(r)
	if !ok || size != len(msg.Text) {
		return msg, false
	}
	return tea.KeyPressMsg{Code: latin, Text: string(latin), IsRepeat: msg.IsRepeat}, true
}
