package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"deletecall/deletion"
)

// Version is the version of the encoding that [Event.Encode] writes.
const Version = 1

// Kind is what an event is about.
type Kind string

// The kinds of events of a deletion.
const (
	IntentKind       Kind = "intent"       // an operator confirmed a deletion
	OutcomeKind      Kind = "outcome"      // what came of it
	InterruptionKind Kind = "interruption" // the process that sent it is gone without an outcome
	SettlementKind   Kind = "settlement"   // a person settled an unknown outcome
)

// The kinds of events that belong to no deletion. Their number is 0.
const (
	ExportKind Kind = "export" // records were handed to somebody else
)

// Owner is the process that sends a deletion.
type Owner struct {
	Instance string // names its lock file
	Machine  string // where that lock can be tried
	PID      int
}

// Event is one entry of the history. Of the parts behind ID, those of its kind are set.
type Event struct {
	Kind   Kind
	Number int64
	ID     string

	Intent *deletion.Intent
	Owner  Owner

	// Outcome is set for an outcome and for an interruption.
	Outcome *deletion.Outcome

	Settlement *deletion.Settlement
	Export     *Export
}

// Export is who took records out of the history, which, and where to.
type Export struct {
	Format   string
	Query    string // the filter; empty for all records
	Count    int64
	To       string // a path, or what else took them
	Operator deletion.Operator
	At       time.Time
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

// NewExport returns the event of an export. Its ID is random: a proof shows
// hashes of neighbouring events, which nobody should be able to guess.
func NewExport(id string, export Export) Event {
	return Event{Kind: ExportKind, ID: id, Export: &export}
}

// Encode returns the event's canonical bytes and the answers that stand beside it.
func (e Event) Encode() (data, answers []byte, err error) {
	form := eventForm{Version: Version, Kind: e.Kind, Number: e.Number, ID: e.ID}
	switch {
	case e.Intent != nil:
		form.Intent = encodeIntent(*e.Intent, e.Owner)
	case e.Outcome != nil:
		form.Outcome, answers = encodeOutcome(*e.Outcome)
	case e.Settlement != nil:
		form.Settlement = encodeSettlement(*e.Settlement)
	case e.Export != nil:
		form.Export = encodeExport(*e.Export)
	default:
		return nil, nil, fmt.Errorf("an event of kind %q has nothing to encode", e.Kind)
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(form); err != nil {
		return nil, nil, fmt.Errorf("encode an event: %w", err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), answers, nil
}

// ErrNewerEvent says that an event was written by a newer version of the program.
var ErrNewerEvent = errors.New("the event was written by a newer version of deletecall")

// Decode reads an event. answers are what stands beside it; without them the
// bodies of the answers stay empty.
func Decode(data, answers []byte) (Event, error) { return decode(string(data), answers) }

// DecodeText is [Decode] without the answers, for readers of many events, whose
// texts it does not copy.
func DecodeText(data string) (Event, error) { return decode(data, nil) }

func decode(data string, answers []byte) (Event, error) {
	form, ok := parseForm(data)
	if !ok {
		form = eventForm{}
		if err := json.Unmarshal([]byte(data), &form); err != nil {
			return Event{}, fmt.Errorf("the event can't be read: %w", err)
		}
	}
	if form.Version > Version {
		return Event{}, ErrNewerEvent
	}
	event := Event{Kind: form.Kind, Number: form.Number, ID: form.ID}
	if form.Intent != nil {
		intent, owner := form.Intent.decode()
		intent.Number, intent.ID = form.Number, form.ID
		event.Intent, event.Owner = &intent, owner
	}
	if form.Outcome != nil {
		outcome, err := form.Outcome.decode(answers)
		if err != nil {
			return Event{}, err
		}
		event.Outcome = &outcome
	}
	if form.Settlement != nil {
		settlement := form.Settlement.decode()
		event.Settlement = &settlement
	}
	if form.Export != nil {
		export := form.Export.decode()
		event.Export = &export
	}
	return event, nil
}

// Follows reports whether the program writes such an event after those that a record was
// made of: the intent comes first, one outcome after it, and a settlement while that is
// unknown. An interruption after the outcome changes nothing, see [Apply].
func Follows(record deletion.Record, event Event) bool {
	kind := record.Outcome.Kind
	switch event.Kind {
	case IntentKind:
		return kind == ""
	case InterruptionKind:
		return kind != ""
	case OutcomeKind:
		return kind == deletion.Pending || record.Outcome.Cause == deletion.CauseInterrupted
	case SettlementKind:
		return record.Unsettled()
	}
	return true // of the program's own administration
}

// Apply adds what an event says to the record of its deletion. The events of a
// record are applied in their order; an outcome that arrived after all wins over
// the interruption that was found before it.
func Apply(record *deletion.Record, event Event) {
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
	}
}
