package confirm

import (
	"strconv"
	"strings"

	"deletecall/deletion"
)

const typedLength = 4

// Typed returns the text that has to be typed to confirm a review, and what it is;
// empty where choosing the button is enough. A server may want the end of the
// identifier. Where the outcome of an earlier deletion of the same identifier is unknown,
// the number of that record is typed on every server: nobody repeats it by habit.
func Typed(review deletion.Review) (text, meaning string) {
	var texts, meanings []string
	if review.Request.Server.Confirm != deletion.ConfirmAsk {
		texts, meanings = append(texts, identifierEnd(review.Request.Selector)), append(meanings, "the end of the identifier")
	}
	if number := review.MustName(); number != 0 {
		texts, meanings = append(texts, strconv.FormatInt(number, 10)), append(meanings, "the unsettled record")
	}
	// One line with one blank between the two, the same on the screen and where lines are typed.
	return strings.Join(texts, " "), strings.Join(meanings, " and ")
}

func identifierEnd(selector deletion.Selector) string {
	// Characters, not bytes: an identifier may be in any script, and nobody can type half of one.
	// Blanks at the ends are left out, because those of the typed text are ignored as well.
	identifier := []rune(selector.Identifier())
	return strings.TrimSpace(string(identifier[max(0, len(identifier)-typedLength):]))
}

// Named returns a review whose text was typed: it names the record.
// Without that number Workflow.Execute refuses the review, and the recorder refuses its intent
// (docs/decisions/deletion.md). Call it only after the text was really typed.
func Named(review deletion.Review) deletion.Review {
	if number := review.MustName(); number != 0 {
		return review.Naming(number)
	}
	return review
}
