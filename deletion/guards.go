package deletion

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/hint"
	"deletecall/safetext"
)

// Guards decide whether a deletion may be sent at all. They are asked before a person confirms
// ([Workflow.Review]), and by the recorder in the transaction of the intent: what was added or
// counted in between wins, and nothing gets around them.
type Guards struct {
	Request  Request
	Operator Operator
	At       time.Time      // when the deletion is asked for, or was confirmed
	Zone     *time.Location // in which a person is shown times; UTC when nil
	// Unseen says that the call is looked up after this, and that the guards are asked again then:
	// that nobody looked is no reason yet, and neither is a mark that was seen earlier.
	Unseen bool
}

// Standing is what the history says to a deletion that the guards ask about.
type Standing struct {
	// Holds are those that fit and were not released, the oldest first.
	Holds []Hold
	// OtherHolds is how many more were not released: they name other identifiers.
	OtherHolds int
	// Recent are the deletions of the same operator on the same server that were confirmed within
	// [RateWindow] before, the newest first; no more than the server allows. One that a guard
	// refused, or that was not sent, is not among them.
	Recent []time.Time
}

// guard is a row of the table of guards.
type guard struct {
	cause Cause
	brief string // what is in the way, as a clause
	// refuses is the ground, in a sentence that can be passed on to the person who asked for the
	// deletion; empty where the guard lets it through.
	refuses func(Guards, Standing) string
}

// guards are asked in this order: what nobody can change at once comes first.
var guards = []guard{
	{CauseReadOnly, "the server is set to read-only here", readOnly},
	{CauseOutsideHours, "calls are not deleted there at that time", outsideHours},
	{CauseBlockedNumber, "calls of this number are not deleted there", blockedNumber},
	{CauseProtected, "it is marked “do not delete” there", protected},
	{CauseHeld, "it is held", held},
	{CauseNotLookedUp, "no look-up showed which call it is", notLookedUp},
	{CauseTooMany, "the operator has reached the limit of deletions an hour", tooMany},
}

// Judge returns the outcome of a deletion that a guard refuses.
func (g Guards) Judge(s Standing) (outcome Outcome, refused bool) {
	for _, guard := range guards {
		if ground := guard.refuses(g, s); ground != "" {
			return Outcome{
				Kind: Refused, Cause: guard.cause, Answered: g.At,
				Detail: notDeleted + ground,
			}, true
		}
	}
	return Outcome{}, false
}

// notDeleted begins every ground, so that it can be passed on by itself.
const notDeleted = "Not deleted: "

func readOnly(g Guards, _ Standing) string {
	if !g.Request.Server.allows().ReadOnly {
		return ""
	}
	return fmt.Sprintf("%s is set to read-only here.", safetext.Line(g.Request.Server.Name))
}

func outsideHours(g Guards, _ Standing) string {
	hours := g.Request.Server.allows().Hours
	if hours.Has(g.At) {
		return ""
	}
	return fmt.Sprintf("on %s calls are deleted only %s, and it was %s.", safetext.Line(g.Request.Server.Name), hours, hours.clock(g.At))
}

func blockedNumber(g Guards, _ Standing) string {
	for _, name := range g.Names() {
		if name.Type != Extension {
			continue
		}
		for _, pattern := range g.Request.Server.allows().Blocked {
			if pattern.Fits(name.Identifier) {
				return fmt.Sprintf("calls of %s are not deleted on %s (blocked: %s).",
					safetext.Line(name.Identifier), safetext.Line(g.Request.Server.Name), safetext.Line(pattern.Text))
			}
		}
	}
	return ""
}

func protected(g Guards, _ Standing) string {
	if g.Unseen || !g.Request.Shown.DoNotDelete {
		return ""
	}
	return fmt.Sprintf("the call is marked “do not delete” on %s. Somebody has protected it there.", safetext.Line(g.Request.Server.Name))
}

// notLookedUp is about what a look-up has to show before ([Rules.LookUpRequired]): without it, the guards that
// go by the call itself know only the identifier that was typed.
func notLookedUp(g Guards, _ Standing) string {
	if g.Unseen || !g.Request.Server.RequiresLookUp() {
		return ""
	}
	why := g.Request.whyNotNamed()
	if g.Request.NamesShown() {
		if g.Request.Shown.hasNumber() {
			return ""
		}
		why = "The server said none of its numbers."
	}
	return fmt.Sprintf("%s deletes only calls that were looked up, by their internal ID. %s", safetext.Line(g.Request.Server.Name), why)
}

// AtMost is how many deletions of the operator are counted: [Rules.AtMost].
func (g Guards) AtMost() int { return g.Request.Server.allows().AtMost }

// held names each hold, since every one of them has to be released.
func held(g Guards, s Standing) string {
	if len(s.Holds) == 0 {
		return ""
	}
	ground := "held " + s.Holds[0].since(g.Zone)
	for _, hold := range s.Holds[1:min(mostNamed, len(s.Holds))] {
		ground += "; also held " + hold.since(g.Zone)
	}
	if more := len(s.Holds) - mostNamed; more > 0 {
		ground += "; and by " + safetext.Count(more, "more hold", "more holds")
	}
	return ground + "."
}

func tooMany(g Guards, s Standing) string {
	most := g.AtMost()
	if most == 0 || len(s.Recent) < most {
		return ""
	}
	zone := g.Zone
	if zone == nil {
		zone = time.UTC
	}
	return fmt.Sprintf("%s allows %s an hour for each operator, and %s has made as many. The next one is possible after %s.",
		safetext.Line(g.Request.Server.Name), safetext.Count(most, "deletion", "deletions"), safetext.Line(g.Operator.Name), FormatTime(s.Recent[most-1].Add(RateWindow), zone))
}

// Name is one of the names of a call.
type Name struct {
	Type       IdentifierType
	Identifier string
}

// Names are all names that are known of the call: what was typed, and where the call was looked
// up, each of its IDs and the numbers of its parties and legs. A hold on any of them guards it.
func (g Guards) Names() []Name {
	if g.Request.Selector.IsZero() {
		return nil
	}
	return namesOf(Name{g.Request.Selector.Type(), g.Request.Selector.Identifier()}, g.Request.Shown)
}

// Names are those of [Guards.Names], as far as the record still has them.
func (i Intent) Names() []Name { return namesOf(Name{i.IdentifierType, i.Identifier}, i.Shown) }

func namesOf(typed Name, shown Shown) []Name {
	names := []Name{typed}
	known := append([]Name{{CallID, shown.CallID}}, shown.OtherIDs.Names()...)
	for _, number := range shown.numbers() {
		known = append(known, Name{Extension, number})
	}
	for _, name := range known {
		if name.Identifier != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// numbers are those of the parties and legs, as far as the server said them; some may be empty.
func (s Shown) numbers() []string {
	return append([]string{s.From.Number, s.To.Number, s.RecordedParty}, s.legNumbers()...)
}

// hasNumber reports whether the server said any number of the call. GetCallID does not: then a hold or a block of a
// number can't be noticed.
func (s Shown) hasNumber() bool {
	return slices.ContainsFunc(s.numbers(), func(number string) bool { return number != "" })
}

// legNumbers are the numbers of the legs, as far as they were kept.
func (s Shown) legNumbers() (numbers []string) {
	for line := range strings.SplitSeq(s.Legs, "\n") {
		number, _, _ := strings.Cut(line, ", ")
		number, _, _ = strings.Cut(number, " (") // before a name, see [lookup.Party]
		numbers = append(numbers, number)
	}
	return numbers
}

// RefusedError says that a guard refused a deletion. Nothing was sent, and the refusal is a
// record of the history, unless it was only asked what would happen.
type RefusedError struct{ Record Record }

// Ground is why, as a clause.
func (e *RefusedError) Ground() string {
	return strings.TrimPrefix(e.Record.Outcome.Detail, notDeleted)
}

func (e *RefusedError) Error() string {
	text := hint.Below(e.Record.Outcome.Detail, e.Record.NextStep())
	if e.Record.Intent.Number == 0 {
		return text
	}
	return hint.Below(text, fmt.Sprintf("Record %d keeps this refusal", e.Record.Intent.Number))
}
