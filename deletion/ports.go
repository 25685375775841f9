package deletion

import (
	"context"

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
	RecordIntent(context.Context, Intent) (Intent, error)
	// RecordOutcome makes the outcome of a recorded intent durable. It fails
	// only after every way to keep it has failed, or with an
	// *[OutcomeNotRecordedError] that names the side file which keeps it.
	RecordOutcome(context.Context, Intent, Outcome) error
	// RecordSettlement settles the unknown outcome of the record with this number.
	RecordSettlement(ctx context.Context, number int64, settlement Settlement) error
	// OnTarget returns what the history holds about a target: the endpoint's server, and
	// the selector's type and identifier, whatever its status. It needs a history that can be
	// read, and not one that can be written.
	OnTarget(ctx context.Context, endpoint string, selector Selector) (TargetHistory, error)
}

// Signer signs the history as it is now, so that a later change of it can be found.
type Signer interface {
	// Sign returns the signed checkpoint in short, as a person compares it.
	Sign(context.Context) (short string, err error)
}
