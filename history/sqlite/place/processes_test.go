package place

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAProcessThatDiesDuringAStartKeepsItsLockFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "history.db-instances")
	var instances []*instance
	for range 2 {
		made, err := newInstance(folder)
		if err != nil {
			t.Fatal(err)
		}
		instances = append(instances, made)
	}
	_ = instances[0].file.Close()
	processes := Processes{folder: folder}
	before := processes.Dead()
	_ = instances[1].file.Close() // its intent may have come after a look for open ones
	processes.Sweep(before)
	for i, wanted := range []bool{false, true} {
		if _, err := os.Stat(instances[i].path); (err == nil) != wanted {
			t.Errorf("lock file %d is there: %t, %v", i, err == nil, err)
		}
	}
}
