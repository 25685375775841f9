package proof_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"deletecall/history/proof"
)

func TestACheckpointIsASignedNoteOfOriginSizeAndRoot(t *testing.T) {
	key, a := newKey(t), newArchive(t, 3)
	checkpoint := sign(t, key, a)
	root := naiveRoot(leavesOf(a))
	want := fmt.Sprintf("deletecall/history/0193aaaa\n6\n%s\n\n— deletecall/history/0193aaaa ", proof.Hash(root))
	if !strings.HasPrefix(string(checkpoint.Note), want) {
		t.Errorf("the note is\n%s", checkpoint.Note)
	}
	opened, err := proof.OpenCheckpoint(checkpoint.Note, " "+key.Public()+" \n")
	if err != nil || opened.Origin != origin(t) || opened.Size != 6 || opened.Root != root || !bytes.Equal(opened.Note, checkpoint.Note) {
		t.Errorf("opened: %+v, %v", opened, err)
	}
	if short := opened.Short(); short != "6:"+proof.Hash(root).String()[:8] {
		t.Errorf("in short: %s", short)
	}
}

func TestAHistoryIsNamedWithPlainCharactersOnly(t *testing.T) {
	for _, id := range []string{"", "a b", "a+b", "a\nb", "ä", strings.Repeat("a", 65), "a/b"} {
		if origin, err := proof.Origin(id); err == nil {
			t.Errorf("%q gives %q", id, origin)
		}
	}
}

func TestWhatIsNoGenuineCheckpointIsNamed(t *testing.T) {
	signer, public := fixedKey(t, "deletecall/history/a", "a")
	other, otherPublic := fixedKey(t, "deletecall/history/b", "b")
	sameName, _ := fixedKey(t, "deletecall/history/a", "another")
	root := proof.Hash{1, 2, 3}
	text := fmt.Sprintf("deletecall/history/a\n5\n%s\n", root)
	good := signText(t, text, signer)
	forged := bytes.Replace(good, []byte("\n5\n"), []byte("\n6\n"), 1)
	body := func(text string) []byte { return signText(t, text, signer) }
	for _, test := range []struct {
		name  string
		note  []byte
		fault proof.CheckpointFault
	}{
		{"a changed size", forged, proof.Forged},
		{"another key of the same name", signText(t, text, sameName), proof.OtherKey},
		{"another history", signText(t, strings.Replace(text, "/a\n", "/c\n", 1), other), proof.OtherHistory},
		{"another history, signed with our key", body(strings.Replace(text, "/a\n", "/c\n", 1)), proof.OtherHistory},
		{"our history, signed with the key of another known one", signText(t, text, other), proof.OtherKey},
		{"no signature", []byte(text), proof.NotACheckpoint},
		{"nothing", nil, proof.NotACheckpoint},
		{"a size with a leading zero", body(strings.Replace(text, "\n5\n", "\n05\n", 1)), proof.NotACheckpoint},
		{"a size with a sign", body(strings.Replace(text, "\n5\n", "\n+5\n", 1)), proof.NotACheckpoint},
		{"a negative size", body(strings.Replace(text, "\n5\n", "\n-5\n", 1)), proof.NotACheckpoint},
		{"a size that no tree has", body(strings.Replace(text, "\n5\n", "\n9223372036854775807\n", 1)), proof.NotACheckpoint},
		{"a short root", body("deletecall/history/a\n5\nAAAA\n"), proof.NotACheckpoint},
		{"another spelling of the root", body("deletecall/history/a\n5\n" + strings.Repeat("A", 42) + "B=\n"), proof.NotACheckpoint},
		{"two lines", body("deletecall/history/a\n5\n"), proof.NotACheckpoint},
		{"no origin", body("\n5\n" + root.String() + "\n"), proof.NotACheckpoint},
	} {
		_, err := proof.OpenCheckpoint(test.note, public, otherPublic)
		var fault *proof.CheckpointError
		if !errors.As(err, &fault) || fault.Fault != test.fault || len(err.Error()) < 40 {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := proof.OpenCheckpoint(good, "no key\x1b[2J"); err == nil || !strings.Contains(err.Error(), `"no key\x1b[2J" is not a public key`) {
		t.Errorf("a text that is no key: %q", err)
	}
}

func TestSignaturesOfOthersAndExtensionLinesArePassedOver(t *testing.T) {
	signer, public := fixedKey(t, "deletecall/history/a", "a")
	witness, _ := fixedKey(t, "witness.example", "w")
	text := fmt.Sprintf("deletecall/history/a\n5\n%s\nan extension\n", proof.Hash{1})
	checkpoint, err := proof.OpenCheckpoint(signText(t, text, signer, witness), public)
	if err != nil || checkpoint.Size != 5 {
		t.Errorf("%+v, %v", checkpoint, err)
	}
}

func TestEveryChangedByteOfACheckpointIsNoticed(t *testing.T) {
	key := newKey(t)
	signed := sign(t, key, newArchive(t, 1)).Note
	for i := range signed {
		for _, bit := range []byte{1, 2, 4, 8, 16, 32, 64, 128} {
			changed := bytes.Clone(signed)
			changed[i] ^= bit
			if _, err := proof.OpenCheckpoint(changed, key.Public()); err == nil {
				t.Fatalf("byte %d is changed unnoticed:\n%s", i, changed)
			}
		}
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	signer, public := fixedKey(f, "deletecall/history/a", "a")
	text := fmt.Sprintf("deletecall/history/a\n5\n%s\n", proof.Hash{1, 2, 3})
	signed := signText(f, text, signer)
	f.Add(signed)
	f.Add(bytes.Replace(signed, []byte("\n5\n"), []byte("\n9223372036854775807\n"), 1))
	f.Add(append(bytes.Clone(signed), "— x AAAAAAAA\n"...))
	f.Fuzz(func(t *testing.T, note []byte) {
		checkpoint, err := proof.OpenCheckpoint(note, public)
		if err == nil && (checkpoint.Size != 5 || checkpoint.Root != proof.Hash{1, 2, 3} || !bytes.HasPrefix(note, []byte(text+"\n"))) {
			t.Errorf("accepted: %q", note)
		}
	})
}
