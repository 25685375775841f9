package deletion

import "deletecall/lookup"

// unprovedBecause says of each reason why a look-up proves nothing, for the person who asked for the deletion.
var unprovedBecause = map[lookup.Reason]string{
	lookup.ReasonNoConnection:   "there was no connection to the server",
	lookup.ReasonTLS:            "there was no connection to the server that can be trusted",
	lookup.ReasonDropped:        "the connection ended before the whole answer had come",
	lookup.ReasonTime:           "its time limit passed",
	lookup.ReasonCancelled:      "it was cancelled",
	lookup.ReasonAuthentication: "the server refused the credentials",
	lookup.ReasonRefused:        "the server can't or may not answer it",
	lookup.ReasonServerError:    "the server failed",
	lookup.ReasonUnreadable:     "the answer is not what it has to be",
	lookup.ReasonAnotherCall:    "the answer is about another call",
	lookup.ReasonMoreThanOne:    "the answer is about more than one call",
}

func provesNothing(reason lookup.Reason) string {
	if because := unprovedBecause[reason]; because != "" {
		return "The look-up proves nothing: " + because + "."
	}
	return "The look-up proves nothing."
}
