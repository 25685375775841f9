package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/history/proof"
)

var update = flag.Bool("update", false, "write the test vectors again")

// treeVector is testdata/tree.json.
type treeVector struct {
	Events   []string   `json:"events"`
	Leaves   []string   `json:"leaf_hashes"`
	Roots    []string   `json:"roots"`         // over the first 0, 1, 2, ... events
	Stored   [][]string `json:"stored_hashes"` // with each event
	Paths    [][]string `json:"paths"`         // of each event in the whole tree
	KeySeed  string     `json:"key_seed_hex"`
	KeyID    string     `json:"key_id_hex"`
	Verifier string     `json:"verifier_key"`
}

// vectors are made of what RFC 6962 and C2SP say, with SHA-256, Ed25519 and
// base64 of the standard library, and with nothing of the package.
func vectors(a *archive) map[string][]byte {
	const name = "deletecall/history/0193aaaa"
	leaves := leavesOf(a)
	text := func(hash [32]byte) string { return base64.StdEncoding.EncodeToString(hash[:]) }
	var tree treeVector
	for i, leaf := range leaves {
		tree.Events = append(tree.Events, string(leaf))
		tree.Leaves = append(tree.Leaves, text(naiveRoot(leaves[i:i+1])))
		tree.Roots = append(tree.Roots, text(naiveRoot(leaves[:i])))
		var stored, path []string
		for size := 1; (i+1)%size == 0; size *= 2 {
			stored = append(stored, text(naiveRoot(leaves[i+1-size:i+1])))
		}
		for _, hash := range naivePath(i, leaves) {
			path = append(path, text(hash))
		}
		tree.Stored, tree.Paths = append(tree.Stored, stored), append(tree.Paths, path)
	}
	root := text(naiveRoot(leaves))
	tree.Roots = append(tree.Roots, root)

	seed := sha256.Sum256([]byte("deletecall test vector"))
	private := ed25519.NewKeyFromSeed(seed[:])
	public := append([]byte{1}, private.Public().(ed25519.PublicKey)...)
	id := sha256.Sum256(append([]byte(name+"\n"), public...))
	tree.KeySeed, tree.KeyID = hex.EncodeToString(seed[:]), hex.EncodeToString(id[:4])
	tree.Verifier = name + "+" + tree.KeyID + "+" + base64.StdEncoding.EncodeToString(public)

	body := fmt.Sprintf("%s\n%d\n%s\n", name, len(leaves), root)
	signature := append(id[:4:4], ed25519.Sign(private, []byte(body))...)
	checkpoint := body + "\n— " + name + " " + base64.StdEncoding.EncodeToString(signature) + "\n"
	return map[string][]byte{
		"tree.json":               encoded(tree),
		"checkpoint.txt":          []byte(checkpoint),
		"proof.json":              encoded(proofVector(a, tree, checkpoint, false)),
		"proof-with-answers.json": encoded(proofVector(a, tree, checkpoint, true)),
	}
}

type proofForm struct {
	Format     string       `json:"format"`
	Number     int          `json:"number"`
	Events     []proofEntry `json:"events"`
	Checkpoint string       `json:"checkpoint"`
}

type proofEntry struct {
	Index  int          `json:"index"`
	Event  string       `json:"event"`
	Fields []proofField `json:"fields"`
	Path   []string     `json:"path"`
}

type proofField struct {
	Name   string `json:"name"`
	Salt   string `json:"salt,omitempty"`
	Value  string `json:"value,omitempty"`
	Bytes  string `json:"bytes,omitempty"`
	Digest string `json:"digest,omitempty"`
}

// proofFields are those of an event, and what they commit to.
func proofFields(event proof.StoredEvent, withAnswers bool) (fields []proofField, commitment string) {
	disclosed, err := event.Disclosures()
	if err != nil {
		panic(err)
	}
	text := base64.StdEncoding.EncodeToString
	var joined []byte
	for _, d := range disclosed {
		digest := sha256.Sum256(append(bytes.Clone(d.Salt), d.Value...))
		joined = append(append(append(joined, d.Name...), 0), digest[:]...)
		field := proofField{Name: d.Name, Salt: text(d.Salt), Value: string(d.Value)}
		if d.Name == "raw_answer" {
			field.Value, field.Bytes = "", text(d.Value)
			if !withAnswers {
				field = proofField{Name: d.Name, Digest: text(digest[:])}
			}
		}
		fields = append(fields, field)
	}
	hash := sha256.Sum256(joined)
	return fields, text(hash[:])
}

// proofVector proves record 3, whose events are the fifth and the sixth.
func proofVector(a *archive, tree treeVector, checkpoint string, withAnswers bool) proofForm {
	form := proofForm{Format: "deletecall-proof/2", Number: 3, Checkpoint: checkpoint}
	for index := 4; index <= 5; index++ {
		fields, commitment := proofFields(a.events[index], withAnswers)
		if !strings.Contains(tree.Events[index], `"private":"`+commitment+`"`) {
			panic("the event does not commit to its fields")
		}
		form.Events = append(form.Events, proofEntry{Index: index, Event: tree.Events[index], Fields: fields, Path: tree.Paths[index]})
	}
	return form
}

func encoded(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return buffer.Bytes()
}

func TestTheTestVectorsAreWhatTheFormatsSay(t *testing.T) {
	for name, want := range vectors(newArchive(t, 4)) {
		path := filepath.Join("testdata", name)
		if *update {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, want, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s (%v) is\n%s\nwant\n%s", name, err, got, want)
		}
	}
}

// testVector reads a vector as another program would.
func testVector(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestThePackageMakesTheTestVectors(t *testing.T) {
	var tree treeVector
	if err := json.Unmarshal(testVector(t, "tree.json"), &tree); err != nil {
		t.Fatal(err)
	}
	a := newArchive(t, 4)
	for i, event := range a.events {
		if got := proof.LeafHash(event.Data).String(); got != tree.Leaves[i] || string(event.Data) != tree.Events[i] {
			t.Errorf("event %d: leaf hash %s of %s", i, got, event.Data)
		}
		var stored []byte
		for _, hash := range tree.Stored[i] {
			raw, _ := base64.StdEncoding.DecodeString(hash)
			stored = append(stored, raw...)
		}
		if !bytes.Equal(event.Hashes, stored) {
			t.Errorf("event %d: stored hashes %x", i, event.Hashes)
		}
		if root, err := proof.TreeHead(int64(i), a.hashes()); err != nil || root.String() != tree.Roots[i] {
			t.Errorf("root over %d events: %s, %v", i, root, err)
		}
	}
	path := filepath.Join(t.TempDir(), "history.key")
	seed, _ := hex.DecodeString(tree.KeySeed)
	private := "PRIVATE+KEY+" + origin(t) + "+" + tree.KeyID + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))
	if err := os.WriteFile(path, []byte(private+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key, made, err := proof.OpenKey(path, origin(t))
	if err != nil || made || key.Public() != tree.Verifier {
		t.Fatalf("%v, %v", made, err)
	}
	checkpoint := sign(t, key, a)
	if !bytes.Equal(checkpoint.Note, testVector(t, "checkpoint.txt")) {
		t.Errorf("the checkpoint is\n%s", checkpoint.Note)
	}
	for name, withAnswers := range map[string]bool{"proof.json": false, "proof-with-answers.json": true} {
		if file := prove(t, a, checkpoint.Note, key.Public(), withAnswers); !bytes.Equal(file, testVector(t, name)) {
			t.Errorf("%s is\n%s", name, file)
		}
		if proved, err := proof.CheckProof(testVector(t, name), tree.Verifier); err != nil || proved.Record.Intent.Number != 3 || (len(proved.Withheld) == 0) != withAnswers {
			t.Errorf("%s: %+v, %v", name, proved, err)
		}
	}
}
