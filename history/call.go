package history

import (
	"bytes"
	"encoding/json"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
)

// callForm is the private field "call": what a look-up showed besides who spoke with whom.
// Times are RFC 3339 with the offset in which the server's were read. The order of the members
// is part of the format.
type callForm struct {
	Begin         string `json:"begin,omitempty"`
	End           string `json:"end,omitempty"`
	Length        int64  `json:"length_ms,omitempty"`
	ZoneBasis     string `json:"zone_basis,omitempty"`
	State         string `json:"state,omitempty"`
	Direction     string `json:"direction,omitempty"`
	Recorder      string `json:"recorder,omitempty"`
	RecordedParty string `json:"recorded_party,omitempty"`
	DoNotDelete   bool   `json:"do_not_delete,omitempty"`
	Marks         string `json:"marks,omitempty"`
	Legs          string `json:"legs,omitempty"`
}

// encodeCall is that field of a call that was shown; empty where there is nothing for it.
func encodeCall(s deletion.Shown) string {
	form := callForm{
		Begin: formatTime(s.Begin), End: formatTime(s.End), Length: s.Length.Milliseconds(), ZoneBasis: string(s.ZoneBasis), State: string(s.State),
		Direction: s.Direction, Recorder: s.Recorder, RecordedParty: s.RecordedParty, DoNotDelete: s.DoNotDelete, Marks: s.Marks, Legs: s.Legs,
	}
	if form == (callForm{}) {
		return ""
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(form) // strings and an integer can be encoded
	return string(bytes.TrimSuffix(buffer.Bytes(), []byte("\n")))
}

func decodeCall(text string, s *deletion.Shown) error {
	var form callForm
	if err := json.Unmarshal([]byte(text), &form); err != nil {
		return errPrivate
	}
	s.Begin, s.End, s.Length = parseTime(form.Begin), parseTime(form.End), time.Duration(form.Length)*time.Millisecond
	s.ZoneBasis, s.State = lookup.ZoneBasis(form.ZoneBasis), lookup.State(form.State)
	s.Direction, s.Recorder, s.RecordedParty, s.DoNotDelete, s.Marks, s.Legs = form.Direction, form.Recorder, form.RecordedParty, form.DoNotDelete, form.Marks, form.Legs
	return nil
}
