package proof_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"deletecall/history/proof"
)

func TestTheKeyIsMadeOnceForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "history.key")
	first, made, err := proof.OpenKey(path, origin(t))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	second, made, err := proof.OpenKey(path, origin(t))
	if err != nil || made || second.Public() != first.Public() || second.Origin() != origin(t) {
		t.Errorf("opened again: %v, %v", made, err)
	}
	for name, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700, filepath.Dir(filepath.Dir(path)): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("beside the key lies %v", left)
	}
	if !strings.HasPrefix(first.Public(), origin(t)+"+") {
		t.Errorf("the public key is %s", first.Public())
	}
}

func TestOfManyProcessesThatStartAtOnceOneMakesTheKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	var (
		wait   sync.WaitGroup
		lock   sync.Mutex
		makers int
		keys   = map[string]bool{}
	)
	for range 20 {
		wait.Go(func() {
			key, made, err := proof.OpenKey(path, origin(t))
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			keys[key.Public()] = true
			if made {
				makers++
			}
		})
	}
	wait.Wait()
	if makers != 1 || len(keys) != 1 {
		t.Errorf("%d made it, and there are %d", makers, len(keys))
	}
}

func TestAKeyThatCantBeTrustedIsRefusedWithAdvice(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(path string) error
		says  string
	}{
		{"read by the group", func(path string) error { return os.Chmod(path, 0o640) }, "\nRun: chmod 600"},
		{"read by others", func(path string) error { return os.Chmod(path, 0o604) }, "\nRun: chmod 600"},
		{"in a folder that others write", func(path string) error { return os.Chmod(filepath.Dir(path), 0o777) }, "\nRun: chmod go-w"},
		{"cut", func(path string) error { return os.Truncate(path, 40) }, "\nRestore a copy"},
		{"empty", func(path string) error { return os.Truncate(path, 0) }, "\nRestore a copy"},
		{"a link", func(path string) error {
			return errors.Join(os.Rename(path, path+"2"), os.Symlink(path+"2", path))
		}, "symbolic link"},
		{"a folder", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, "is not a file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys", "history.key")
			if _, _, err := proof.OpenKey(path, origin(t)); err != nil {
				t.Fatal(err)
			}
			content, _ := os.ReadFile(path)
			if err := test.spoil(path); err != nil {
				t.Fatal(err)
			}
			_, made, err := proof.OpenKey(path, origin(t))
			var problem *proof.KeyError
			if made || !errors.As(err, &problem) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, %v", made, err)
			}
			if secret := string(content[len(content)-20 : len(content)-1]); strings.Contains(fmt.Sprint(err), secret) {
				t.Error("the error holds the key")
			}
		})
	}
}

func TestTheKeyOfAnotherHistoryIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	if _, _, err := proof.OpenKey(path, origin(t)); err != nil {
		t.Fatal(err)
	}
	other, _ := proof.Origin("other")
	var problem *proof.KeyError
	if _, _, err := proof.OpenKey(path, other); !errors.As(err, &problem) || !strings.Contains(err.Error(), "another history") {
		t.Errorf("%v", err)
	}
}

func TestAKeyPrintsNothingOfItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	key, _, err := proof.OpenKey(path, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(path)
	private := strings.SplitN(strings.TrimSpace(string(content)), "+", 5)[4]
	for _, verb := range []string{"%+v", "%#v", "%x"} {
		printed := fmt.Sprintf(verb, key) + fmt.Sprintf(verb, *key) + key.Public()
		if strings.Contains(printed, private) || strings.Contains(printed, fmt.Sprintf("%x", private)) {
			t.Errorf("printed: %s", printed)
		}
	}
}

func TestAKeyThatChangedIsReadAgain(t *testing.T) {
	folder := t.TempDir()
	path, other := filepath.Join(folder, "history.key"), filepath.Join(folder, "other.key")
	first, _, err := proof.OpenKey(path, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := proof.OpenKey(other, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	var keys proof.KeyFinder
	find := func(want *proof.Key) {
		t.Helper()
		for range 2 {
			found, err := keys.Find(path, origin(t))
			if err != nil || found.Public() != want.Public() {
				t.Fatalf("found %v, want %v: %v", found, want.Public(), err)
			}
		}
	}
	find(first)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	find(second)
	if _, err := keys.Find(path, "another.example"); err == nil {
		t.Error("it was taken for the key of another history")
	}
	find(second)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Find(path, origin(t)); err == nil {
		t.Error("it was used although others can read it")
	}
}
