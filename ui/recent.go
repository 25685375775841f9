package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
)

const (
	recentRecords = 200 // of which something is recalled, each time
	mostRecent    = 30  // texts that are offered
)

type recent struct {
	field deletion.Field
	kind  deletion.IdentifierType // of the identifiers
	typed string                  // they contain it; empty for the newest of all
}

type (
	// recentMsg brings what was written into a field before, the newest first.
	recentMsg struct {
		recent
		texts []string // foreign
		err   error
	}
	chosenRecent struct {
		field deletion.Field
		text  string
	}
	// wantsRecent looks for what fits the typed text in the whole history.
	wantsRecent struct{ recent }
)

func (chosenRecent) isDialogAnswer() {}
func (wantsRecent) isDialogAnswer()  {}

// of is the text of a record that could be recalled; empty without one.
func (r recent) of(record deletion.Record) string {
	switch {
	case r.field == deletion.FieldReason:
		return record.Intent.Reason
	// An identifier of another type would not fit the type that the form has.
	case record.Intent.IdentifierType == r.kind:
		return record.Intent.Identifier
	}
	return ""
}

func (r recent) query() (query.Query, error) {
	if r.typed == "" {
		return query.Query{}, nil
	}
	field, terms := query.ByReason, []string(nil)
	if r.field == deletion.FieldIdentifier {
		field, terms = query.ByID, []string{string(query.ByType) + ":" + string(r.kind)}
	}
	// A condition for each word: a text may have them in any order.
	for _, word := range strings.Fields(r.typed) {
		terms = append(terms, string(field)+":"+field.Quote(word))
	}
	return query.Parse(strings.Join(terms, " "), time.Time{})
}

func (r recent) fits(text string) bool {
	text = query.Fold(text)
	for _, word := range strings.Fields(query.Fold(r.typed)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func (c Console) askRecent(wanted recent) tea.Cmd {
	history := c.options.History
	return func() tea.Msg {
		found := recentMsg{recent: wanted}
		filter, err := wanted.query()
		if err != nil {
			found.err = err
			return found
		}
		page, err := history.Find(context.Background(), filter, query.PageRequest{Limit: recentRecords})
		found.err = err
		for _, record := range page.Records {
			text := wanted.of(record)
			if text != "" && wanted.fits(text) && len(found.texts) < mostRecent && !slices.Contains(found.texts, text) {
				found.texts = append(found.texts, text)
			}
		}
		return found
	}
}

// takeRecent opens the list, unless something else was opened meanwhile, or hands the list
// what was found for it.
func (c Console) takeRecent(found recentMsg) Console {
	if d, isOpen := c.dialog.(recentDialog); isOpen {
		c.dialog = d.take(found)
		return c
	}
	switch {
	case c.dialog != nil || c.screen != keymap.Form || found.typed != "":
		return c
	case found.err != nil:
		c.notice = failure(found.err, "The history can't be read.")
		return c
	case len(found.texts) == 0:
		c.notice = notice{text: "The newest records have no " + string(found.field) + " to recall."}
		return c
	}
	return c.open(newRecentDialog(c.keys, found))
}
