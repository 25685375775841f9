package proof

import (
	"fmt"

	"deletecall/hint"
	"deletecall/history"
	"deletecall/safetext"
)

// Findings returns what is wrong in plain English, one sentence or two each, in
// the order in which a person wants to know. It is empty when nothing is.
func (r *Report) Findings() []string {
	texts := r.ofEvents()
	if missing := r.HashesFor - r.LastSeq; missing > 0 {
		texts.add(fmt.Sprintf("The history holds hashes for %s, but its last event is %d: %s at its end.",
			safetext.Count(r.HashesFor, "event", "events"), r.LastSeq, safetext.Count(missing, "event is missing", "events are missing")))
	}
	addAll(&texts, r.Unexplained, UnexplainedRemoval.text, "places where personal data is gone although no expiry removed it")
	texts.given(r.ofThisHistory())
	for _, result := range r.Kept.First {
		texts.checkpoint(result)
	}
	texts.more(r.Kept.Count, len(r.Kept.First), "of the history's own checkpoints that do not match")
	if r.LastKept != nil {
		texts.checkpoint(*r.LastKept)
	}
	return texts
}

// FindingsSoFar are those of them that hold of the events that were read, whatever follows
// them. They are all that can be said where reading was cut off.
func (r *Report) FindingsSoFar() []string { return r.ofEvents() }

func (r *Report) ofEvents() (texts findings) {
	for i, misfit := range r.Misfits.First {
		texts.add(misfit.text(i == 0))
	}
	texts.more(r.Misfits.Count, len(r.Misfits.First), "events that do not match their stored hashes")
	addAll(&texts, r.TreeMisfits, TreeMisfit.text, "stored hashes of the tree that do not follow from the events")
	addAll(&texts, r.Gaps, Gap.text, "gaps between the events")
	addAll(&texts, r.Numbers, NumberMisfit.text, "records out of sequence")
	addAll(&texts, r.Labels, LabelMisfit.text, "events filed in the wrong place")
	addAll(&texts, r.Unreadable, UnreadableEvent.text, "events that can't be read")
	addAll(&texts, r.Private, PrivateMisfit.text, "events with something else beside them than they were recorded with")
	return texts
}

type findings []string

func (f *findings) add(text string) { *f = append(*f, text) }

// more announces what the list leaves out.
func (f *findings) more(all int64, listed int, what string) {
	if left := all - int64(listed); left > 0 {
		f.add(fmt.Sprintf("There are %s more %s.", safetext.Number(left), what))
	}
}

func (f *findings) checkpoint(result CheckpointResult) {
	if result.Verdict != Confirmed {
		f.add(result.text())
	}
}

// given reports the first checkpoints that don't fit, and counts the others.
func (f *findings) given(results []CheckpointResult) {
	listed, all := 0, int64(0)
	for _, result := range results {
		if result.Verdict == Confirmed || result.ofOtherKeyHere() {
			continue
		}
		if all++; listed < maxListed {
			f.checkpoint(result)
			listed++
		}
	}
	f.more(all, listed, "of the given checkpoints that do not match")
}

func addAll[T any](f *findings, list List[T], text func(T) string, what string) {
	for _, finding := range list.First {
		f.add(text(finding))
	}
	f.more(list.Count, len(list.First), what)
}

func (m Misfit) text(first bool) string {
	format := "Event %d (record %d) does not match either: the stored hash is %s, the computed one is %s."
	if first {
		format = "The first event that does not match its hash is event %d (record %d): the stored hash is %s, the computed one is %s."
	}
	text := fmt.Sprintf(format, m.Seq, m.Number, hashText(m.Stored), m.Computed)
	switch {
	case m.NowAt > 0 && m.WasAt > 0:
		text += fmt.Sprintf(" Events changed places: the one recorded here is now at %d; the one here now was recorded at %d.", m.NowAt, m.WasAt)
	case m.NowAt > 0:
		text += fmt.Sprintf(" The event recorded here is now at %d: something was inserted before it.", m.NowAt)
	case m.WasAt > 0:
		text += fmt.Sprintf(" The event here now was recorded at %d: earlier events are missing.", m.WasAt)
	}
	return text
}

func hashText(hash *Hash) string {
	if hash == nil {
		return "missing"
	}
	return hash.String()
}

func (m TreeMisfit) text() string {
	return fmt.Sprintf("The hashes stored with event %d do not follow from the events: the first wrong one is that of level %d: the stored hash is %s, the computed one is %s.",
		m.Seq, m.Level, hashText(m.Stored), hashText(m.Computed))
}

func (g Gap) text() string {
	if g.Next <= g.After {
		return fmt.Sprintf("Event %d comes after event %d, where it does not belong.", g.Next, g.After)
	}
	if g.Next == g.After+2 {
		return fmt.Sprintf("Event %d is missing.", g.After+1)
	}
	return fmt.Sprintf("Events %d to %d are missing.", g.After+1, g.Next-1)
}

func (m NumberMisfit) text() string {
	switch {
	case m.Number <= 0:
		return fmt.Sprintf("Event %d belongs to record %d, which is impossible.", m.Seq, m.Number)
	case m.Number < m.Expected:
		return fmt.Sprintf("Event %d begins record %d a second time; the next record to begin was %d.", m.Seq, m.Number, m.Expected)
	case m.Number == m.Expected:
		return fmt.Sprintf("Event %d continues record %d, which never began.", m.Seq, m.Number)
	case m.Number == m.Expected+1 && m.Intent:
		return fmt.Sprintf("Record %d is missing: event %d begins record %d.", m.Expected, m.Seq, m.Number)
	case m.Intent:
		return fmt.Sprintf("Records %d to %d are missing: event %d begins record %d.", m.Expected, m.Number-1, m.Seq, m.Number)
	}
	return fmt.Sprintf("The beginnings of records %d to %d are missing: event %d continues record %d.", m.Expected, m.Number, m.Seq, m.Number)
}

func (m LabelMisfit) text() string {
	const cells = 40
	return fmt.Sprintf("Event %d is filed as \"%s\" of record %d, but its bytes say that it is \"%s\" of record %d.",
		m.Seq, safetext.Bounded(m.LabelKind, cells), m.LabelNumber, safetext.Bounded(m.Kind, cells), m.Number)
}

func (e UnreadableEvent) text() string {
	return fmt.Sprintf("Event %d (record %d) can't be read: %s.", e.Seq, e.Number, safetext.Bounded(e.Err.Error(), 200))
}

func (m PrivateMisfit) text() string {
	switch m.Fault {
	case history.PrivateMissing:
		return fmt.Sprintf("What people and the server said in event %d (record %d) is missing, and so are its digests.", m.Seq, m.Number)
	case history.PrivateTwice:
		return fmt.Sprintf("Event %d (record %d) has a private field twice: a proof could show either.", m.Seq, m.Number)
	case history.PrivateInvented:
		return fmt.Sprintf("Event %d (record %d) has something beside it that it was recorded without.", m.Seq, m.Number)
	}
	return fmt.Sprintf("What people or the server said in event %d (record %d) is not what was recorded.", m.Seq, m.Number)
}

func (c CheckpointResult) text() string {
	name := "one of the history's own checkpoints"
	switch c.Name {
	case "":
	case LastHere:
		name = "the last checkpoint signed on this machine"
	default:
		name = "the checkpoint from " + safetext.Bounded(c.Name, 100)
	}
	confirmed := ""
	if c.ConfirmedBelow > 0 {
		confirmed = fmt.Sprintf("; the history is confirmed up to event %d, so the change comes after it", c.ConfirmedBelow)
	}
	size := c.Checkpoint.Size
	switch c.Verdict {
	case Confirmed:
		return fmt.Sprintf("Matches %s: the %s.", name, first(size, "event is the one that was signed", "events are those that were signed"))
	case Larger:
		return fmt.Sprintf("The history is shorter than it was: %s covers %s; the end was cut off, or an older copy was restored.", name, safetext.Count(size, "event", "events"))
	case Contradicted:
		computed := "can't be computed, since events are missing"
		if c.Computed != nil {
			computed = "is " + c.Computed.String()
		}
		return fmt.Sprintf("Does not match %s: its hash over the %s is %s, and the history's %s%s.",
			name, first(size, "event", "events"), c.Checkpoint.Root, computed, confirmed)
	}
	return hint.Sentences(fmt.Sprintf("%s proves nothing: %v", name, c.Err))
}

// first is "first event" or "first 12 events".
func first(events int64, one, many string) string {
	if events == 1 {
		return "first " + one
	}
	return "first " + safetext.Number(events) + " " + many
}
