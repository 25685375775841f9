package theme

import "charm.land/lipgloss/v2"

// Sign is the sign of an outcome, by its stable name; it tells as much as the colour.
// Each is one cell wide, which the columns and bars count on.
func Sign(outcome string) string {
	switch outcome {
	case "accepted":
		return "✓"
	case "refused":
		return "✗"
	case "not_sent":
		return "–"
	case "pending":
		return "…"
	}
	// Unknown, and what only a newer version knows: neither may ever look accepted.
	return "?"
}

// Fill is the sign that a bar of outcomes is filled with, by its stable name. Most
// outcomes are accepted; theirs is the plainest.
func Fill(outcome string) string {
	if outcome == "accepted" {
		return "█"
	}
	return Sign(outcome)
}

// Outcome is the style of an outcome, by its stable name.
func (s Styles) Outcome(outcome string) lipgloss.Style {
	switch outcome {
	case "accepted":
		return s.Success
	case "refused", "not_sent":
		return s.Danger
	case "pending":
		return s.Subtle
	}
	// As for [Sign]: an outcome that nobody knows here draws attention.
	return s.Warning
}
