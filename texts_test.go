package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"deletecall/testkit"
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
	"; quote the word, or use ":                      "ends a line that is below a filter while it is typed",
}

func TestWhatToDoNextIsNotGluedOn(t *testing.T) {
	eachText(t, gluedOnPurpose, func(_, text string, at token.Position) {
		if gluedHint.MatchString(text) {
			t.Errorf("%s: %q; what to do next has a line of its own, see package hint", at, text)
		}
	})
}

// countedByHand matches what can be more than 9,999, where people need separators.
var countedByHand = regexp.MustCompile(`%d (?:more )?(?:events|records|entries|bytes)\b`)

// fewOrNoCount are the exceptions, with their reasons.
var fewOrNoCount = map[string]string{
	"From the newest %d records. Type to search the whole history.":      "the number is a constant, 200",
	"settle %d records what you found":                                   "is the number of a record, and records is the verb",
	"recheck %d looks the call up, and settle %d records what you found": "the same",
}

func TestLargeNumbersAreWrittenForPeople(t *testing.T) {
	eachText(t, fewOrNoCount, func(room, text string, at token.Position) {
		outside, _, _ := strings.Cut(room, "/")
		if slices.Contains([]string{"bench", "e2e", "docs"}, outside) || slices.Contains([]string{"history/storetest", "ui/uitest"}, room) {
			return // nobody but us reads it
		}
		if countedByHand.MatchString(text) {
			t.Errorf("%s: %q; write the number with safetext.Number", at, text)
		}
	})
}

// ourVariable matches the whole name of an environment variable that belongs to the program.
var ourVariable = regexp.MustCompile(`^DELETECALL_[A-Z0-9_]+$`)

// TestTheReferenceListsEveryVariableOfOurs looks in every room. The test in config covers only the
// variables that are read with the configuration, but whatever their prefix.
func TestTheReferenceListsEveryVariableOfOurs(t *testing.T) {
	const page = "docs/configuration.md"
	listed := slices.DeleteFunc(testkit.Named(testkit.Section(t, page, "## Environment")), func(name string) bool {
		return !ourVariable.MatchString(name)
	})
	var known []string
	eachText(t, nil, func(_, text string, _ token.Position) {
		if ourVariable.MatchString(text) && !slices.Contains(known, text) {
			known = append(known, text)
		}
	})
	testkit.Same(t, page+", Environment,", listed, known...)
}

// eachText calls found with every string of the product but the exceptions, each of which has to
// be somewhere.
func eachText(t *testing.T, exceptions map[string]string, found func(room, text string, at token.Position)) {
	t.Helper()
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
			if met[text] = true; exceptions[text] == "" {
				found(room, text, at(literal.Pos()))
			}
			return true
		})
	})
	for text := range exceptions {
		if !met[text] {
			t.Errorf("%q is an exception, and nowhere", text)
		}
	}
}
