package proof

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"deletecall/hint"
	"deletecall/safetext"
)

const (
	originPrefix = "deletecall/history/"
	idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
)

// Origin returns the name under which the checkpoints of a history are issued where it was
// given none of its own: the first line of each, and the name of the key that signs them,
// which C2SP tlog-checkpoint wants to be the same. id is a lasting identifier of the
// history: 1 to 64 letters and digits of ASCII, dots, dashes and underscores.
func Origin(id string) (string, error) {
	if id == "" || len(id) > 64 || strings.ContainsFunc(id, func(r rune) bool { return !strings.ContainsRune(idCharacters, r) }) {
		return "", fmt.Errorf("\"%s\" can't name a history; expected 1 to 64 letters, digits, dots, dashes and underscores", safetext.Bounded(id, 80))
	}
	return originPrefix + id, nil
}

// CheckOrigin refuses what can't be the name under which checkpoints are issued: the name of
// a key has no blanks and no plus, and the URL that it looks like has no scheme (C2SP
// signed-note, tlog-checkpoint).
func CheckOrigin(origin string) error {
	const most = 200 // bytes
	printable := func(r rune) bool { return r > ' ' && r < 0x7f && r != '+' }
	if origin == "" || len(origin) > most || strings.Contains(origin, "://") ||
		strings.ContainsFunc(origin, func(r rune) bool { return !printable(r) }) {
		return fmt.Errorf("\"%s\" can't be the origin of checkpoints; expected a name such as deletions.example.com/prod", safetext.Bounded(origin, 80))
	}
	return nil
}

// FileName is a name for files that are kept of a history, from its origin.
func FileName(origin string) string {
	hash := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(hash[:8])
}

// Checkpoint is a signed statement that the first Size events of a history have
// this root hash (C2SP tlog-checkpoint).
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
	// Note is the signed note, to be kept and to be given away.
	Note []byte
}

// Short is the checkpoint as a person compares it with another one: the size
// and the first 48 bits of the root hash.
func (c Checkpoint) Short() string { return fmt.Sprintf("%d:%.8s", c.Size, c.Root.String()) }

func (c Checkpoint) text() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root) }

// CheckpointFault is what is wrong with a checkpoint.
type CheckpointFault string

// The faults.
const (
	NotACheckpoint CheckpointFault = "not a checkpoint" // not in the form of C2SP tlog-checkpoint
	OtherHistory   CheckpointFault = "other history"    // of another origin
	OtherKey       CheckpointFault = "other key"        // signed, but with none of the keys given
	Forged         CheckpointFault = "forged"           // claims one of the keys, and its signature is wrong
)

// CheckpointError says why a checkpoint proves nothing. The history may be as
// good as it was.
type CheckpointError struct {
	Fault  CheckpointFault
	Origin string // that the checkpoint claims, as far as it was read; foreign
	Err    error
}

func (e *CheckpointError) Error() string {
	const getAgain = "get it again from where it was kept"
	switch e.Fault {
	case OtherHistory:
		return hint.Below("the checkpoint belongs to another history, "+safetext.Bounded(e.Origin, 100), "give one of this history")
	case OtherKey:
		return hint.Below("the checkpoint was signed with another key", "give the public key of its signer")
	case Forged:
		return hint.Below("the checkpoint was not signed by the key that it names: it was forged or damaged", getAgain)
	}
	return hint.Below("this is not a checkpoint (C2SP tlog-checkpoint), or it is damaged", getAgain)
}

func (e *CheckpointError) Unwrap() error { return e.Err }

// OpenCheckpoint reads a signed note, and checks that one of the keys signed it
// and that it is of the history that the key belongs to. Signatures of other
// keys are passed over, as C2SP signed-note demands. Its errors are
// *[CheckpointError] and *[KeyError].
func OpenCheckpoint(signed []byte, keys ...string) (Checkpoint, error) {
	known, err := parseKeys(keys)
	if err != nil {
		return Checkpoint{}, err
	}
	return known.open(signed)
}

// knownKeys are the public keys that a checkpoint may be signed with.
type knownKeys struct {
	note.Verifiers
	names map[string]bool
}

func parseKeys(keys []string) (knownKeys, error) {
	known := knownKeys{names: map[string]bool{}}
	var list []note.Verifier
	seen := map[string]bool{}
	for _, key := range keys {
		key = strings.TrimSpace(key)
		if seen[key] {
			continue // the list of note refuses to know a key twice
		}
		seen[key] = true
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return knownKeys{}, &KeyError{Problem: fmt.Sprintf("\"%s\" is not a public key of a history", safetext.Bounded(key, 100)),
				Advice: "copy the whole line of the form name+hash+key", Err: err}
		}
		known.names[verifier.Name()] = true
		list = append(list, verifier)
	}
	known.Verifiers = note.VerifierList(list...)
	return known, nil
}

// CheckKey returns a *[KeyError] for what is no public key of a history.
func CheckKey(key string) error {
	_, err := parseKeys([]string{key})
	return err
}

func (k knownKeys) open(signed []byte) (Checkpoint, error) {
	claimed, err := readCheckpoint(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	if len(k.names) > 0 && !k.names[claimed.Origin] {
		return Checkpoint{}, &CheckpointError{Fault: OtherHistory, Origin: claimed.Origin}
	}
	opened, err := note.Open(signed, k)
	if err != nil {
		return Checkpoint{}, &CheckpointError{Fault: faultOf(err), Origin: claimed.Origin, Err: err}
	}
	ours := false
	for _, signature := range opened.Sigs {
		// Only one spelling of a signature is good, so that no byte of it can
		// change unnoticed.
		if _, err := base64.StdEncoding.Strict().DecodeString(signature.Base64); err != nil {
			return Checkpoint{}, &CheckpointError{Fault: Forged, Origin: claimed.Origin, Err: err}
		}
		ours = ours || signature.Name == claimed.Origin
	}
	if !ours { // the key of one history doesn't vouch for another one
		return Checkpoint{}, &CheckpointError{Fault: OtherKey, Origin: claimed.Origin}
	}
	return claimed, nil
}

// NamesOneOf reports whether a checkpoint has a signature that names one of the keys, without a
// look at whether it is good. Of the keys, those that are none are passed over.
func NamesOneOf(signed []byte, keys ...string) bool {
	claimed, ok := Claimed(signed)
	return ok && slices.ContainsFunc(keys, func(key string) bool {
		known, err := parseKeys([]string{key})
		return err == nil && known.claims(claimed)
	})
}

// claims reports whether a checkpoint has a signature that names one of the keys, and its
// origin. Whether it is good is not looked at.
func (k knownKeys) claims(checkpoint Checkpoint) bool {
	_, signatures, _ := strings.Cut(string(checkpoint.Note), "\n\n")
	if !strings.HasSuffix(signatures, "\n") {
		return false
	}
	for line := range strings.Lines(signatures) {
		name, signature, _ := strings.Cut(strings.TrimPrefix(line, "— "), " ")
		const keyHash = 8 // characters of base64, for 4 bytes and 2 more (C2SP signed-note)
		if len(signature) < keyHash || name != checkpoint.Origin {
			continue
		}
		hash, err := base64.StdEncoding.DecodeString(signature[:keyHash])
		if err != nil {
			continue
		}
		if _, err := k.Verifier(name, binary.BigEndian.Uint32(hash)); err == nil {
			return true
		}
	}
	return false
}

func faultOf(err error) CheckpointFault {
	switch {
	case errors.As(err, new(*note.UnverifiedNoteError)):
		return OtherKey
	case errors.As(err, new(*note.InvalidSignatureError)):
		return Forged
	}
	return NotACheckpoint
}

// maxNote is more than a checkpoint with all its cosignatures has, in bytes.
const maxNote = 1 << 20

// readCheckpoint reads what a signed note claims, without a look at its signatures.
func readCheckpoint(signed []byte) (Checkpoint, error) {
	malformed := &CheckpointError{Fault: NotACheckpoint}
	if len(signed) > maxNote {
		return Checkpoint{}, malformed
	}
	text, _, found := strings.Cut(string(signed), "\n\n")
	lines := strings.Split(text, "\n")
	// The text of a checkpoint has no empty line, so the first one ends it.
	if !found || len(lines) < 3 || lines[0] == "" {
		return Checkpoint{}, malformed
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > MaxEvents || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, malformed
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, malformed
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root, Note: append([]byte(nil), signed...)}, nil
}

// Claimed returns what a signed note claims, without a look at its signatures; ok is false
// when it is no checkpoint.
func Claimed(signed []byte) (claimed Checkpoint, ok bool) {
	claimed, err := readCheckpoint(signed)
	return claimed, err == nil
}

// LongestHead is more than the bytes that [BeginsLikeCheckpoint] needs.
const LongestHead = 256

// BeginsLikeCheckpoint reports whether a text begins as a checkpoint of a history does:
// with its origin, a size and a root hash, a line each. It says nothing of signatures.
func BeginsLikeCheckpoint(text []byte) bool {
	lines := strings.SplitN(string(text[:min(len(text), LongestHead)]), "\n", 4)
	if len(lines) < 4 || CheckOrigin(lines[0]) != nil {
		return false
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, rootErr := base64.StdEncoding.DecodeString(lines[2])
	return err == nil && size >= 0 && rootErr == nil && len(root) == len(Hash{})
}
