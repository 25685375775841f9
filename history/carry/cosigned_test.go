package carry

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"deletecall/history/proof"
)

// A restore ended there, was recorded nowhere, and no checkpoint could be kept in its place.
func TestAFolderInThePlaceOfWhatAWitnessCosignedIsPutAside(t *testing.T) {
	carrier := Carrier{State: filepath.Join(t.TempDir(), "x.key")}
	path := cosignedPath(carrier.State + ".witness-1")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	aside, err := carrier.PutCosignedAside(time.Now(), func(proof.Checkpoint) bool { return true })
	if err != nil || len(aside) != 1 || filepath.Dir(aside[0].Path) != filepath.Dir(path) {
		t.Errorf("%v, %v", aside, err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("it is still there")
	}
}
