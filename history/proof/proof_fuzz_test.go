package proof_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"deletecall/history/proof"
)

func FuzzCheckProof(f *testing.F) {
	signer, public := fixedKey(f, origin(f), "fuzz")
	a := newArchive(f, 4)
	signed := signText(f, fmt.Sprintf("%s\n%d\n%s\n", origin(f), 8, proof.Hash(naiveRoot(leavesOf(a)))), signer)
	var compact []string
	for _, withAnswers := range []bool{false, true} {
		file := prove(f, a, signed, public, withAnswers)
		f.Add(file)
		compact = append(compact, compacted(file))
	}
	f.Add([]byte(strings.Replace(compact[0], `"index":4`, `"index":9223372036854775807`, 1)))
	f.Fuzz(func(t *testing.T, file []byte) {
		proved, err := proof.CheckProof(file, public)
		if err != nil {
			return
		}
		// What is proved with a part of the events is as true.
		if proved.Record.Intent.Identifier != "8003" || proved.Checkpoint.Size != 8 {
			t.Errorf("another deletion is proved: %+v", proved)
		}
		if len(proved.Seqs) == 2 && !slices.Contains(compact, compacted(file)) && string(proved.Checkpoint.Note) == string(signed) {
			t.Errorf("accepted: %q", file)
		}
	})
}

func compacted(file []byte) string {
	var buffer bytes.Buffer
	if err := json.Compact(&buffer, file); err != nil {
		return err.Error()
	}
	return buffer.String()
}

func BenchmarkCheckProofOfAMillionEvents(b *testing.B) {
	const n = 1_000_000
	many := newManyEvents(b, n)
	signer, public := fixedKey(b, origin(b), "benchmark")
	reader := proof.NewHashReader(func(seq int64) ([]byte, error) { return many.stored(seq), nil })
	root, err := proof.TreeHead(n, reader)
	if err != nil {
		b.Fatal(err)
	}
	signed := signText(b, fmt.Sprintf("%s\n%d\n%s\n", origin(b), n, root), signer)
	s := proof.Subject{Number: 1}
	for event := range many.events(2) {
		event.Data = bytes.Clone(event.Data)
		s.Events = append(s.Events, event)
	}
	for b.Loop() {
		if _, err := proof.Prove(s, signed, reader, public); err != nil { // it checks, too
			b.Fatal(err)
		}
	}
}
