package queue

import (
	"fmt"
	"strings"
	"unicode"

	"deletecall/deletion"
	"deletecall/safetext"
)

// MostItems is how many identifiers a queue takes, and MostBytes how long a pasted text
// may be.
const (
	MostItems = 1000
	MostBytes = 256 << 10
)

func tooMany(lines int) error {
	return fmt.Errorf("%s lines, and a queue takes %s\nPaste them in parts", safetext.Number(int64(lines)), safetext.Number(MostItems))
}

// IsList reports whether a pasted text is several lines, and text throughout. A text with
// other controls, such as a paste that never ended, is refused as a whole elsewhere.
func IsList(pasted string) bool {
	other := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r) }
	return strings.ContainsAny(strings.Trim(pasted, " \t\r\n"), "\r\n") && !strings.ContainsFunc(pasted, other)
}

// identifiers reads a text as it comes from a ticket, a file or a spreadsheet: the first
// column of each line, without the mark of a line in a list. Empty lines are left out. more reports that other columns are not empty.
func identifiers(text string) (found []string, more bool, err error) {
	if len(text) > MostBytes {
		return nil, false, fmt.Errorf("more than %d KiB\nPaste a shorter list", MostBytes>>10)
	}
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if strings.Trim(safetext.Trim(line), "> ") == "" { // as the empty lines of a quoted message
			continue
		}
		if mark, rest := deletion.CutListMark(line); mark != "" { // often with a tab after it
			line = rest
		}
		column, others, _ := strings.Cut(line, "\t")
		more = more || safetext.Trim(others) != ""
		found = append(found, deletion.CutAround(column))
	}
	if len(found) > MostItems {
		return nil, false, tooMany(len(found))
	}
	return found, more, nil
}

// isComment reports a line that heads a list, or explains it. No identifier begins like that.
func isComment(line string) bool {
	return strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "//") || strings.Trim(line, "#-=*") == ""
}
