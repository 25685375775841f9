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

// countedByHand finds the numbers of a text that are written without separators.
var countedByHand = regexp.MustCompile(`%d`)

// oneThing matches what is before a number that has no separators: that of a record or an event, a
// code, a place in a text, what somebody typed for a flag, and a bound that is a constant of ours.
var oneThing = regexp.MustCompile(`(?i)(?:\b(?:records?|events?|codes?|holds?|lines?|calls?|attempt|uid|level|position|characters?|HTTP|(?:exit )?status|version|` +
	`settle|recheck|show|delete|chown|at|to|is|was|supports|at most|more than|above|below|the newest|instead of) |--[a-z]+ |certificate-|sheet|[$#:(])$`)

// aQuantity matches what follows a number that stays small: a size, a time, cells.
var aQuantity = regexp.MustCompile(`^(?: (?:MiB|KiB|s|minutes|bits)\b|x%d)`)

// words matches what a text for people has, and a number with its delimiters has not; sql what is for a database.
var words, sql = regexp.MustCompile(`[a-z]{3,}`), regexp.MustCompile(`\b(?:PRAGMA|SELECT|INSERT)\b`)

// smallOrData are the exceptions, with their reasons.
var smallOrData = map[string]string{
	" (and more, %d in all)":                            "counts rights of a role, of which there are some dozens",
	"It has %d of the %d cosignatures that are needed.": "witnesses are few",
	"the checkpoint covers %s, and the deletion has a later one, %d; sign a newer checkpoint first": "is the number of an event",
	"has %d names (hard links), and records made through one of them would be lost through another": "names of one file are few",
	"can't be made durable (journal mode %q, synchronous %d)":                                       "is a level of SQLite's",
	"the witness %s did not cosign: %d %s":                                                          "is a status of HTTP",
	"old %d\n":                                                                                      "is data",
	"%d in progress":                                                                                "one process sends few requests at once",
	"of %d in the queue ":                                                                           "a queue has 1000 places",
	"%d in progress (%s)":                                                                           "the same",
	"%d; at the first one the token had expired":                                                    "there are two attempts at most",
}

func TestLargeNumbersAreWrittenForPeople(t *testing.T) {
	eachText(t, smallOrData, func(room, text string, at token.Position) {
		outside, _, _ := strings.Cut(room, "/")
		if slices.Contains([]string{"bench", "e2e", "docs", "simulator"}, outside) || slices.Contains([]string{"history/storetest", "history/sample", "ui/uitest"}, room) {
			return // nobody but us reads it
		}
		if !words.MatchString(text) || sql.MatchString(text) {
			return
		}
		for _, number := range countedByHand.FindAllStringIndex(text, -1) {
			before, after := text[:number[0]], text[number[1]:]
			if !oneThing.MatchString(before) && !aQuantity.MatchString(after) && !strings.HasSuffix(before, "%dx") {
				t.Errorf("%s: %q; write the number with safetext.Number", at, text)
			}
		}
	})
}

// severalOnly matches a number before a word of which there are several, in a text that therefore reads
// "1 events" where there is one.
var severalOnly = regexp.MustCompile(`(?:%[sd]|^…? ?) (?:(?:more|other|later|earlier|unknown|made-up|open|unsettled) )*(?:` + thingsCounted + `)\b`)

// ofARecord is the number of a record, which is no count.
var ofARecord = regexp.MustCompile(`\b(?:record|settle) %d`)

const thingsCounted = `records|events|calls|entries|holds|lines|messages|outcomes|bytes|servers|witnesses|checkpoints|problems|warnings|files|days|months|deletions|others|identifiers|keys`

// severalOnPurpose are the exceptions, with their reasons.
var severalOnPurpose = map[string]string{
	"on %s calls are deleted only %s, and it was %s.": "has a server's name there",
	" bytes)":        "is a bound of ours",
	" bytes in all)": "is more than a bound of ours",
	" events":        "has another sentence for one",
	"From the newest %d records. Type to search the whole history.":             "is a bound of ours",
	"%s lines, and a queue takes %s\nPaste them in parts":                       "is more than a bound of ours",
	"%s earlier deletions of this identifier have an unknown outcome: %s.":      "one has a sentence of its own",
	"the outcomes of %s earlier deletions of %s are unknown: %s":                "one has a sentence of its own",
	"%s events do not begin with the %s cosigned before, or the proof is wrong": "comes after a smaller number, which is not 0",
	"has a hash over the %s events up to it that does not match theirs":         "is a power of two above 1",
}

// TestOneOfAThingIsNotWrittenAsSeveral finds counts that safetext.Count did not write.
func TestOneOfAThingIsNotWrittenAsSeveral(t *testing.T) {
	eachText(t, severalOnPurpose, func(room, text string, at token.Position) {
		outside, _, _ := strings.Cut(room, "/")
		if slices.Contains([]string{"bench", "e2e", "docs", "simulator"}, outside) || slices.Contains([]string{"history/storetest", "history/sample", "ui/uitest"}, room) {
			return // nobody but us reads it
		}
		if severalOnly.MatchString(ofARecord.ReplaceAllString(text, "it")) {
			t.Errorf("%s: %q; write the number with safetext.Count", at, text)
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
