package deletion

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"deletecall/safetext"
)

// againSoon is how long after a deletion on the same target a person is
// reminded of it.
const againSoon = 15 * time.Minute

// warnings are what a person should know before they confirm.
func (w *Workflow) warnings(ctx context.Context, request Request) ([]string, error) {
	var all []string
	if request.Server.ClearText {
		all = append(all, "This server is reached in clear text: key, request and answer can be read on the way.")
	}
	if request.Selector.Status().Watches() && request.Server.TimeLimit < WatchTimeLimit {
		all = append(all, fmt.Sprintf("The time limit of %s is shorter than the minute in which the server may watch for a call: the outcome may stay unknown.",
			request.Server.TimeLimit))
	}
	if request.Server.ResponseType != XML {
		all = append(all, fmt.Sprintf("An answer as %s proves nothing: the outcome will be unknown even if the call is deleted.", request.Server.ResponseType))
	}
	former, found, err := w.parts.Finder.OnTarget(ctx, request.Server.Endpoint, request.Selector)
	if err != nil {
		return nil, err
	}
	if found {
		if again := w.again(former, request); again != "" {
			all = append(all, again)
		}
	}
	return all, nil
}

// again says what a former deletion of the same target means for this one.
// DeleteCall by extension is not idempotent: sent twice, it deletes two calls.
func (w *Workflow) again(former Record, request Request) string {
	when := former.Intent.Confirmed.In(w.parts.Now().Location()).Format("2006-01-02 15:04:05")
	by := safetext.Line(former.Intent.Operator.Name)
	byExtension := request.Selector.Type() == Extension
	switch {
	case former.Unsettled():
		text := fmt.Sprintf("The outcome of record %d, sent by %s at %s for the same target, is not known.", former.Intent.Number, by, when)
		if byExtension {
			text += " If it did delete a call, this will delete another one."
		}
		return text
	case byExtension && former.Outcome.Kind == Accepted && w.parts.Now().Sub(former.Intent.Confirmed) < againSoon:
		return fmt.Sprintf("A call of this extension was deleted by %s at %s (record %d). This will delete another one.", by, when, former.Intent.Number)
	}
	return ""
}

func sortedByNumber(intents map[string]Intent) []Intent {
	return slices.SortedFunc(maps.Values(intents), func(a, b Intent) int {
		return cmp.Compare(a.Number, b.Number)
	})
}
