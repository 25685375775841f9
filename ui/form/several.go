package form

import "deletecall/deletion"

// TakesIdentifier reports whether what is pasted would go into the identifier.
func (m Model) TakesIdentifier() bool { return m.focus == identifierField }

// Common is what the form says besides the identifier: what several deletions can have in
// common. The status is empty where the type takes none.
func (m Model) Common() (kind deletion.IdentifierType, status deletion.Status, reason string) {
	kind = m.row().Type
	if m.row().TakesStatus {
		status = m.chosenStatus()
	}
	return kind, status, m.reason.Value()
}
