package keymap

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parseKey brings a key's name from the configuration into the form in which
// Bubble Tea reports it: modifiers in its order, "space", "G" for shift+g. The
// error, when there is one, is the sentence that says why there is no such key.
func parseKey(name string) (key, why string) {
	mods, base := splitKey(name)
	prefix := ""
	for _, m := range [...]string{"ctrl", "alt", "shift", "meta", "hyper", "super"} {
		if mods[m] {
			prefix += m + "+"
			delete(mods, m)
		}
	}
	if len(mods) > 0 || base == "" {
		return "", "no such key"
	}
	r, size := utf8.DecodeRuneInString(base)
	single := size == len(base)
	switch {
	case !single:
		if base = keyName(strings.ToLower(base)); base == "" {
			return "", "no such key"
		}
	case r == ' ':
		base = "space"
	case !unicode.IsPrint(r) || unicode.IsMark(r):
		return "", "no such key"
	case prefix == "shift+" && unicode.IsLetter(r):
		prefix, base = "", strings.ToUpper(base)
	case prefix == "shift+":
		return "", "write the character that the key types with shift"
	case prefix != "":
		base = strings.ToLower(base)
	}
	key = prefix + base
	return key, neverArrives(key)
}

// splitKey separates the modifiers from the key itself, which may be "+".
func splitKey(name string) (mods map[string]bool, base string) {
	mods = map[string]bool{}
	base = name
	for {
		mod, rest, found := strings.Cut(base, "+")
		if !found || mod == "" || rest == "" {
			return mods, base
		}
		mods[strings.ToLower(mod)] = true
		base = rest
	}
}

// keyName returns Bubble Tea's name of a key that has a word for a name, or "".
func keyName(word string) string {
	switch word {
	case "enter", "tab", "backspace", "esc", "space", "up", "down", "left", "right",
		"insert", "delete", "pgup", "pgdown", "home", "end", "menu", "pause":
		return word
	case "return":
		return "enter"
	case "escape":
		return "esc"
	case "pageup":
		return "pgup"
	case "pagedown":
		return "pgdown"
	case "del":
		return "delete"
	case "ins":
		return "insert"
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(word, "f")); err == nil && n >= 1 && n <= 24 && word == fmt.Sprintf("f%d", n) {
		return word
	}
	return ""
}

// neverArrives says why a key would be dead in most terminals, or "".
func neverArrives(key string) string {
	switch key {
	case "ctrl+m":
		return "terminals send it as enter: write enter"
	case "ctrl+j":
		return "the line feeds of a pasted text arrive as it"
	case "ctrl+i":
		return "terminals send it as tab: write tab"
	case "ctrl+[":
		return "terminals send it as esc: write esc"
	case "ctrl+h":
		return "some terminals send it as backspace"
	case "ctrl+a", "ctrl+b":
		return "screen and tmux keep it for themselves"
	case "ctrl+s", "ctrl+q":
		return "terminals stop and resume their output with it"
	}
	return ""
}

// types reports whether a key writes a character into a text field.
func types(key string) bool {
	return key == "space" || utf8.RuneCountInString(key) == 1
}

// edits reports whether a key moves or removes text in a text field.
func edits(key string) bool {
	switch key {
	case "left", "right", "home", "end", "backspace", "delete",
		"ctrl+d", "ctrl+e", "ctrl+f", "ctrl+u", "ctrl+v", "ctrl+w":
		return true
	}
	return false
}

// Label returns a key as footers and the help show it: "F1", "↑", "ctrl+c".
func Label(key string) string {
	mods, base := "", key
	if i := strings.LastIndexByte(key[:max(len(key)-1, 0)], '+'); i >= 0 {
		mods, base = key[:i+1], key[i+1:]
	}
	switch base {
	case "up":
		base = "↑"
	case "down":
		base = "↓"
	case "left":
		base = "←"
	case "right":
		base = "→"
	}
	if len(base) > 1 && base[0] == 'f' && base[1] <= '9' {
		base = strings.ToUpper(base)
	}
	return mods + base
}
