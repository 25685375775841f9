package history

import (
	"slices"
	"strconv"
	"strings"

	"deletecall/deletion"
)

// fieldCode stands for the name of a private field where it is stored.
type fieldCode byte

const (
	identifierField fieldCode = 1 + iota
	reasonField
	nameField
	loginField
	uidField
	loginUIDField
	sudoUserField
	hostField
	terminalField
	sshClientField
	sshKeyField
	processField
	detailField
	messageField
	answerHashField
	answerField
	noteField
	queryField
	toField
	ownerField
	callIDField
	fromNumberField
	fromNameField
	toNumberField
	toNameField
	callField
	copiesField
	nativeIDField
	platformCallIDField
	meetingIDField
	afterLastField
)

// privateField is a row of the table of private fields. Those of an attempt exist
// once for each attempt; from the second on, their names have its number.
type privateField struct {
	name      string
	kind      deletion.DataKind
	ofAttempt bool
}

var privateFields = [afterLastField]privateField{
	identifierField:     {"identifier", deletion.IdentifierData, false},
	reasonField:         {"reason", deletion.ReasonData, false},
	nameField:           {"operator", deletion.OperatorData, false},
	loginField:          {"login", deletion.OperatorData, false},
	uidField:            {"uid", deletion.OperatorData, false},
	loginUIDField:       {"login_uid", deletion.OperatorData, false},
	sudoUserField:       {"sudo_user", deletion.OperatorData, false},
	hostField:           {"host", deletion.PlaceData, false},
	terminalField:       {"terminal", deletion.PlaceData, false},
	sshClientField:      {"ssh_client", deletion.PlaceData, false},
	sshKeyField:         {"ssh_key", deletion.OperatorData, false},
	processField:        {"process", deletion.PlaceData, false},
	detailField:         {"detail", deletion.AnswerData, false},
	messageField:        {"message", deletion.AnswerData, true},
	answerHashField:     {AnswerHash, deletion.AnswerData, true},
	answerField:         {RawAnswer, deletion.AnswerData, true},
	noteField:           {"note", deletion.ReasonData, false},
	queryField:          {"query", deletion.IdentifierData, false},
	toField:             {"to", deletion.PlaceData, false},
	ownerField:          {"owner", deletion.OperatorData, false}, // of a hold
	callIDField:         {"call_id", deletion.IdentifierData, false},
	fromNumberField:     {"from_number", deletion.CallData, false},
	fromNameField:       {"from_name", deletion.CallData, false},
	toNumberField:       {"to_number", deletion.CallData, false},
	toNameField:         {"to_name", deletion.CallData, false},
	callField:           {"call", deletion.CallData, false},
	copiesField:         {"copies", deletion.IdentifierData, false},
	nativeIDField:       {"native_id", deletion.IdentifierData, false},
	platformCallIDField: {"platform_call_id", deletion.IdentifierData, false},
	meetingIDField:      {"meeting_id", deletion.IdentifierData, false},
}

// RawAnswer is the name of the field that has what a server answered, as bytes.
const RawAnswer = "raw_answer"

// AnswerHash is the name of the field that has the SHA-256 of what a server answered.
const AnswerHash = "answer_sha256"

// PrivateNames are the names of the private fields; "message", "answer_sha256" and
// "raw_answer" have "/2" and so on after them from the second attempt on.
func PrivateNames() (names []string) {
	for _, field := range privateFields[1:] {
		names = append(names, field.name)
	}
	return names
}

// IsOneOf reports whether a field is named, by itself or as one of its kind.
func (d Disclosure) IsOneOf(names []string) bool {
	name, _, _ := strings.Cut(d.Name, "/")
	return slices.Contains(names, name) || slices.Contains(names, string(d.Kind()))
}

func (d *Disclosure) name() error {
	name, attempt, numbered := strings.Cut(d.Name, "/")
	for code, field := range privateFields {
		if code == 0 || field.name != name {
			continue
		}
		if d.code = fieldCode(code); field.ofAttempt {
			d.attempt = 1
		}
		if numbered {
			n, err := strconv.Atoi(attempt)
			if err != nil || !field.ofAttempt || n < 2 || n > maxAttempts || strconv.Itoa(n) != attempt {
				return errPrivate
			}
			d.attempt = n
		}
		return nil
	}
	return ErrNewerEvent
}

// maxAttempts bounds the attempts that are told apart; there are two at the most.
const maxAttempts = 255

// FieldSet is a set of private fields; those of one name count as one.
type FieldSet uint64

// FieldsNamed is the set of the fields with these names; what is no name adds nothing.
func FieldsNamed(names ...string) (set FieldSet) {
	for _, name := range names {
		if d := (Disclosure{Name: name}); d.name() == nil {
			set.Add(d)
		}
	}
	return set
}

// Add adds the field of a disclosure.
func (s *FieldSet) Add(d Disclosure) { *s |= 1 << d.code }

// Names are those in it, in the order of their table.
func (s FieldSet) Names() (names []string) {
	for code := identifierField; code < afterLastField; code++ {
		if s&(1<<code) != 0 {
			names = append(names, privateFields[code].name)
		}
	}
	return names
}

// Kinds are those of its fields.
func (s FieldSet) Kinds() (kinds deletion.DataKinds) {
	for code := identifierField; code < afterLastField; code++ {
		if s&(1<<code) != 0 {
			kinds.Add(privateFields[code].kind)
		}
	}
	return kinds
}
