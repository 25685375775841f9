package result

import (
	"strings"

	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/ui/theme"
)

// Afterwards is what there is to say of the call after the deletion, besides what is recorded.
type Afterwards struct {
	Looking bool // it is being looked up again
	// Problem is why it was not looked up now, or why what was found could not be recorded; foreign.
	Problem string
}

// Leaving returns the screen with what a deletion on this server does not cover, as its
// administrator says; foreign.
func (m Model) Leaving(notCovered string) Model {
	m.notCovered = notCovered
	return m
}

// Offering returns the screen with the key for another look-up of the call, where one can help.
func (m Model) Offering(mayCheck bool) Model {
	m.mayCheck = mayCheck
	return m
}

// After returns the screen with what there is to say of the call after the deletion, and what a
// look-up found, if it is new.
func (m Model) After(afterwards Afterwards, found *deletion.After) Model {
	m.afterwards = afterwards
	switch {
	case found == nil:
	case m.record.After.Proved() && !found.Proved(): // as in the record
		m.afterwards.Problem = found.Line(m.zone) + ". " + found.Detail
	default:
		m.record.After = found
	}
	return m
}

func (m Model) sayAfterwards(say func(lipgloss.Style, string), styles theme.Styles) {
	after, now := m.record.After, m.afterwards
	switch {
	case now.Looking:
		say(styles.Subtle, "Looking the call up again…")
	case after != nil:
		style, text := styles.Text, after.Line(m.zone)+". "+after.Detail
		if after.Finding == deletion.StillThere {
			style, text = styles.Warning, "! "+text
		}
		say(style, text)
		if after.Copies != "" {
			say(styles.Warning, "! Secondary copies are still found: "+strings.ReplaceAll(after.Copies, " ", ", "))
		}
	}
	if key := m.lookUpKey(); key != "" && after == nil && !now.Looking {
		say(styles.Text, "To look the call up from here, press "+key+".")
	}
	if now.Problem != "" {
		say(styles.Subtle, hint.Sentences(now.Problem))
	}
	if m.notCovered != "" && m.record.Outcome.Kind == deletion.Accepted {
		say(styles.Subtle, "Not covered: "+m.notCovered)
	}
}

// lookUpKey is the key that helps with an unknown outcome; empty where no look-up can.
func (m Model) lookUpKey() string {
	keys := m.keys.Keys(keymap.RecordLookUp)
	if m.record.Outcome.Kind != deletion.Unknown || !m.mayCheck || len(keys) == 0 {
		return ""
	}
	return keys[0]
}
