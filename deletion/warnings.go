package deletion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/lookup"
	"deletecall/safetext"
)

const (
	// AgainSoon is how long after a deletion on the same target a person is
	// reminded of it.
	AgainSoon = 15 * time.Minute
	// ClockTolerance is how far the clocks of two machines, or of one machine before
	// and after it was set, may differ without a remark.
	ClockTolerance = time.Minute
)

// warnings are what a person should know before they confirm, the gravest first.
func (w *Workflow) warnings(request Request, target TargetHistory, unchecked string) []string {
	var all []string
	if again := w.again(target, request).text; again != "" {
		all = append(all, again) // see Review.Repeats
	}
	if settled := target.settled(request.Again); settled != nil {
		all = append(all, fmt.Sprintf("Record %d, which this repeats, is settled. %s.", request.Again, settled.Finding.Label()))
	}
	if unchecked != "" {
		all = append(all, unchecked)
	}
	if request.Server.ClearText {
		all = append(all, "This server is reached in clear text: others on the network can read key, request and answer.")
	}
	if request.Sent().Status().Watches() && request.Server.TimeLimit < WatchTimeLimit {
		all = append(all, fmt.Sprintf("The server may watch for a call for a minute, but the time limit is only %s: the outcome may stay unknown.",
			request.Server.TimeLimit))
	}
	if request.Server.ResponseType != XML {
		all = append(all, fmt.Sprintf("An answer as %s proves nothing: the outcome will be unknown even if the call is deleted.", request.Server.ResponseType))
	}
	if now := w.parts.Now(); target.LastConfirmed.After(now.Add(ClockTolerance)) {
		all = append(all, fmt.Sprintf("This machine's clock shows %s, but the newest record was confirmed at %s. Either this clock is behind, or that of the machine that sent it is ahead. Compare them first.",
			FormatTime(now, w.parts.Zone), FormatTime(target.LastConfirmed, w.parts.Zone)))
	}
	return all
}

// repetition is what an earlier deletion means for this one: in whole sentences, and see [Review.Another].
type repetition struct{ text, another string }

// again says what earlier deletions of the same target mean for this one. DeleteCall
// by extension is not idempotent: sent twice, it deletes two calls.
func (w *Workflow) again(target TargetHistory, request Request) repetition {
	byExtension := request.Sent().Type() == Extension
	if unsettled := target.Unsettled(); len(unsettled) > 0 {
		text := w.unknown(unsettled)
		if slices.ContainsFunc(unsettled, w.CanCheck) {
			text += " The history can look the call up."
		}
		if !byExtension {
			return repetition{text: text}
		}
		which := "it"
		if len(unsettled) > 1 {
			which = "any of them"
		}
		return repetition{text + " If " + which + " deleted a call, this deletes another one.", "This may delete another call"}
	}
	former := target.deleted()
	if former == nil {
		return repetition{}
	}
	who, when := safetext.Line(former.Intent.Operator.Name), FormatTime(former.Intent.Confirmed, w.parts.Zone)
	sameID := strings.EqualFold(former.Intent.CallID(), request.Target().CallID())
	soon := w.parts.Now().Sub(former.Intent.Confirmed) < AgainSoon
	switch chosenByServer := former.Intent.IdentifierType == Extension && !former.Intent.Pinned; {
	case byExtension && soon:
		return repetition{fmt.Sprintf(thisIsAnother+": %s deleted one of this extension at %s (record %d).", who, when, former.Intent.Number), thisIsAnother}
	case byExtension, chosenByServer && !soon && !sameID:
		return repetition{}
	case chosenByServer: // whatever was shown before it
		return repetition{text: fmt.Sprintf("%s deleted a call of this extension at %s (record %d). It is not known which one.", who, when, former.Intent.Number)}
	case request.NamesShown() && sameID:
		return repetition{text: fmt.Sprintf("%s had this call deleted at %s (record %d), and the server still shows it.", who, when, former.Intent.Number)}
	case sameID || request.Selector.Type() == former.Intent.IdentifierType:
		return repetition{text: fmt.Sprintf("%s had this call deleted at %s (record %d).", who, when, former.Intent.Number)}
	}
	return repetition{}
}

// Earlier says what earlier deletions mean for one by this selector of the call that a look-up showed. It is
// empty where they mean nothing.
func (w *Workflow) Earlier(ctx context.Context, server Server, selector Selector, result lookup.Result) (string, error) {
	request := Request{Server: server, Selector: selector}.Showing(result)
	target, err := w.parts.Recorder.OnTarget(ctx, request)
	if err != nil {
		return "", err
	}
	return w.again(target, request).text, nil
}

// thisIsAnother is said where the call that is deleted is not that of an earlier deletion.
const thisIsAnother = "This deletes another call"

// anotherCall says of a pinned request that an earlier deletion of the same words was about another call: nobody
// should take this call for that one.
func (w *Workflow) anotherCall(ctx context.Context, request Request, target TargetHistory) (again repetition, err error) {
	if !request.Pinned || len(target.Unsettled()) > 0 {
		return again, nil
	}
	typed, err := w.parts.Recorder.OnTarget(ctx, request.AsTyped())
	switch {
	case err != nil:
		return again, err
	case len(typed.Unsettled()) > 0:
		return repetition{fmt.Sprintf(thisIsAnother+". Record %d names the same identifier, and its outcome is unknown.", typed.Unsettled()[0].Intent.Number), thisIsAnother}, nil
	case target.deleted() == nil && request.Selector.Type() == Extension:
		return w.again(typed, request.AsTyped()), nil
	}
	return again, nil
}

func (w *Workflow) unknown(unsettled []Record) string {
	if len(unsettled) > 1 {
		earlier := localised(newUnsettledTargetError(unsettled, 0), w.parts.Zone).(*UnsettledTargetError)
		return fmt.Sprintf("%s earlier deletions of this identifier have an unknown outcome: %s.", safetext.Number(int64(len(unsettled))), earlier.list())
	}
	only := unsettled[0].Intent
	return fmt.Sprintf("The outcome of record %d is unknown: %s sent a request to delete the same identifier at %s.",
		only.Number, safetext.Line(only.Operator.Name), FormatTime(only.Confirmed, w.parts.Zone))
}
