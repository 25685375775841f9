package keymap

import (
	"fmt"
	"strings"
)

// Sheet returns the key sheet in Markdown: docs/keys.md is that of [Default].
func (m Map) Sheet() string {
	var b strings.Builder
	b.WriteString(`# Keys

<!-- Generated from keymap's table: go test ./keymap -run TestKeySheet -update -->

Any of them can be changed in the configuration: a key, a list of keys, or "disabled".

    [keys]
    "history.filter" = ["/", "f5"]
    "history.refresh" = "ctrl+r"
    "suspend" = "disabled"

Keys are named as in the tables below: ` + "`f1` to `f24`, `enter`, `tab`, `esc`, `space`, `backspace`, `delete`, `insert`," + `
` + "`up`, `down`, `left`, `right`, `home`, `end`, `pgup`, `pgdown`" + `, or the character itself, with ` + "`ctrl+`, `alt+` or `shift+`" + `
before it. While text is typed, characters and the keys that edit belong to the text. The console keeps clear of
` + "`ctrl+a`, `ctrl+b`, `ctrl+s` and `ctrl+q`" + `: terminals and multiplexers keep them for themselves.

Where function keys don't arrive, as in byobu, ` + "`alt`" + ` and the digit do the same (` + "`alt+2`" + ` for ` + "`f2`" + `), and ` + "`ctrl+k`" + ` lists every action that is
possible at the moment, with its key.
`)
	for _, s := range Screens() {
		fmt.Fprintf(&b, "\n## %s\n\n| keys | what it does | name |\n|---|---|---|\n", s.Title())
		for _, e := range m.Help(s) {
			fmt.Fprintf(&b, "| %s | %s | `%s` |\n", codes(e.Keys), described(&e), e.Action)
		}
	}
	return b.String()
}

// codes writes keys as they are written in the configuration.
func codes(keys []string) string {
	quoted := make([]string, len(keys))
	for i, k := range keys {
		fence := "`"
		if strings.Contains(k, "`") {
			fence = "``"
		}
		quoted[i] = fence + strings.ReplaceAll(k, "|", `\|`) + fence
	}
	return strings.Join(quoted, ", ")
}

// described adds to an action's sentence what to know before changing its keys.
func described(e *Entry) string {
	d := e.Long
	if e.Dangerous {
		d += " (**this deletes**)"
	}
	if e.Needed {
		d += " (can't be disabled)"
	}
	return d
}
