package deletion

import "fmt"

// Summary says in one sentence what is now true. It is safe to show only after
// cleaning, since a refusal quotes the server.
func (r Record) Summary() string {
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

// acceptedSummary tells deleted from marked where the selector decides it: a
// finished call is deleted, an ongoing one is marked (spec/delete-call.txt,
// "Overview"). Otherwise the server's answer leaves it open.
func acceptedSummary(identifierType IdentifierType, status Status) string {
	if identifierType == Extension {
		switch status {
		case Last:
			return "Deleted."
		case Ongoing, Next, OngoingNext:
			return "Marked for deletion."
		}
	}
	return "Deleted, or marked for deletion if the call is still in progress."
}

func refusal(outcome Outcome) string {
	if outcome.Code == nil {
		return "the server refused"
	}
	known := ExplainCode(*outcome.Code)
	if known.Class == ClassUnpublished {
		return fmt.Sprintf("code %d, %s", *outcome.Code, known.Meaning)
	}
	return known.Meaning
}

// NextStep says what a person can do about an outcome; empty when there is
// nothing to do.
func (o Outcome) NextStep() string {
	switch o.Kind {
	case Refused:
		if o.Code != nil {
			return ExplainCode(*o.Code).NextStep
		}
	case NotSent:
		if o.Cause == CauseLoginRefused {
			return "Check the user and the password of this server."
		}
		return "It is safe to try again."
	case Unknown:
		return "Look the conversation up in Verba, then settle this record with what you found. Don't just send it again: that may delete another call."
	}
	return ""
}
