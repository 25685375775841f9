package proof_test

import (
	"errors"
	"strings"
	"testing"

	"deletecall/history/proof"
)

const certified = "# Certificate of deletion\nDeleted.\n- Record: 12\n"

func TestASignedCertificateOpensWithItsKeyAndNoOther(t *testing.T) {
	key, other := newKey(t), newKey(t)
	signed, err := key.SignCertificate(certified)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := proof.OpenCertificate(signed, key.Public()); err != nil || text != certified {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := proof.OpenCertificate(signed, other.Public()); faultOf(err) != proof.OtherKey {
		t.Errorf("another key: %v", err)
	}
	for at := range signed {
		changed := []byte(string(signed))
		changed[at] ^= 1
		if _, err := proof.OpenCertificate(changed, key.Public()); err == nil {
			t.Errorf("byte %d is changed: %q", at, changed)
		}
	}
	cosigned := append([]byte(string(signed)), signed[strings.LastIndex(string(signed), "— "):]...)
	for _, more := range []string{string(cosigned), string(signed) + "\n", string(signed) + "— somebody AAAAAAAA\n", "\n" + string(signed)} {
		if _, err := proof.OpenCertificate([]byte(more), key.Public()); err == nil {
			t.Errorf("something was added, and it opens: %q", more)
		}
	}
}

// One key signs both, so neither may ever be read as the other.
func TestACertificateIsNoCheckpointAndACheckpointIsNoCertificate(t *testing.T) {
	a, key := newArchive(t, 2), newKey(t)
	checkpoint, err := key.Sign(a.head)
	if err == nil {
		err = checkpoint.End(true)
	}
	if err != nil {
		t.Fatal(err)
	}
	var wrong *proof.CertificateError
	if _, err := proof.OpenCertificate(checkpoint.Note, key.Public()); !errors.As(err, &wrong) || wrong.Fault != proof.NotACheckpoint {
		t.Errorf("a checkpoint opens as a certificate: %v", err)
	}
	text, _, _ := strings.Cut(string(checkpoint.Note), "\n\n")
	for _, evil := range []string{certified, text + "\n", "12\n" + checkpoint.Root.String() + "\n"} {
		signed, err := key.SignCertificate(evil)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := proof.OpenCheckpoint(signed, key.Public()); err == nil {
			t.Errorf("a certificate opens as the checkpoint %s", opened.Short())
		}
		// Nor what a reader of carried checkpoints makes of it.
		notes, err := proof.ReadNotes(strings.NewReader(string(signed)))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range notes.Notes {
			if opened, err := proof.OpenCheckpoint(found, key.Public()); err == nil {
				t.Errorf("a certificate is read as the checkpoint %s", opened.Short())
			}
		}
	}
}

func faultOf(err error) proof.CheckpointFault {
	var wrong *proof.CertificateError
	if errors.As(err, &wrong) {
		return wrong.Fault
	}
	return ""
}
