package form

import (
	"deletecall/deletion"
	"deletecall/ui/earlier"
)

// WithPreview returns the form with the request as it will be sent, and why the server's rules would refuse it.
func (m Model) WithPreview(preview deletion.Preview, refusal string) Model {
	m.preview, m.refusal = preview, refusal
	return m
}

// WithHistoryRefusal returns the form with why the history would refuse the request, such as a hold.
func (m Model) WithHistoryRefusal(refusal string) Model {
	m.held = refusal
	return m
}

// WithEarlier returns the form with what was deleted before.
func (m Model) WithEarlier(list earlier.List) Model {
	m.earlier = list
	return m
}
