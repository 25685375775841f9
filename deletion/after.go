package deletion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/hint"
	"deletecall/lookup"
	"deletecall/safetext"
)

// AfterFinding is what a look-up found of a call after its deletion.
type AfterFinding string

// The findings. Only [Gone], [StillThere] and [StillMarked] are proved by an answer.
const (
	Gone        AfterFinding = "no_longer_found" // the server itself says that there is no such call
	StillThere  AfterFinding = "still_there"
	StillMarked AfterFinding = "marked"      // it goes on, and the server had accepted its deletion
	NotChecked  AfterFinding = "not_checked" // nobody looked, or the look-up proved nothing
)

// AfterFindings returns the findings in the order in which a person filters them.
func AfterFindings() []AfterFinding {
	return []AfterFinding{Gone, StillThere, StillMarked, NotChecked}
}

// Label is the finding as a person reads it.
func (f AfterFinding) Label() string {
	switch f {
	case Gone:
		return "no longer found"
	case StillThere:
		return "still there"
	case StillMarked:
		return "marked"
	case NotChecked:
		return "not checked"
	}
	return string(f)
}

// After is what a look-up found after a deletion. It settles nothing, and changes no outcome.
type After struct {
	Finding  AfterFinding
	Reason   lookup.Reason // of [NotChecked]
	Detail   string        // what is known, in plain sentences, safe to show
	Copies   string        // internal IDs of secondary recordings that are still found, a blank between them
	Checked  time.Time
	Operator Operator // who had it looked up
}

// Line says what was found and when, in one line: "No longer found (looked up 2026-01-05 09:42:10 CET)".
func (a After) Line(zone *time.Location) string {
	return hint.Capital(a.Finding.Label()) + " (looked up " + FormatTime(a.Checked, zone) + ")"
}

// Explanation is what is known of the call, with the secondary recordings that are still found.
func (a After) Explanation() string {
	if a.Copies == "" {
		return a.Detail
	}
	return a.Detail + " Secondary copies are still found: " + strings.ReplaceAll(a.Copies, " ", ", ") + "."
}

// Proved reports whether a look-up found out anything. A later one that did not, as while the server
// is down, takes nothing of it away.
func (a *After) Proved() bool { return a != nil && a.Finding != NotChecked }

// AfterFinding is what is known of the call after the deletion; empty where there is nothing to
// know: only what the server accepted, or may have carried out, is looked up again.
func (r Record) AfterFinding() AfterFinding {
	switch {
	case r.After != nil:
		return r.After.Finding
	case r.Outcome.Kind == Accepted:
		return NotChecked
	}
	return ""
}

// MayCheck reports whether a call may be looked up after a deletion with this outcome.
func (o Outcome) MayCheck() bool { return o.Kind == Accepted || o.Kind == Unknown }

// NotCheckableError says that a record has no deletion whose call could be looked up again.
type NotCheckableError struct {
	Number int64
	Kind   OutcomeKind
}

func (e *NotCheckableError) Error() string {
	return fmt.Sprintf("record %d can't be checked: its outcome is %s\nOnly accepted and unknown deletions are looked up again", e.Number, e.Kind.Label())
}

// Check looks up again the call of a recorded deletion, and records what it found. It sends no
// DeleteCall, takes no longer than the server's limit for a look-up, and the end of ctx ends it
// at any time, as [Workflow.Drain] and [Workflow.Abandon] do: nobody waits for it. Where the
// look-up proves nothing, the finding is [NotChecked], with the reason.
//
// With an error nothing was recorded, and the finding may be there all the same.
func (w *Workflow) Check(ctx context.Context, record Record) (After, error) {
	if !record.Outcome.MayCheck() {
		return After{}, &NotCheckableError{record.Intent.Number, record.Outcome.Kind}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.ending, cancel)()
	after := w.lookAfter(ctx, record)
	after.Checked, after.Operator = w.parts.Now(), w.parts.Operator
	if ctx.Err() != nil && after.Finding == NotChecked {
		return after, ctx.Err() // nobody waits any more: it stays as it is
	}
	err, inTime := patiently(ctx, checkTime, func() (err error) {
		defer func() {
			if fault := recover(); fault != nil {
				err = &HistoryError{Op: "record what was found", Path: "the history", Problem: fmt.Sprintf("failed: %v", fault)}
			}
		}()
		return w.parts.Recorder.RecordAfter(ctx, record.Intent.Number, after)
	}, func(error) {})
	if !inTime {
		err = unanswered("record what was found", checkTime)
	}
	return after, err
}

// checkTime bounds the recording of what a look-up found: nothing depends on it.
const checkTime = 3 * time.Second

// WhyNotChecked says in a sentence why the call of a record can't be looked up again, whatever
// the server would answer; it is empty where it can.
func (w *Workflow) WhyNotChecked(record Record) string {
	_, _, problem := w.checked(record.Intent)
	return problem
}

// CanCheck reports whether a look-up could show what became of the call of an unsettled unknown outcome: the call can be
// named, and the server's entry does not turn look-ups off.
func (w *Workflow) CanCheck(record Record) bool {
	return record.Unsettled() && w.MayCheck(record)
}

// MayCheck reports whether a look-up of the call of a record is worth offering, settled or not.
func (w *Workflow) MayCheck(record Record) bool {
	server, _, problem := w.checked(record.Intent)
	return record.Outcome.MayCheck() && problem == "" && w.LooksUp(server)
}

// checked is what is looked up after a deletion, and where; else problem says why nothing is.
func (w *Workflow) checked(intent Intent) (server Server, selector Selector, problem string) {
	// By its name too: another entry for the same address may have the key of another tenant,
	// to which the call is not there.
	at := slices.IndexFunc(w.parts.Servers, func(s Server) bool { return s.Name == intent.Server && s.Endpoint == intent.Endpoint })
	if at < 0 {
		return Server{}, Selector{}, "The server of this record is not configured here under its name and address."
	}
	if server = w.parts.Servers[at]; server.NoLookUp {
		return Server{}, Selector{}, "Look-ups are turned off for this server (look_up = false)."
	}
	selector, known := intent.checkedBy()
	if !known {
		return Server{}, Selector{}, "The internal ID of the call is not known, so it can't be looked up."
	}
	return server, selector, ""
}

func (w *Workflow) lookAfter(ctx context.Context, record Record) After {
	server, selector, problem := w.checked(record.Intent)
	if problem != "" {
		return After{Finding: NotChecked, Detail: problem}
	}
	ctx, cancel := context.WithTimeout(ctx, server.LookUpTime())
	defer cancel()
	result := w.LookUp(ctx, server, selector)
	after := After{Finding: StillThere, Detail: "The server still finds the call."}
	switch {
	case result.Verdict == lookup.NotFound:
		after = After{Finding: Gone, Detail: "The server finds no such call any more. It may also be archived, or hidden from this key."}
		after.Copies = w.copies(ctx, server, record.Intent.Shown)
	case result.Verdict != lookup.Found:
		return After{Finding: NotChecked, Reason: result.Reason, Detail: result.Detail}
	case result.Call.State == lookup.Ongoing && record.Outcome.Kind == Accepted:
		after = After{Finding: StillMarked, Detail: "The server accepted its deletion, which comes when the call ends."}
	}
	after.Detail = strings.Join(append([]string{after.Detail}, remarks(result, record.Intent.Shown)...), " ")
	if record.Intent.IdentifierType == Extension && !record.Intent.Pinned {
		after.Detail += " DeleteCall was sent with the extension, so the server may have chosen another call than this one, which was shown."
	}
	return after
}

// remarks are what stands out about a call that is still found: often it is why the call is still there.
func remarks(result lookup.Result, before Shown) (said []string) {
	if result.Verdict != lookup.Found {
		return nil
	}
	add := func(isSo bool, sentence string) {
		if isSo {
			said = append(said, sentence)
		}
	}
	call := result.Call
	add(call.DoNotDelete == lookup.Yes, "It is marked “do not delete”.")
	add(call.State == lookup.Ongoing, "It is still ongoing.")
	add(call.Secondary == lookup.Yes, "It is the second recording of a call that is recorded twice.")
	add(call.OnDemand == lookup.Yes, "It was recorded on demand: it vanishes by itself unless somebody keeps it.")
	add(ShownOf(result).DiffersFrom(before), "The server now says another begin or other numbers of it than before the deletion.")
	return said
}

// checkedBy is what names the call of a deletion and no other one: the internal ID that a look-up
// proved, or what was typed, if that is no extension. A look-up that proved nothing may have shown
// another call.
func (i Intent) checkedBy() (selector Selector, known bool) {
	identifierType, identifier := i.IdentifierType, i.Identifier
	if proved := i.Shown.ProvedID(); proved != "" {
		identifierType, identifier = CallID, proved
	}
	if identifierType == Extension {
		return Selector{}, false
	}
	selector, err := NewSelector(identifierType, identifier, "")
	return selector, err == nil
}

const (
	// sameBegin is how far the begins of two recordings of one call may differ.
	sameBegin = 2 * time.Second
	// mostCopies bounds the secondary recordings that are named.
	mostCopies = 8
)

// copies are the secondary recordings of a call that a search still finds: those of the same
// parties and begin. Where the call was not shown, or the search says nothing, there are none.
func (w *Workflow) copies(ctx context.Context, server Server, shown Shown) string {
	if shown.Begin.IsZero() || shown.From.Number == "" || shown.To.Number == "" {
		return ""
	}
	page := w.SearchCalls(ctx, server, lookup.Search{
		From: shown.Begin.Add(-sameBegin), To: shown.Begin.Add(sameBegin), Number: shown.From.Number, Secondary: true,
	}, lookup.Cursor{})
	var ids []string
	for _, call := range page.Calls {
		// A server may not know the search's limits, and list every call of these parties.
		isCopy := call.Secondary != lookup.No && call.From.Number == shown.From.Number && call.To.Number == shown.To.Number && call.Begin.Sub(shown.Begin).Abs() <= sameBegin
		if isCopy && call.ID != "" && call.ID != shown.CallID && len(ids) < mostCopies {
			ids = append(ids, safetext.Line(call.ID))
		}
	}
	return strings.Join(ids, " ")
}
