package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"deletecall/deletion"
)

// Private is what an event says of people. It stands beside the event, which has only a
// salted digest of it: so it can be removed, and what the tree proves stays provable. The
// idea is that of the disclosures of SD-JWT (RFC 9901), the encoding is smaller.
type Private struct {
	// Fields has each field with its salt and its value, or with its digest alone: of
	// one that was removed, and of what a server answered.
	Fields []byte
	// Answers has what a server answered, as it came, with its salts.
	Answers []byte
}

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
	afterLastField
)

// privateField is a row of the table of private fields. Of those of an attempt there is
// one for each attempt; in the name of those after the first stands which one it is.
type privateField struct {
	name      string
	kind      deletion.DataKind
	ofAttempt bool
}

var privateFields = [afterLastField]privateField{
	identifierField: {"identifier", deletion.IdentifierData, false},
	reasonField:     {"reason", deletion.ReasonData, false},
	nameField:       {"operator", deletion.OperatorData, false},
	loginField:      {"login", deletion.OperatorData, false},
	uidField:        {"uid", deletion.OperatorData, false},
	loginUIDField:   {"login_uid", deletion.OperatorData, false},
	sudoUserField:   {"sudo_user", deletion.OperatorData, false},
	hostField:       {"host", deletion.PlaceData, false},
	terminalField:   {"terminal", deletion.PlaceData, false},
	sshClientField:  {"ssh_client", deletion.PlaceData, false},
	sshKeyField:     {"ssh_key", deletion.OperatorData, false},
	processField:    {"process", deletion.PlaceData, false},
	detailField:     {"detail", deletion.AnswerData, false},
	messageField:    {"message", deletion.AnswerData, true},
	answerHashField: {AnswerHash, deletion.AnswerData, true},
	answerField:     {RawAnswer, deletion.AnswerData, true},
	noteField:       {"note", deletion.ReasonData, false},
	queryField:      {"query", deletion.IdentifierData, false},
	toField:         {"to", deletion.PlaceData, false},
}

// RawAnswer is the name of the field that has what a server answered, as bytes.
const RawAnswer = "raw_answer"

// AnswerHash is the name of the field that has the SHA-256 of what a server answered.
const AnswerHash = "answer_sha256"

// PrivateNames are the names of the private fields; "message", "answer_sha256" and
// "raw_answer" have "/2" and so on behind them from the second attempt on.
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

// SaltSize is the size of a salt, in bytes: 128 random bits.
const SaltSize = 16

// Disclosure is a private field of an event. With its salt it shows the value that the
// event was recorded with; without, only that there was one.
type Disclosure struct {
	Name   string
	Salt   []byte // 16 bytes; nil where only the digest is known
	Value  []byte
	Digest [sha256.Size]byte // SHA-256(salt || value)

	code    fieldCode
	attempt int // from 1; 0 for a field that is of no attempt
}

// IsShown reports whether the value is there.
func (d Disclosure) IsShown() bool { return d.Salt != nil }

// Kind is that of the field.
func (d Disclosure) Kind() deletion.DataKind { return privateFields[d.code].kind }

const digestOnly = 0x80 // of the byte of a code: no salt and no value follow, but the digest

var errPrivate = errors.New("what stands beside the event can't be read")

// stored yields the fields as they are stored in a part of [Private]; the digests of those
// that are shown are not computed yet.
func stored(part []byte) iter.Seq2[Disclosure, error] {
	return func(yield func(Disclosure, error) bool) {
		for len(part) > 0 {
			d := Disclosure{code: fieldCode(part[0] &^ digestOnly)}
			alone := part[0]&digestOnly != 0
			if part = part[1:]; d.code == 0 {
				yield(d, errPrivate)
				return
			}
			if d.code >= afterLastField {
				yield(d, ErrNewerEvent)
				return
			}
			if d.Name = privateFields[d.code].name; privateFields[d.code].ofAttempt {
				if len(part) == 0 || part[0] == 0 {
					yield(d, errPrivate)
					return
				}
				if d.attempt, part = int(part[0]), part[1:]; d.attempt > 1 {
					d.Name += "/" + strconv.Itoa(d.attempt)
				}
			}
			if alone {
				if len(part) < sha256.Size {
					yield(d, errPrivate)
					return
				}
				d.Digest, part = [sha256.Size]byte(part), part[sha256.Size:]
			} else {
				length, size := binary.Uvarint(part)
				if size <= 0 || length > uint64(len(part)-size) || len(part)-size-int(length) < SaltSize {
					yield(d, errPrivate)
					return
				}
				part = part[size:]
				d.Salt, part = part[:SaltSize:SaltSize], part[SaltSize:]
				d.Value, part = part[:length:length], part[length:]
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

func (d Disclosure) digest(buffer []byte) ([sha256.Size]byte, []byte) {
	buffer = append(append(buffer[:0], d.Salt...), d.Value...)
	return sha256.Sum256(buffer), buffer
}

// appendTo stores a field.
func (d Disclosure) appendTo(part []byte) []byte {
	code := byte(d.code)
	if !d.IsShown() {
		code |= digestOnly
	}
	if part = append(part, code); d.attempt > 0 {
		part = append(part, byte(d.attempt))
	}
	if !d.IsShown() {
		return append(part, d.Digest[:]...)
	}
	part = binary.AppendUvarint(part, uint64(len(d.Value)))
	return append(append(part, d.Salt...), d.Value...)
}

// Disclosures are the fields in their order, answers included. One whose value is not the
// one of its digest is an error.
func (p Private) Disclosures() (all []Disclosure, err error) {
	var buffer []byte
	for d, err := range stored(p.Fields) {
		if err != nil {
			return nil, err
		}
		if d.IsShown() {
			d.Digest, buffer = d.digest(buffer)
		}
		all = append(all, d)
	}
	for answer, err := range stored(p.Answers) {
		if err != nil {
			return nil, err
		}
		answer.Digest, buffer = answer.digest(buffer)
		found := false
		for i, d := range all {
			if d.code == answer.code && d.attempt == answer.attempt && !d.IsShown() && d.Digest == answer.Digest {
				all[i], found = answer, true
			}
		}
		if !found || answer.code != answerField {
			return nil, errAnswers
		}
	}
	return all, nil
}

// Pack stores fields that were disclosed, as [Private.Disclosures] has them. Fields that it
// does not know are [ErrNewerEvent].
func Pack(disclosures []Disclosure) (p Private, err error) {
	for _, d := range disclosures {
		if err := d.name(); err != nil {
			return Private{}, err
		}
		if d.code == answerField && d.IsShown() {
			p.Answers = d.appendTo(p.Answers)
			d.Digest, _ = d.digest(nil)
			d.Salt = nil
		}
		p.Fields = d.appendTo(p.Fields)
	}
	return p, nil
}

// name finds the code of a field by its name.
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

// Commitment is what the event has of its private fields:
// SHA-256 over the name, a zero byte and the digest of each of them, in base64.
func Commitment(disclosures []Disclosure) string {
	var all []byte
	for _, d := range disclosures {
		all = append(append(append(all, d.Name...), 0), d.Digest[:]...)
	}
	return encodeCommitment(sha256.Sum256(all))
}

func encodeCommitment(hash [sha256.Size]byte) string {
	return base64.StdEncoding.EncodeToString(hash[:])
}

// Without is the same with the fields that remove names given by their digests alone, and
// how many those are.
func (p Private) Without(remove func(Disclosure) bool) (left Private, removed int, err error) {
	disclosures, err := p.Disclosures()
	if err != nil {
		return p, 0, err
	}
	for i := range disclosures {
		if d := &disclosures[i]; d.IsShown() && remove(*d) {
			d.Salt, d.Value = nil, nil
			removed++
		}
	}
	left, err = Pack(disclosures)
	return left, removed, err
}

// PrivateFault is what is wrong with what stands beside an event.
type PrivateFault string

// The faults, as phrases about it.
const (
	PrivateChanged  PrivateFault = "changed"
	PrivateMissing  PrivateFault = "missing"
	PrivateInvented PrivateFault = "invented" // the event says that there was nothing
)

// commitmentMember begins the member of an event that has the commitment. Inside of a
// JSON string its quotes would have a backslash before them, so it can't be anything else.
var commitmentMember = []byte(`"private":"`)

// FieldSet is a set of private fields; those of one name count as one.
type FieldSet uint32

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

// CheckPrivate compares what stands beside an event with what the event says of it, and
// returns the fields that are there as a digest only: they were removed. An
// answer that was not read, because answered is false, counts as there.
func CheckPrivate(data []byte, p Private, answered bool) (fault PrivateFault, removed FieldSet) {
	_, rest, recorded := bytes.Cut(data[:min(len(data), commitmentWithin)], commitmentMember)
	switch {
	case !recorded && len(p.Fields)+len(p.Answers) > 0:
		return PrivateInvented, 0
	case !recorded:
		return "", 0
	case len(p.Fields) == 0:
		return PrivateMissing, 0
	}
	commitment, _, _ := bytes.Cut(rest, []byte{'"'})
	return p.check(string(commitment), answered)
}

// commitmentWithin is where the commitment ends at the latest: the members before it are a
// version, a kind, a number and an ID.
const commitmentWithin = 512

func (p Private) check(commitment string, answered bool) (fault PrivateFault, removed FieldSet) {
	var buffer []byte
	joined := make([]byte, 0, 1024)
	answers := 0
	for d, err := range stored(p.Fields) {
		switch {
		case errors.Is(err, ErrNewerEvent):
			return "", 0 // decoding tells of it
		case err != nil:
			return PrivateChanged, 0
		case d.IsShown():
			d.Digest, buffer = d.digest(buffer)
		case d.code == answerField:
			answers++
			if found, err := p.answer(d); err != nil {
				return PrivateChanged, 0
			} else if !found && answered {
				removed.Add(d)
			}
		default:
			removed.Add(d)
		}
		joined = append(append(append(joined, d.Name...), 0), d.Digest[:]...)
	}
	if encodeCommitment(sha256.Sum256(joined)) != commitment {
		return PrivateChanged, 0
	}
	if answers == 0 && len(p.Answers) > 0 {
		return PrivateInvented, 0
	}
	return "", removed
}

// answer reports whether the value of a digest is among the answers.
func (p Private) answer(d Disclosure) (found bool, err error) {
	for answer, err := range stored(p.Answers) {
		if err != nil {
			return false, err
		}
		if answer.code == d.code && answer.attempt == d.attempt {
			if digest, _ := answer.digest(nil); digest != d.Digest {
				return false, errAnswers
			}
			found = true
		}
	}
	return found, nil
}

// salted collects the private fields of an event that is written.
type salted struct {
	salts   io.Reader
	private Private
	joined  []byte // what the commitment is the hash of
	err     error
}

func (s *salted) add(code fieldCode, attempt int, value []byte) {
	if len(value) == 0 || s.err != nil {
		return
	}
	d := Disclosure{Name: privateFields[code].name, Salt: make([]byte, SaltSize), Value: value, code: code, attempt: attempt}
	if attempt > 1 {
		d.Name += "/" + strconv.Itoa(attempt)
	}
	if _, s.err = io.ReadFull(s.salts, d.Salt); s.err != nil {
		return
	}
	d.Digest, _ = d.digest(nil)
	if code == answerField {
		s.private.Answers = d.appendTo(s.private.Answers)
		d.Salt = nil
	}
	s.private.Fields = d.appendTo(s.private.Fields)
	s.joined = append(append(append(s.joined, d.Name...), 0), d.Digest[:]...)
}

func (s *salted) addText(code fieldCode, attempt int, text string) {
	if !utf8.ValidString(text) {
		text = string([]rune(text)) // as encoding/json does: a proof shows it as a JSON string
	}
	s.add(code, attempt, []byte(text))
}

func (s *salted) commitment() string {
	if len(s.joined) == 0 {
		return ""
	}
	return encodeCommitment(sha256.Sum256(s.joined))
}
