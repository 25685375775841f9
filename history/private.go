package history

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"iter"
	"strconv"

	"deletecall/deletion"
)

// Private is what an event says of people. It is kept beside the event, which has only a
// salted digest of it. So it can be removed, and what the tree proves stays provable. The
// idea is that of the disclosures of SD-JWT (RFC 9901), the encoding is smaller.
type Private struct {
	// Fields has each field with its salt and its value, or with its digest alone: of
	// one that was removed, and of what a server answered.
	Fields []byte
	// Answers has what a server answered, as it came, with its salts.
	Answers []byte
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

var errPrivate = errors.New("what people or the server said in it can't be read")

// stored yields the fields as they are stored in a part of [Private]; the digests of those
// that are shown are not computed yet.
func stored(part []byte) iter.Seq2[Disclosure, error] {
	return func(yield func(Disclosure, error) bool) {
		part := part // of the caller it would be on the heap
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

// Commitment is what the event has of its private fields:
// SHA-256 over the name, a zero byte and the digest of each of them, in base64.
func Commitment(disclosures []Disclosure) string {
	var all []byte
	for _, d := range disclosures {
		all = append(append(append(all, d.Name...), 0), d.Digest[:]...)
	}
	return encodeCommitment(sha256.Sum256(all))
}

func encodeCommitment(hash [sha256.Size]byte) string { return string(appendCommitment(nil, hash)) }

func appendCommitment(to []byte, hash [sha256.Size]byte) []byte {
	return base64.StdEncoding.AppendEncode(to, hash[:])
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
