package deletion

import (
	"context"

	"deletecall/lookup"
	"deletecall/secret"
)

// Sender puts deletions on the wire to one server.
type Sender interface {
	// Preview returns the request as it will be sent, secrets masked. It does no
	// I/O, and takes a request that is still being written.
	Preview(Request) Preview
	// Prepare obtains the credentials and builds the request. Nothing is sent.
	// It returns a *[CredentialsError] when they can't be had.
	Prepare(context.Context, Request) (Sending, error)
}

// Sending is a prepared request, good for one Send.
type Sending interface {
	// Preview is the request that Send will send.
	Preview() Preview
	// APIKey is the key that the request carries, for its fingerprint.
	APIKey() secret.Text
	// Send sends the request, at most once, and returns the true outcome within
	// the server's time limit. The end of the context is the end of what precedes the
	// handover of the request to a connection: the outcome is not sent then. Send calls
	// [HandOver], from which on the context's end changes nothing.
	Send(context.Context) Outcome
}

// LookUps reads what one server knows of calls. It never deletes, keeps the server's own
// short limit ([Server.LookUpLimit]), and the end of the context ends it at any time. What
// went wrong is in the result, not an error: a look-up is never in the way of a deletion.
type LookUps interface {
	// LookUp returns the call that a deletion by this selector would be about.
	LookUp(context.Context, Server, Selector) lookup.Result
	// SearchCalls returns one page of a search, which begins at the cursor.
	SearchCalls(context.Context, Server, lookup.Search, lookup.Cursor) lookup.Page
}

// Recorder keeps the audit history. Its errors are *[HistoryError],
// *[OutcomeNotRecordedError] and those of [TargetHistory.Check].
type Recorder interface {
	// Ready returns no error when an intent could be recorded now. The warnings,
	// plain sentences, say what soon may prevent it.
	Ready(context.Context) (warnings []string, err error)
	// Fingerprint is the keyed hash of an API key under this history's own key.
	Fingerprint(secret.Text) (string, error)
	// RecordIntent makes the intent durable and returns it with its number, unless
	// [TargetHistory.Check] refuses it: in the same transaction, since other processes
	// record too. When it returns an error, the intent is not recorded and nothing may be sent.
	//
	// Where the guards refuse it, the refusal is recorded instead, as [Recorder.RecordGuardRefusal]
	// does it, and the error is a *[RefusedError] with that record.
	RecordIntent(context.Context, Intent, Guards) (Intent, error)
	// RecordGuardRefusal records a deletion that a guard refused, as a record that has its outcome at
	// once, and returns it with its number.
	RecordGuardRefusal(context.Context, Intent, Outcome) (Record, error)
	// Standing returns what the history says to a deletion that the guards ask about.
	Standing(context.Context, Guards) (Standing, error)
	// RecordOutcome makes the outcome of a recorded intent durable. It fails
	// only after every way to keep it has failed, or with an
	// *[OutcomeNotRecordedError] that names the side file which keeps it.
	RecordOutcome(context.Context, Intent, Outcome) error
	// RecordSettlement settles the unknown outcome of the record with this number.
	RecordSettlement(ctx context.Context, number int64, settlement Settlement) error
	// RecordAfter records what a look-up found after the deletion with this number.
	RecordAfter(ctx context.Context, number int64, after After) error
	// RecordTargetRefusal writes down that a deletion was refused before anything was sent. The end
	// of the context ends the wait for others who use the history.
	RecordTargetRefusal(context.Context, TargetRefusal) error
	// OnTarget returns what the history holds about the target of a request: see
	// [TargetHistory]. It needs a history that can be read, and not one that can be written.
	OnTarget(ctx context.Context, request Request) (TargetHistory, error)
}

// Signer signs the history as it is now, so that a later change of it can be found.
type Signer interface {
	// Sign returns the signed checkpoint in short, as a person compares it.
	Sign(context.Context) (short string, err error)
}
