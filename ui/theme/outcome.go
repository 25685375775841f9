package theme

import (
	"charm.land/lipgloss/v2"

	"deletecall/deletion"
)

// Sign is the sign of an outcome; it says as much as the colour.
// Each is one cell wide, which the columns and bars count on.
func Sign(outcome deletion.OutcomeKind) string {
	switch outcome {
	case deletion.Accepted:
		return "✓"
	case deletion.Refused:
		return "✗"
	case deletion.NotSent:
		return "–"
	case deletion.Pending:
		return "…"
	}
	// Unknown, and what only a newer version knows: neither may ever look accepted.
	return "?"
}

// Fill is the sign that a bar of outcomes is filled with. Most
// outcomes are accepted; theirs is the plainest.
func Fill(outcome deletion.OutcomeKind) string {
	if outcome == deletion.Accepted {
		return "█"
	}
	return Sign(outcome)
}

// Outcome is the style of an outcome.
func (s Styles) Outcome(outcome deletion.OutcomeKind) lipgloss.Style {
	switch outcome {
	case deletion.Accepted:
		return s.Success
	case deletion.Refused, deletion.NotSent:
		return s.Danger
	case deletion.Pending:
		return s.Subtle
	}
	// As for [Sign]: an outcome that nobody knows here draws attention.
	return s.Warning
}
