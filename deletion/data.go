package deletion

import "strings"

// DataKind is a kind of personal data in a record. All of one kind is kept for the same
// time, and can be removed from a history when that is over.
type DataKind string

// The kinds of personal data.
const (
	IdentifierData DataKind = "identifier" // what was to be deleted, and queries that may name it
	CallData       DataKind = "call"       // what a look-up showed of the call: who spoke with whom, and when
	ReasonData     DataKind = "reason"     // what people wrote: reasons, and how they checked
	AnswerData     DataKind = "answer"     // what a server answered, and what was understood of it
	OperatorData   DataKind = "operator"   // who it was: name, login, numeric user IDs, key
	PlaceData      DataKind = "place"      // on which machine: host, terminal, address, process, files
)

// LeftOut stands for an identifier that was removed from the history, or that a proof does
// not show.
const LeftOut = "(left out)"

var dataKinds = []DataKind{IdentifierData, CallData, ReasonData, AnswerData, OperatorData, PlaceData}

// AllData returns the kinds in the order in which a person reads them. Nobody may change it.
func AllData() []DataKind { return dataKinds }

// DataKinds is a set of kinds of personal data.
type DataKinds uint8

// DataSet is the set of some kinds.
func DataSet(kinds ...DataKind) (set DataKinds) {
	for _, kind := range kinds {
		set.Add(kind)
	}
	return set
}

// Add adds a kind. One that is not known adds nothing.
func (s *DataKinds) Add(kind DataKind) { *s |= kind.bit() }

// Has reports whether a kind is in it.
func (s DataKinds) Has(kind DataKind) bool { return s&kind.bit() != 0 }

// List returns the kinds in it.
func (s DataKinds) List() (kinds []DataKind) {
	for _, kind := range dataKinds {
		if s.Has(kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// String lists the kinds; it is empty for none.
func (s DataKinds) String() string {
	var names []string
	for _, kind := range s.List() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

func (k DataKind) bit() DataKinds {
	for i, known := range dataKinds {
		if known == k {
			return 1 << i
		}
	}
	return 0
}
