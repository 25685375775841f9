package proof

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"deletecall/hint"
	"deletecall/safetext"
)

// Key signs the checkpoints of one history. It is Ed25519 (RFC 8032) in the
// encoding of [note]. Nothing of it but the public key can be read.
type Key struct {
	signer note.Signer
	public string
	path   string
	digest [sha256.Size]byte // of the text in the file
	last   *lastSigned
}

// lastSigned is the last checkpoint that was found to be signed with a key: its signature
// need not be checked again.
type lastSigned struct {
	mu         sync.Mutex
	checkpoint Checkpoint
}

// Public returns the verifier key, name+hash+key in one line (C2SP
// signed-note): what others need to check checkpoints and proofs.
func (k *Key) Public() string { return k.public }

// Origin returns the name of the history that the key signs for.
func (k *Key) Origin() string { return k.signer.Name() }

// KeyError says that a key can't be used. Nothing was signed because of it.
type KeyError struct {
	Path    string // of the key's file; empty when it is about a public key
	Problem string // a phrase that goes on after the path, or a whole one without
	Advice  string
	Err     error
}

func (e *KeyError) Error() string {
	if e.Path == "" {
		return hint.Below(e.Problem, e.Advice)
	}
	return hint.Below(fmt.Sprintf("the signing key %s %s; nothing was signed", safetext.Line(e.Path), e.Problem), e.Advice)
}

func (e *KeyError) Unwrap() error { return e.Err }

// OpenKey reads the signing key of the history with this origin (see [Origin])
// from its file, and makes it when there is no such file; made says so. The file
// belongs outside the folder of the history, so that nobody who may change the one can
// simply sign for the other. Its errors are *[KeyError].
func OpenKey(path, origin string) (key *Key, made bool, err error) {
	key, err = FindKey(path, origin)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, false, err
	}
	if err := makeKey(path, origin); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, false, keyProblem(path, err)
	} else {
		made = err == nil // else another process made it at the same moment
	}
	key, err = FindKey(path, origin)
	return key, made, err
}

// FindKey is [OpenKey] for callers that only look: it makes no key. Where there is none,
// its error is one of [fs.ErrNotExist].
func FindKey(path, origin string) (*Key, error) { return new(KeyFinder).Find(path, origin) }

// KeyFinder finds keys as [FindKey] does. It reads and checks the file each time, but
// computes the key only where the file has changed. It may be used by several goroutines.
type KeyFinder struct {
	mu   sync.Mutex
	last *Key
}

// Find is [FindKey].
func (f *KeyFinder) Find(path, origin string) (*Key, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, keyProblem(path, err)
	}
	text, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	digest := sha256.Sum256([]byte(text))
	if f.last == nil || f.last.digest != digest || f.last.path != path || f.last.Origin() != origin {
		key, err := parseKey(path, text, origin)
		if err != nil {
			return nil, err
		}
		key.digest = digest
		f.last = key
	}
	return f.last, nil
}

func parseKey(path, text, origin string) (*Key, error) {
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, damagedKey(path, err)
	}
	if signer.Name() != origin {
		return nil, &KeyError{Path: path, Problem: "belongs to another history, " + safetext.Bounded(signer.Name(), 100),
			Advice: "name another file for the key of " + safetext.Bounded(origin, 100)}
	}
	public, err := publicOf(text)
	if err != nil {
		return nil, keyProblem(path, err)
	}
	return &Key{signer: signer, public: public, path: path, last: new(lastSigned)}, nil
}

// publicOf derives the public key from a private one that [note.NewSigner] took.
func publicOf(private string) (string, error) {
	parts := strings.SplitN(private, "+", 5) // PRIVATE+KEY+name+hash+key
	key, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(parts) != 5 || len(key) != 1+ed25519.SeedSize {
		return "", errors.New("the private key has an unknown form")
	}
	return note.NewEd25519VerifierKey(parts[2], ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey))
}
