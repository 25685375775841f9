package carry

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"deletecall/history/proof"
	"deletecall/history/witness"
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

// It hides as much as a damaged file does, which verify finds.
func TestAFolderInThePlaceOfWhatAWitnessCosignedIsACheckpointThatProvesNothing(t *testing.T) {
	key, err := proof.ParseWitness("audit.example.com/witness+912e354c+BJjwoTQOl/6MazS+gnzELBIIIsroe0dm6dp0C8+dvrJ/")
	if err != nil {
		t.Fatal(err)
	}
	carrier := Carrier{State: filepath.Join(t.TempDir(), "x.key"), Places: Places{Witnesses: []witness.Client{{Key: key}}}}
	if err := os.Mkdir(cosignedPath(carrier.stateOf(carrier.Places.sinks()[0])), 0o700); err != nil {
		t.Fatal(err)
	}
	found, err := carrier.Cosigned()
	if err != nil || len(found) != 1 || len(found[0].Note) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}
