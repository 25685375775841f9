package proof_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/history/proof"
)

// cosigners are witnesses with these names.
func cosigners(t *testing.T, names ...string) (made []*proof.Cosigner, policy proof.Policy) {
	t.Helper()
	for _, name := range names {
		cosigner, err := proof.OpenCosigner(filepath.Join(t.TempDir(), "keys", "key"), name)
		if err != nil {
			t.Fatal(err)
		}
		witness, err := proof.ParseWitness(cosigner.Public())
		if err != nil {
			t.Fatal(err)
		}
		made, policy.Witnesses = append(made, cosigner), append(policy.Witnesses, witness)
	}
	return made, policy
}

// cosign adds the cosignatures of witnesses to a checkpoint.
func cosign(t *testing.T, checkpoint proof.Checkpoint, policy proof.Policy, by ...*proof.Cosigner) []byte {
	t.Helper()
	note := checkpoint.Note
	for _, cosigner := range by {
		line, err := cosigner.Cosign(checkpoint)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(policy.Witnesses, func(w proof.Witness) bool { return w.Public() == cosigner.Public() })
		if note, err = proof.AddCosignatures(note, line, policy.Witnesses[at]); err != nil {
			t.Fatal(err)
		}
	}
	return note
}

func TestWhoCouldHaveForgedIsSaid(t *testing.T) {
	key, a := newKey(t), newArchive(t, 1)
	two := sign(t, key, a)
	a.addDeletion()
	four := sign(t, key, a)
	a.addDeletion() // six events
	by, policy := cosigners(t, "x", "y", "z")
	local := func(note []byte) proof.NamedCheckpoint {
		return proof.NamedCheckpoint{Name: "here", Note: note, Local: true}
	}
	for name, test := range map[string]struct {
		given   []proof.NamedCheckpoint
		quorum  int
		covered int64
		text    string
		finding string
	}{
		"nothing":                  {nil, 1, 0, "Whoever owns this account could have forged all of this", "It has 0 of the 1 cosignatures"},
		"only what is kept here":   {[]proof.NamedCheckpoint{local(four.Note)}, 1, 0, "could have forged all of this", "It has 0 of"},
		"a checkpoint kept there":  {[]proof.NamedCheckpoint{{Name: "vault", Note: four.Note}}, 1, 4, "could have forged events 5 to 6: nothing from outside covers them. Up to event 4 they could not: the checkpoint from vault", "It has 0 of"},
		"a witness":                {[]proof.NamedCheckpoint{local(cosign(t, four, policy, by[0]))}, 1, 4, "the witness x cosigned 4 events at ", ""},
		"two, and one has seen it": {[]proof.NamedCheckpoint{local(cosign(t, two, policy, by[0], by[1])), local(cosign(t, four, policy, by[1]))}, 1, 4, "witness y cosigned 4", ""},
		"two are needed": {[]proof.NamedCheckpoint{local(cosign(t, two, policy, by[0], by[1])), local(cosign(t, four, policy, by[1]))}, 2, 2,
			"Up to event 2 they could not: the witness y cosigned 4 events at", ""},
		"three are needed, two have seen it": {[]proof.NamedCheckpoint{local(cosign(t, four, policy, by[0], by[1]))}, 3, 0, "could have forged all of this", "It has 2 of the 3"},
		"one that is not known":              {[]proof.NamedCheckpoint{local(cosignedByStranger(t, four))}, 1, 0, "could have forged all of this", "It has 0 of"},
	} {
		input := a.input()
		input.Keys, input.Given = []string{key.Public()}, test.given
		policy := policy
		policy.Quorum, policy.Demanded = test.quorum, true
		outside, err := verify(t, input).Outside(policy)
		if err != nil || outside.Covered != test.covered || !strings.Contains(outside.String(), test.text) ||
			!strings.HasPrefix(outside.Finding, test.finding) || test.finding == "" && outside.Finding != "" {
			t.Errorf("%s: %d, %q, %q, %v", name, outside.Covered, outside, outside.Finding, err)
		}
	}
}

func TestOfAServerItsAdministratorsCouldForge(t *testing.T) {
	for text, outside := range map[string]proof.Outside{
		"Whoever administers the server of this history could have forged all of this":     {Events: 3, OnServer: true},
		"Whoever administers the server of this history could have forged event 3":         {Events: 3, Covered: 2, OnServer: true},
		"Not even an administrator of the server of this history could have changed these": {Events: 3, Covered: 3, OnServer: true},
	} {
		if !strings.HasPrefix(outside.String(), text) {
			t.Errorf("%q", outside)
		}
	}
}

func cosignedByStranger(t *testing.T, checkpoint proof.Checkpoint) []byte {
	t.Helper()
	by, policy := cosigners(t, "stranger")
	return cosign(t, checkpoint, policy, by...)
}

func TestEveryChangedByteOfACosignatureIsNoticed(t *testing.T) {
	key, a := newKey(t), newArchive(t, 1)
	by, policy := cosigners(t, "audit.example.com/w")
	note := cosign(t, sign(t, key, a), policy, by...)
	text := strings.Index(string(note), "\n\n") + 2
	line := text + strings.Index(string(note[text:]), "— audit")
	for i := line; i < len(note)-1; i++ {
		for _, bit := range []byte{1, 2, 4, 8, 16, 32, 64} {
			changed := slices.Clone(note)
			changed[i] ^= bit
			if made, err := proof.Cosignatures(changed, policy.Witnesses); err == nil && len(made) > 0 {
				t.Fatalf("byte %d is changed unnoticed:\n%s", i, changed)
			}
		}
	}
}

func TestWhatIsNoKeyOfAWitnessIsRefused(t *testing.T) {
	by, _ := cosigners(t, "audit.example.com/w")
	good := by[0].Public()
	for _, bad := range []string{"", "nothing", good[:len(good)-4], strings.Replace(good, "audit", "other", 1), newKey(t).Public()} {
		if witness, err := proof.ParseWitness(bad); err == nil {
			t.Errorf("%q is taken for %q", bad, witness.Name())
		}
	}
}
