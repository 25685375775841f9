package certificate

import (
	"slices"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
)

// operatorName is the private field with the name of whoever confirmed, or checked.
const operatorName = "operator"

// Disclosable are the names of what a certificate shows only when it is asked to: who it
// was, and on which machine.
func Disclosable() []string {
	names := []string{operatorName}
	for _, field := range deletion.OperatorFields() {
		names = append(names, field.Name)
	}
	return names
}

// Withheld returns the names of the private fields that the proof on a certificate has to
// withhold ([proof.Subject]): what the page does not show must not be in its proof either.
func (i Issue) Withheld(r *deletion.Record) []string {
	// Of the call that was looked up, the page shows at most the internal ID: who spoke with whom is
	// also about others than the one who asked.
	names := []string{history.RawAnswer, string(deletion.CallData), "native_id", "platform_call_id", "meeting_id", "detail"}
	if !showsCallID(r.Intent) {
		names = append(names, "call_id")
	}
	if !namesCopies(r.Intent) {
		names = append(names, "copies")
	}
	if len(i.Disclose) == 0 {
		names = append(names, string(deletion.OperatorData), string(deletion.PlaceData))
	} else {
		names = append(names, "process")
		for _, name := range Disclosable()[1:] {
			if !slices.Contains(i.Disclose, name) {
				names = append(names, name)
			}
		}
	}
	if i.Mask {
		names = append(names, string(deletion.IdentifierData), string(deletion.AnswerData))
		if mask := newMasker(r.Intent.Identifier); mask.repeats(r.Intent.Reason) || r.Settlement != nil && mask.repeats(r.Settlement.Note) {
			names = append(names, string(deletion.ReasonData))
		}
	}
	return names
}

// shown is a record without what the page does not show. What a masked page shows in part
// stays.
func (i Issue) shown(r deletion.Record) deletion.Record {
	i.hide(&r.Intent.Operator)
	if r.Settlement != nil {
		settlement := *r.Settlement
		i.hide(&settlement.Operator)
		r.Settlement = &settlement
	}
	if r.After != nil {
		after := *r.After
		i.hide(&after.Operator)
		if copies := len(strings.Fields(after.Copies)); copies > 0 && (i.Mask || !namesCopies(r.Intent)) {
			after.Copies = strconv.Itoa(copies)
		}
		if i.Mask {
			after.Detail = "" // a refused look-up's may repeat what the server said
		}
		r.After = &after
	}
	if i.Mask {
		r.Intent.Shown.CallID, r.Intent.Shown.OtherIDs = "", deletion.OtherIDs{}
	}
	if i.Mask { // what a server says of a call may name it in ways that no mask knows
		r.Outcome.Message, r.Outcome.Answer.SHA256 = "", ""
	}
	return r
}

func (i Issue) hide(o *deletion.Operator) {
	if len(i.Disclose) == 0 {
		o.Name = ""
	}
	for _, field := range deletion.OperatorFields() {
		if !slices.Contains(i.Disclose, field.Name) {
			*field.Of(o) = ""
		}
	}
}
