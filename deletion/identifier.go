package deletion

import "strings"

// IdentifierType is the kind of identifier that names a conversation. Its value
// is the name of the DeleteCall parameter that carries the identifier
// (spec/delete-call.txt, "Detailed description of the API request elements").
type IdentifierType string

// The five identifier types of DeleteCall. A request carries exactly one.
const (
	CallID         IdentifierType = "callID"
	PlatformCallID IdentifierType = "platformCallID"
	NativeID       IdentifierType = "nativeID"
	MeetingID      IdentifierType = "meetingID"
	Extension      IdentifierType = "extension"
)

// MaxIdentifierLength bounds every identifier, in characters. The API publishes
// no limit; the longest identifiers in use, SIP addresses and Call-IDs, stay
// well below it.
const MaxIdentifierLength = 255

// Identifier is a row of the table from which the form, the command line, the
// client and the help draw what they say of an identifier type.
type Identifier struct {
	Type        IdentifierType
	Label       string // as a person reads it: "Call ID"
	Flag        string // the flag of the command line, without dashes
	Meaning     string // what the identifier is, as a noun phrase
	Example     string // the specification's own example
	TakesStatus bool   // a status combination is mandatory with it, and forbidden otherwise
}

// inSentence is the label within a sentence: "call ID".
func (i Identifier) inSentence() string { return strings.ToLower(i.Label[:1]) + i.Label[1:] }

const callIDExample = "a8343631-9f35-4a3a-83f0-9e81592339fb"

// Identifiers returns the table, in the order in which a form offers it.
func Identifiers() []Identifier {
	return []Identifier{
		{Extension, "Extension", "extension",
			"a phone number that takes part in the call", "8856", true},
		{CallID, "Call ID", "call-id",
			"the internal ID of the call", callIDExample, false},
		{PlatformCallID, "Platform call ID", "platform-call-id",
			"the value of the Platform Call ID field", "71627389", false},
		{NativeID, "Native ID", "native-id",
			"the value of the Technical Call Identifier field", "TRS26140192", false},
		{MeetingID, "Meeting ID", "meeting-id",
			"the Lync meeting ID", "WHBFM6DD", false},
	}
}

// IdentifierTypes are the types themselves, in the table's order.
func IdentifierTypes() []IdentifierType {
	var all []IdentifierType
	for _, row := range Identifiers() {
		all = append(all, row.Type)
	}
	return all
}

// Identifier returns the table's row for t, and whether there is one.
func (t IdentifierType) Identifier() (Identifier, bool) {
	for _, row := range Identifiers() {
		if row.Type == t {
			return row, true
		}
	}
	return Identifier{}, false
}

// Label is t as a person reads it; an unknown type is its own label.
func (t IdentifierType) Label() string {
	if row, ok := t.Identifier(); ok {
		return row.Label
	}
	return string(t)
}
