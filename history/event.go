package history

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"deletecall/deletion"
)

// Version is the version of the encoding that [Event.Encode] writes.
const Version = 2

// Kind is what an event is about.
type Kind string

// The kinds of events of a deletion.
const (
	IntentKind       Kind = "intent"       // an operator confirmed a deletion
	OutcomeKind      Kind = "outcome"      // what came of it
	InterruptionKind Kind = "interruption" // the process that sent it is gone without an outcome
	SettlementKind   Kind = "settlement"   // a person settled an unknown outcome
	AfterKind        Kind = "after"        // what a look-up found of the call after its deletion
)

// ActKind is an event that belongs to no deletion: something that was done with the history
// itself. Its number is 0.
const ActKind Kind = "act"

// The kinds of events of a hold, which belong to no deletion either. Their number is 0.
const (
	HoldKind    Kind = "hold"    // calls have to be kept
	ReleaseKind Kind = "release" // they need not be kept any more
)

// Owner is the process that sends a deletion.
type Owner struct {
	Instance string // names its lock file
	Machine  string // where that lock can be tried
	PID      int
}

// Event is one entry of the history. Of the parts after ID, those of its kind are set.
type Event struct {
	Kind   Kind
	Number int64
	ID     string

	Intent *deletion.Intent
	Owner  Owner

	// Outcome is set for an outcome and for an interruption.
	Outcome *deletion.Outcome

	Settlement *deletion.Settlement
	After      *deletion.After
	Act        *Act
	// Hold is set for a hold and for its release: of a release, only its number and Release are.
	Hold *deletion.Hold

	// Missing are the kinds of personal data of which something is not there: it was
	// removed from the history, or a proof does not show it. An answer that was not read
	// does not count. It is not recorded.
	Missing deletion.DataKinds
}

// Act is what somebody did with the history: handed records to somebody else, made a copy
// of it, or removed something from it. A deletion that was refused is one too: it has no
// record.
type Act struct {
	What     string // [RefusalAct] or another one, or an export format
	Server   string // of a refusal
	Query    string // the filter; empty for all records
	Reason   string // of the deletion that was refused
	Detail   string // what else is known of it; nothing about a person
	Count    int64  // of the records that it concerns
	To       string // a path, or what else took them
	Operator deletion.Operator
	At       time.Time
	Removed  []Removed // of an expiry
}

// Removed is personal data that was removed on purpose: that of the events from the first
// to the last one given, by their places in the tree.
type Removed struct {
	From, To int64
	Fields   FieldSet
}

// NewIntent returns the event of a confirmed deletion.
func NewIntent(intent deletion.Intent, owner Owner) Event {
	return Event{Kind: IntentKind, Number: intent.Number, ID: intent.ID, Intent: &intent, Owner: owner}
}

// NewOutcome returns the event of what came of a deletion.
func NewOutcome(number int64, id string, outcome deletion.Outcome) Event {
	return Event{Kind: OutcomeKind, Number: number, ID: id, Outcome: &outcome}
}

// NewInterruption returns the event of a deletion whose process is gone.
func NewInterruption(number int64, id string, found time.Time) Event {
	return Event{Kind: InterruptionKind, Number: number, ID: id, Outcome: &deletion.Outcome{
		Kind: deletion.Unknown, Cause: deletion.CauseInterrupted, Answered: found,
		Detail: "The program ended before the outcome was recorded.",
	}}
}

// NewSettlement returns the event of a settled unknown outcome.
func NewSettlement(number int64, id string, settlement deletion.Settlement) Event {
	return Event{Kind: SettlementKind, Number: number, ID: id, Settlement: &settlement}
}

// NewAfter returns the event of what a look-up found after a deletion.
func NewAfter(number int64, id string, after deletion.After) Event {
	return Event{Kind: AfterKind, Number: number, ID: id, After: &after}
}

// NewAct returns the event of what was done with the history. Its ID is random: a proof
// shows hashes of neighbouring events, which nobody should be able to guess.
func NewAct(id string, act Act) Event {
	return Event{Kind: ActKind, ID: id, Act: &act}
}

// NewHold returns the event of a hold, NewRelease that of its release. Their IDs are random, as
// that of an act.
func NewHold(id string, hold deletion.Hold) Event {
	return Event{Kind: HoldKind, ID: id, Hold: &hold}
}

// NewRelease returns the event of the release of the hold with a number.
func NewRelease(id string, number int64, release deletion.Release) Event {
	return Event{Kind: ReleaseKind, ID: id, Hold: &deletion.Hold{Number: number, Release: &release}}
}

// Encode returns the event's canonical bytes and its private data, with new salts.
func (e Event) Encode() (data []byte, private Private, err error) { return e.EncodeWith(rand.Reader) }

// EncodeWith is [Event.Encode] with salts from elsewhere, which is for test vectors.
func (e Event) EncodeWith(salts io.Reader) (data []byte, private Private, err error) {
	form := eventForm{Version: Version, Kind: e.Kind, Number: e.Number, ID: e.ID}
	switch {
	case e.Intent != nil:
		form.Intent = encodeIntent(*e.Intent)
	case e.Outcome != nil:
		form.Outcome = encodeOutcome(*e.Outcome)
	case e.Settlement != nil:
		form.Settlement = &settlementForm{Finding: string(e.Settlement.Finding), Settled: formatTime(e.Settlement.Settled)}
	case e.After != nil:
		form.After = &afterForm{Finding: string(e.After.Finding), Reason: string(e.After.Reason), Checked: formatTime(e.After.Checked)}
	case e.Act != nil:
		form.Act = encodeAct(*e.Act)
	case e.Hold != nil:
		form.Hold = encodeHold(*e.Hold)
	default:
		return nil, private, fmt.Errorf("an event of kind %q has nothing to encode", e.Kind)
	}
	if form.Private, private, err = e.encodePrivate(salts); err != nil {
		return nil, private, err
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(form); err != nil {
		return nil, private, fmt.Errorf("encode an event: %w", err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), private, nil
}

// ErrNewerEvent says that an event was written by a newer version of the program.
var ErrNewerEvent = errors.New("the event was written by a newer version of deletecall")

// Decode reads an event with its private data, which has to be what the event was
// recorded with: fields may be given by their digests, and the answers may be left out.
// What is not there stays empty.
func Decode(data []byte, private Private) (Event, error) {
	event, err := DecodeText(string(data), private)
	if err == nil {
		if fault, _ := CheckPrivate(data, private, false); fault != "" {
			err = &PrivateError{fault}
		}
	}
	return event, err
}

// unmarshalForm is for what [parseForm] leaves: what encoding/json fills in is on the heap.
func unmarshalForm(data string) (form eventForm, err error) {
	if err := json.Unmarshal([]byte(data), &form); err != nil {
		return eventForm{}, fmt.Errorf("the event can't be read: %w", err)
	}
	return form, checkMembers(data, form.Private)
}

// PrivateError says that the private data of an event is not what it was recorded with.
type PrivateError struct{ Fault PrivateFault }

func (e *PrivateError) Error() string {
	return "what people or the server said in it is " + string(e.Fault)
}

// DecodeText is [Decode] for readers of many events: it copies no text, and does not
// check the private data.
func DecodeText(data string, private Private) (Event, error) {
	form, ok := parseForm(data)
	if !ok {
		var err error
		if form, err = unmarshalForm(data); err != nil {
			return Event{}, err
		}
	}
	if form.Version != Version {
		return Event{}, ErrNewerEvent
	}
	event := Event{Kind: form.Kind, Number: form.Number, ID: form.ID}
	if form.Intent != nil {
		intent := form.Intent.decode()
		intent.Number, intent.ID = form.Number, form.ID
		event.Intent = &intent
	}
	if form.Outcome != nil {
		outcome := form.Outcome.decode()
		event.Outcome = &outcome
	}
	if form.Settlement != nil {
		event.Settlement = &deletion.Settlement{Finding: deletion.Finding(form.Settlement.Finding), Settled: parseTime(form.Settlement.Settled)}
	}
	if form.After != nil {
		event.After = form.After.decode()
	}
	if form.Act != nil {
		act := form.Act.decode()
		event.Act = &act
	}
	if form.Hold != nil {
		hold := form.Hold.decode(form.Kind)
		event.Hold = &hold
	}
	if err := event.decodePrivate(private, form.Outcome); errors.Is(err, ErrNewerEvent) {
		return Event{}, errPrivate // the event is of this version, and has no other fields
	} else if err != nil {
		return Event{}, err
	}
	return event, nil
}

// Follows reports whether the program writes such an event after those that a record was
// made of: the intent comes first, one outcome after it, a settlement while that is
// unknown, and what look-ups found while it is accepted or unknown. An interruption after the
// outcome changes nothing, see [Apply]. All of them have the ID of the intent.
func Follows(record *deletion.Record, event Event) bool {
	kind := record.Outcome.Kind
	if event.Number > 0 && event.Kind != IntentKind && event.ID != record.Intent.ID {
		return false
	}
	switch event.Kind {
	case IntentKind:
		return kind == ""
	case InterruptionKind:
		return kind != ""
	case OutcomeKind:
		return kind == deletion.Pending || record.Outcome.Cause == deletion.CauseInterrupted
	case SettlementKind:
		return record.Unsettled()
	case AfterKind:
		return record.Outcome.MayCheck()
	}
	return true // of the program's own administration
}

// Apply adds what an event says to the record of its deletion. The events of a
// record are applied in their order; an outcome that arrived after all wins over
// the interruption that was found before it.
func Apply(record *deletion.Record, event Event) {
	record.Missing |= event.Missing
	switch {
	case event.Intent != nil:
		record.Intent = *event.Intent
		if record.Outcome.Kind == "" {
			record.Outcome.Kind = deletion.Pending
		}
	case event.Kind == OutcomeKind && event.Outcome != nil:
		record.Outcome = *event.Outcome
	case event.Kind == InterruptionKind && event.Outcome != nil:
		if record.Outcome.Kind == deletion.Pending || record.Outcome.Kind == "" {
			record.Outcome = *event.Outcome
		}
	case event.Settlement != nil:
		record.Settlement = event.Settlement
	case event.After != nil && !(event.After.Finding == deletion.NotChecked && record.After.Proved()):
		record.After = event.After
	}
}
