package deletion

import (
	"fmt"

	"deletecall/lookup"
	"deletecall/safetext"
)

// Summary says in one sentence what is now true. It is safe to show only after
// cleaning, since a refusal quotes the server.
func (r Record) Summary() string {
	names, notFound := r.Intent.NamesShown(), r.Outcome.Kind == Refused && r.Outcome.Code != nil && *r.Outcome.Code == CodeNotFound
	switch {
	case names && notFound:
		return "Nothing was deleted: the call that was shown is gone, or this key no longer sees it."
	case names && r.Intent.Shown.State == lookup.Finished && r.Outcome.Kind == Accepted:
		return deletedSummary
	case r.Intent.Pinned:
		return Summary(CallID, NoStatus, r.Outcome)
	}
	return Summary(r.Intent.IdentifierType, r.Intent.Status, r.Outcome)
}

// Summary says in one sentence what is now true of a deletion with this
// selector and outcome.
func Summary(identifierType IdentifierType, status Status, outcome Outcome) string {
	switch outcome.Kind {
	case Accepted:
		return acceptedSummary(identifierType, status)
	case Refused:
		return "Nothing was deleted: " + refusal(outcome) + "."
	case NotSent:
		return "Nothing was deleted: the request was not sent."
	case Unknown:
		return "It is not known whether anything was deleted."
	case Pending:
		return "The request is being sent."
	default:
		return fmt.Sprintf("This version does not know the outcome %q.", string(outcome.Kind))
	}
}

const deletedSummary = "Deleted."

// acceptedSummary tells deleted from marked where the selector decides it: a
// finished call is deleted, an ongoing one is marked (spec/delete-call.txt,
// "Overview"). Otherwise the server's answer leaves it open.
func acceptedSummary(identifierType IdentifierType, status Status) string {
	if identifierType == Extension {
		switch status {
		case Last:
			return deletedSummary
		case Ongoing, Next, OngoingNext:
			return "Marked for deletion."
		}
	}
	return "Deleted, or marked for deletion if the call is still in progress."
}

// mostQuoted is how many cells of a server's message a summary quotes.
const mostQuoted = 160

func refusal(outcome Outcome) string {
	if brief := outcome.Cause.brief(); brief != "" {
		return brief
	}
	if outcome.Code == nil {
		return "the server refused"
	}
	switch outcome.Cause {
	case CauseServerHold:
		return fmt.Sprintf("it is under a legal hold of the server (code %d)", *outcome.Code)
	case CauseServerRetention:
		return fmt.Sprintf("its retention period on the server is not over (code %d)", *outcome.Code)
	}
	return refusalByCode(outcome)
}

func refusalByCode(outcome Outcome) string {
	known := ExplainCode(*outcome.Code)
	switch {
	// Only the server knows what such a code means, so its own words come first.
	case known.Class == ClassUnpublished && outcome.Message != "":
		return fmt.Sprintf("“%s” (code %d)", safetext.Bounded(outcome.Message, mostQuoted), *outcome.Code)
	case known.Class == ClassUnpublished:
		return fmt.Sprintf("code %d, %s", *outcome.Code, known.Meaning)
	}
	return known.Meaning
}

// nameByCallID is the next step after a code that is not published, as that for more than one call is.
const nameByCallID = "If more than one call matches, name one by its call ID, which a search shows. Otherwise ask the server's administrator."

// NextStep says what a person can do about the outcome; empty when there is
// nothing to do.
func (r Record) NextStep() string {
	step := r.Outcome.nextStep()
	if step == nameByCallID && (r.Intent.Pinned || r.Intent.IdentifierType == CallID) {
		return "Ask the server's administrator." // it was named so
	}
	return step
}

func (o Outcome) nextStep() string {
	switch o.Kind {
	case Refused:
		return o.afterRefusal()
	case NotSent:
		if o.Cause == CauseLoginRefused {
			return "Check the credentials of this server."
		}
		return "It is safe to try again."
	case Unknown:
		return "Look the conversation up in Verba, then settle this record with what you found. Don't just send it again: that may delete another call."
	}
	return ""
}

func (o Outcome) afterRefusal() string {
	switch o.Cause {
	case CauseReadOnly:
		return "Choose another server, or ask whoever maintains the configuration (read_only)."
	case CauseOutsideHours:
		return "Try again within these hours, or ask whoever maintains the configuration (hours)."
	case CauseBlockedNumber:
		return "Ask whoever maintains the configuration whether it may be deleted (blocked)."
	case CauseNotLookedUp:
		return "Find the call with a search, and delete it from there."
	case CauseTooMany:
		return "Try again after that time."
	case CauseProtected:
		return "Whoever protected it must take the mark away in Verba first."
	case CauseHeld:
		return "Every hold on it must be released first: deletecall hold list"
	case CauseServerHold:
		return "The hold must be released in Verba first."
	case CauseServerRetention:
		return "Nobody can delete the call before its retention period is over."
	}
	switch {
	case o.Code == nil:
		return ""
	case *o.Code == CodeTokenExpired && len(o.Earlier) > 0:
		return "The server refused the token of a new login too: have its administrator check the server's clock and sessions."
	}
	return ExplainCode(*o.Code).NextStep
}
