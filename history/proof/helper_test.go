package proof_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

var moment = time.Date(2026, 11, 24, 9, 41, 3, 123456000, time.FixedZone("", 3600))

// archive is a history in memory.
type archive struct {
	t      testing.TB
	events []proof.StoredEvent
	kept   [][]byte // checkpoints
	salts  io.Reader
}

func emptyArchive(t testing.TB) *archive {
	return &archive{t: t, salts: rand.NewChaCha8([32]byte{})} // always the same
}

// newArchive has so many deletions, each an intent and an outcome.
func newArchive(t testing.TB, deletions int) *archive {
	t.Helper()
	a := emptyArchive(t)
	for range deletions {
		a.addDeletion()
	}
	return a
}

func (a *archive) addDeletion() {
	number := int64(1)
	for _, event := range a.events {
		number = max(number, event.Number+1)
	}
	id := fmt.Sprintf("01935e5a-7c1e-7000-8000-%012d", number)
	a.add(history.NewIntent(deletion.Intent{
		Number: number, ID: id, IdentifierType: deletion.Extension, Identifier: fmt.Sprint(8000 + number), Status: deletion.Last,
		Server: "production", Endpoint: "https://verba.example.com/verba/api", Method: deletion.POST, ResponseType: deletion.XML,
		Operator: deletion.Operator{Name: "alice", Host: "desk"}, Reason: fmt.Sprintf("GDPR-%d <erasure> & \u2028 \"more\" ✓", number),
		Confirmed: moment, Deadline: moment.Add(2 * time.Minute),
	}, history.Owner{Instance: "i", Machine: "m", PID: 12}))
	code := 0
	a.add(history.NewOutcome(number, id, deletion.Outcome{
		Kind: deletion.Accepted, Cause: deletion.CauseAnswered, Answered: moment.Add(time.Second),
		Attempt: deletion.Attempt{Started: moment, Duration: time.Second, HTTPStatus: 200, Code: &code, Message: "ok",
			Answer: deletion.Answer{ContentType: "text/xml", Body: fmt.Appendf(nil, "<secret-answer n='%d'/>", number), Length: 24}},
	}))
}

func (a *archive) add(event history.Event) {
	a.t.Helper()
	data, private, err := event.EncodeWith(a.salts)
	if err != nil {
		a.t.Fatal(err)
	}
	a.addRaw(event.Number, string(event.Kind), data, private)
}

func (a *archive) addRaw(number int64, kind string, data []byte, private history.Private) {
	a.t.Helper()
	size := int64(len(a.events))
	hashes, err := proof.StoredHashes(size, data, a.hashes())
	if err != nil {
		a.t.Fatal(err)
	}
	a.events = append(a.events, proof.StoredEvent{Seq: size + 1, Number: number, Kind: kind, Data: data, Private: private, Hashes: hashes})
}

func (a *archive) hashes() proof.HashReader {
	return proof.NewHashReader(func(seq int64) ([]byte, error) {
		if seq < 1 || seq > int64(len(a.events)) {
			return nil, errors.New("no such event")
		}
		return a.events[seq-1].Hashes, nil
	})
}

func (a *archive) head() (proof.Head, error) {
	return proof.Head{Size: int64(len(a.events)), Hashes: a.hashes()}, nil
}

func (a *archive) all() iter.Seq2[proof.StoredEvent, error] {
	return func(yield func(proof.StoredEvent, error) bool) {
		for _, event := range a.events {
			if !yield(event, nil) {
				return
			}
		}
	}
}

func (a *archive) allKept() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, signed := range a.kept {
			if !yield(signed, nil) {
				return
			}
		}
	}
}

// copied is an archive that can be changed without the other one.
func (a *archive) copied() *archive {
	other := &archive{t: a.t, salts: a.salts, kept: slices.Clone(a.kept)}
	for _, event := range a.events {
		event.Data, event.Hashes = slices.Clone(event.Data), slices.Clone(event.Hashes)
		event.Fields, event.Answers = slices.Clone(event.Fields), slices.Clone(event.Answers)
		other.events = append(other.events, event)
	}
	return other
}

// hashAnew computes all stored hashes and sequence numbers again, as a thorough
// forger does.
func (a *archive) hashAnew() {
	events := a.events
	a.events = nil
	for _, event := range events {
		a.addRaw(event.Number, event.Kind, event.Data, event.Private)
	}
}

func (a *archive) input() proof.Input {
	return proof.Input{Events: a.all(), HashesFor: int64(len(a.events)), Kept: a.allKept()}
}

const historyID = "0193aaaa"

func origin(t testing.TB) string {
	t.Helper()
	origin, err := proof.Origin(historyID)
	if err != nil {
		t.Fatal(err)
	}
	return origin
}

func newKey(t testing.TB) *proof.Key {
	t.Helper()
	key, made, err := proof.OpenKey(filepath.Join(t.TempDir(), "keys", "history.key"), origin(t))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	return key
}

// kept is what was signed, once the key keeps it.
func kept(signing *proof.Signing, err error) (proof.Checkpoint, error) {
	if err != nil {
		return proof.Checkpoint{}, err
	}
	return signing.Checkpoint, signing.End(true)
}

func sign(t testing.TB, key *proof.Key, a *archive) proof.Checkpoint {
	t.Helper()
	checkpoint, err := kept(key.Sign(a.head))
	if err != nil {
		t.Fatal(err)
	}
	return checkpoint
}

// fixedKey makes the same key every time, which is fit for test vectors only.
func fixedKey(t testing.TB, name, seed string) (signer note.Signer, public string) {
	t.Helper()
	sum := sha256.Sum256([]byte(seed))
	private := ed25519.NewKeyFromSeed(sum[:])
	public, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	id := strings.SplitN(public, "+", 3)[1]
	signer, err = note.NewSigner("PRIVATE+KEY+" + name + "+" + id + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, sum[:]...)))
	if err != nil {
		t.Fatal(err)
	}
	return signer, public
}

func signText(t testing.TB, text string, signers ...note.Signer) []byte {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// naiveRoot is RFC 6962, section 2.1, word for word and without any library.
func naiveRoot(leaves [][]byte) [32]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	}
	k := naiveSplit(len(leaves))
	left, right := naiveRoot(leaves[:k]), naiveRoot(leaves[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

// naivePath is RFC 6962, section 2.1.1.
func naivePath(m int, leaves [][]byte) [][32]byte {
	if len(leaves) == 1 {
		return nil
	}
	k := naiveSplit(len(leaves))
	if m < k {
		return append(naivePath(m, leaves[:k]), naiveRoot(leaves[k:]))
	}
	return append(naivePath(m-k, leaves[k:]), naiveRoot(leaves[:k]))
}

// naiveSplit is the largest power of two below n.
func naiveSplit(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func leavesOf(a *archive) [][]byte {
	var leaves [][]byte
	for _, event := range a.events {
		leaves = append(leaves, event.Data)
	}
	return leaves
}
