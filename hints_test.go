package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// gluedHint matches advice that follows a semicolon, where people read it last or not at all.
// A hint belongs on a line of its own (package hint), or in a sentence of its own where there
// is only one line.
var gluedHint = regexp.MustCompile(`; (?i:to [a-z]+|add|ask|check|choose|close|compare|correct|find|fix|free|get|give|have|install|keep|leave|log in|` +
	`look|make|move|name|open|pin|press|put|quote|raise|read|remove|report|restore|review|run|see|send|set|start|stop|take|trust|try|type|use|wait|write)\b`)

// gluedOnPurpose are the exceptions, with their reasons.
var gluedOnPurpose = map[string]string{
	"Too fast; press again.":                         "is shown for a moment, and has to be read as one",
	"filter by this value; press again to remove it": "is what a key does, in one row of the help",
	"; quote the word, or use ":                      "ends a line that stands below a filter while it is typed",
}

func TestWhatToDoNextIsNotGluedOn(t *testing.T) {
	met := map[string]bool{}
	eachFile(t, func(room string, file *ast.File, at func(token.Pos) token.Position) {
		if strings.HasPrefix(room, "testkit") {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			met[text] = true
			if gluedHint.MatchString(text) && gluedOnPurpose[text] == "" {
				t.Errorf("%s: %q; what to do next has a line of its own, see package hint", at(literal.Pos()), text)
			}
			return true
		})
	})
	for text := range gluedOnPurpose {
		if !met[text] {
			t.Errorf("%q is an exception, and nowhere", text)
		}
	}
}
