package deletion

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
)

// TargetHistory is what the history holds about one target: a server by whatever endpoint
// ([SameServer]), and a call. Two deletions are about the same call where the internal ID is
// the same, as far as it is known of both, or where the same was typed, whatever the status;
// but two calls that were pinned are two where their IDs differ, though the same was typed.
type TargetHistory struct {
	// Deleted is the newest accepted record of the target; nil when there is none. A later refusal does not
	// hide it.
	Deleted *Record
	// Pending is the deletion of the target that is in progress; nil when there is none.
	Pending *Record
	// Unknown are the deletions with an unknown outcome, interrupted ones included:
	// first those that nobody settled, and among equals the newest first. Settled
	// ones may be left out when there are many.
	Unknown []Record
	// LastConfirmed is when the newest record of any target was confirmed; zero in
	// an empty history.
	LastConfirmed time.Time
}

// SameServer returns the endpoints that name the same server as this one, itself first:
// with a dot at the end of the host's name and without one, and on this machine by each
// name of the loopback interface. Letter case, default ports and the like don't differ,
// since an endpoint is configured in one way of writing.
func SameServer(endpoint string) []string {
	same := []string{endpoint}
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return same
	}
	port := ""
	if parsed.Port() != "" {
		port = ":" + parsed.Port()
	}
	host := strings.TrimSuffix(strings.TrimSuffix(parsed.Host, port), ".")
	hosts := []string{host, host + "."}
	if loopback := []string{"localhost", "localhost.", "127.0.0.1", "[::1]"}; slices.Contains(loopback, host) {
		hosts = loopback
	}
	for _, other := range hosts {
		if parsed.Host = other + port; parsed.String() != endpoint {
			same = append(same, parsed.String())
		}
	}
	return same
}

// Target is what the intent of a request would say of its target, and nothing else.
func (r Request) Target() Intent {
	return Intent{
		IdentifierType: r.Selector.Type(), Identifier: r.Selector.Identifier(), Status: r.Selector.Status(),
		Endpoint: r.Server.Endpoint, Shown: r.Shown, Pinned: r.Pinned,
	}
}

// SameTarget reports whether two deletions are about the same target; see [TargetHistory].
// Identifiers are compared as fold makes them.
func (i Intent) SameTarget(other Intent, fold func(string) string) bool {
	if !slices.Contains(SameServer(i.Endpoint), other.Endpoint) {
		return false
	}
	if id := fold(i.CallID()); id != "" && id == fold(other.CallID()) {
		return true
	}
	return !(i.Pinned && other.Pinned) && i.IdentifierType == other.IdentifierType && fold(i.Identifier) == fold(other.Identifier)
}

// Unsettled returns the deletions whose outcome is unknown and that nobody settled,
// newest first.
func (t TargetHistory) Unsettled() []Record {
	for i, record := range t.Unknown {
		if !record.Unsettled() {
			return t.Unknown[:i]
		}
	}
	return t.Unknown
}

// settled is how the record with this number was settled, if a request may repeat it; else nil.
func (t TargetHistory) settled(number int64) *Settlement {
	for _, record := range t.Unknown {
		if record.Intent.Number == number {
			return record.Settlement
		}
	}
	return nil
}

// deleted is the newest deletion of the target that deleted a call for all that is known: one that was accepted, or that
// was settled so. It is nil where there is none.
func (t TargetHistory) deleted() *Record {
	newest := t.Deleted
	for _, record := range t.Unknown {
		if record.Settlement != nil && record.Settlement.Finding == FoundDeleted &&
			(newest == nil || newest.Intent.Confirmed.Before(record.Intent.Confirmed)) {
			newest = &record
		}
	}
	return newest
}

// Check decides whether a further deletion of the target may be sent that knowingly
// repeats the record with the number again, or none when again is 0. DeleteCall by
// extension is not idempotent: where a former one may have been executed, sending it
// once more may delete another call.
//
// Where several outcomes are unknown, the newest stands for all of them: whoever
// confirmed it had to name the one before it.
//
// It returns a *[TargetBusyError], a *[UnsettledTargetError] or a *[NotRepeatableError].
func (t TargetHistory) Check(again int64) error {
	if t.Pending != nil {
		open := t.Pending.Intent
		return &TargetBusyError{Number: open.Number, By: open.Operator.Name, On: open.Operator.Host, Since: open.Confirmed}
	}
	if unsettled := t.Unsettled(); len(unsettled) > 0 {
		if again == unsettled[0].Intent.Number {
			return nil
		}
		return newUnsettledTargetError(unsettled, again)
	}
	if again == 0 {
		return nil
	}
	for _, record := range t.Unknown {
		if record.Intent.Number == again {
			return nil // somebody settled it: it is known by now what it repeats
		}
	}
	return &NotRepeatableError{Number: again}
}

// CheckPin returns a pinned request as it may be sent without a person who sees the call, or an *[UnsettledTargetError] or
// a *[NotRepeatableError]. Where an earlier deletion of the same words has an unknown outcome, and may have deleted its
// call, they may mean the next call now: a pin is no way around naming that record. Of another call it is no repetition.
func (w *Workflow) CheckPin(ctx context.Context, request Request) (Request, error) {
	typed, err := w.parts.Recorder.OnTarget(ctx, request.AsTyped())
	if err != nil {
		return request, err
	}
	typed.Pending = nil // its call may be another one, which the recorder knows
	if err := typed.Check(request.Again); err != nil {
		return request, w.local(err)
	}
	pinned, err := w.parts.Recorder.OnTarget(ctx, request)
	if _, ok := errors.AsType[*NotRepeatableError](pinned.Check(request.Again)); ok {
		request.Again = 0
	}
	return request, err
}

// local returns err for the person of this session: with its times in their zone, and with the calls named that can be
// looked up from here.
func (w *Workflow) local(err error) error {
	if unsettled, ok := err.(*UnsettledTargetError); ok {
		checkable := *unsettled
		checkable.Records = slices.Clone(unsettled.Records)
		for i, earlier := range checkable.Records {
			checkable.Records[i].CanCheck = w.CanCheck(earlier.record)
		}
		err = &checkable
	}
	return localised(err, w.parts.Zone)
}

// localised returns err with its times in a zone, for a person to read.
func localised(err error, zone *time.Location) error {
	switch err := err.(type) {
	case *TargetBusyError:
		local := *err
		local.Since = local.Since.In(zone)
		return &local
	case *UnsettledTargetError:
		local := *err
		local.Records = make([]UnsettledRecord, len(err.Records))
		for i, record := range err.Records {
			record.Confirmed = record.Confirmed.In(zone)
			local.Records[i] = record
		}
		return &local
	}
	return err
}
