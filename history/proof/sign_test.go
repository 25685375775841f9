package proof_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"deletecall/history/proof"
)

func TestACheckpointThatGoesOnFromTheEarlierOnesIsSigned(t *testing.T) {
	key, a := newKey(t), emptyArchive(t)
	var earlier []proof.Checkpoint
	for range 20 {
		checkpoint, err := kept(key.Sign(func() (proof.Head, error) {
			head, err := a.head()
			head.Earlier = earlier
			return head, err
		}))
		if err != nil || checkpoint.Root != naiveRoot(leavesOf(a)) || checkpoint.Size != int64(len(a.events)) {
			t.Fatalf("over %d events: %+v, %v", len(a.events), checkpoint, err)
		}
		if last, found, err := key.LastSigned(); err != nil || !found || !bytes.Equal(last.Note, checkpoint.Note) {
			t.Fatalf("the last signed one is %+v, %v, %v", last, found, err)
		}
		earlier = append(earlier, checkpoint)
		a.addDeletion()
	}
}

func TestNothingIsSignedThatContradictsAnEarlierCheckpoint(t *testing.T) {
	a := newArchive(t, 10)
	for _, test := range []struct {
		name   string
		change func(*archive)
		says   string
	}{
		{"an edited event", func(a *archive) { a.events[3].Data[20] ^= 1; a.hashAnew() }, "were changed since"},
		{"an edited event in a history that went on", func(a *archive) { a.events[3].Data[20] ^= 1; a.hashAnew(); a.addDeletion() }, "were changed since"},
		{"a removed event", func(a *archive) { a.events = append(a.events[:5], a.events[6:]...); a.hashAnew() }, "only 19"},
		{"a cut tail", func(a *archive) { a.events = a.events[:18] }, "only 18"},
		{"a cut tail that others were put after", func(a *archive) {
			a.events = a.events[:18]
			a.addDeletion()
			a.events[18].Data[20] ^= 1
			a.hashAnew()
			a.addDeletion()
		}, "were changed since"},
		{"changed hashes", func(a *archive) { a.events[15].Hashes[32*4] ^= 1 }, "were changed since"},
		{"an empty history", func(a *archive) { a.events = nil }, "only 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			key := newKey(t)
			earlier := sign(t, key, a)
			changed := a.copied()
			test.change(changed)
			refused(t, key, changed, earlier, test.says)

			// The same with a key that has signed nothing here yet, and the history's own word.
			elsewhere := newKey(t)
			_, err := kept(elsewhere.Sign(func() (proof.Head, error) {
				head, err := changed.head()
				head.Earlier = []proof.Checkpoint{earlier}
				return head, err
			}))
			var contradiction *proof.ContradictionError
			if !errors.As(err, &contradiction) {
				t.Errorf("with another key: %v", err)
			}
			if _, found, _ := elsewhere.LastSigned(); found {
				t.Error("something was signed")
			}
		})
	}
}

func refused(t *testing.T, key *proof.Key, a *archive, earlier proof.Checkpoint, says string) {
	t.Helper()
	_, err := kept(key.Sign(a.head))
	var contradiction *proof.ContradictionError
	if !errors.As(err, &contradiction) || contradiction.Earlier.Size != earlier.Size || !strings.Contains(err.Error(), says) {
		t.Errorf("%v", err)
	}
	if last, _, err := key.LastSigned(); err != nil || !bytes.Equal(last.Note, earlier.Note) {
		t.Errorf("the last signed one is %+v, %v", last, err)
	}
}

func TestACheckpointOfAnotherHistoryIsNotComparedButNamed(t *testing.T) {
	key, a := newKey(t), newArchive(t, 1)
	_, err := kept(key.Sign(func() (proof.Head, error) {
		head, err := a.head()
		head.Earlier = []proof.Checkpoint{{Origin: "other", Size: 1}}
		return head, err
	}))
	var fault *proof.CheckpointError
	if !errors.As(err, &fault) || fault.Fault != proof.OtherHistory {
		t.Errorf("%v", err)
	}
}

// Only the key is lost, and not what it signed last: the next key signs what continues that.
func TestANewKeyContinuesWhatALostOneSigned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	lost, _, err := proof.OpenKey(path, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive(t, 3)
	last := sign(t, lost, a)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if beside, found, err := proof.LastBeside(path); err != nil || !found || !bytes.Equal(beside.Note, last.Note) {
		t.Errorf("without a key: %s, %v, %v", beside.Note, found, err)
	}
	key, made, err := proof.OpenKey(path, origin(t))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	var contradiction *proof.ContradictionError
	if _, err := kept(key.Sign(newArchive(t, 2).head)); !errors.As(err, &contradiction) {
		t.Errorf("a history that was cut off: %v", err)
	}
	if _, err := proof.OpenCheckpoint(sign(t, key, a).Note, key.Public()); err != nil {
		t.Errorf("the same events: %v", err)
	}
	if signed, found, err := key.LastSigned(); err != nil || !found || bytes.Equal(signed.Note, last.Note) {
		t.Errorf("the last one is %s, %v, %v", signed.Note, found, err)
	}
}

func TestADamagedLastCheckpointStopsSigning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	key, _, err := proof.OpenKey(path, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive(t, 1)
	sign(t, key, a)
	for what, put := range map[string]func(last string) error{
		"other text": func(last string) error { return os.WriteFile(last, []byte("x"), 0o600) },
		"too much":   func(last string) error { return os.WriteFile(last, make([]byte, 1<<20), 0o600) },
		"a folder":   func(last string) error { return os.Mkdir(last, 0o700) },
		"a pipe":     func(last string) error { return syscall.Mkfifo(last, 0o600) },
		"a device":   func(last string) error { return os.Symlink("/dev/zero", last) },
	} {
		if err := errors.Join(os.Remove(path+".last"), put(path+".last")); err != nil {
			t.Fatal(err)
		}
		var problem *proof.KeyError
		var fault *proof.CheckpointError // a damaged one has it, one that can't be read at the moment has not
		if _, err := kept(key.Sign(a.head)); !errors.As(err, &problem) || !errors.As(err, &fault) || !strings.Contains(err.Error(), "damaged last checkpoint") {
			t.Errorf("%s: %v", what, err)
		}
		if _, _, err := proof.LastBeside(path); !errors.As(err, &problem) || !errors.As(err, &fault) {
			t.Errorf("%s, without the key: %v", what, err)
		}
	}
}

// It said that nothing was signed, with the checkpoint next to it.
func TestACheckpointThatThisMachineCannotRememberIsSigned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	key, _, err := proof.OpenKey(path, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	signing, err := key.Sign(newArchive(t, 1).head)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path+".last", 0o700); err != nil { // nothing can get its name
		t.Fatal(err)
	}
	var forgotten *proof.NotRememberedError
	if err := signing.End(true); !errors.As(err, &forgotten) || !strings.Contains(err.Error(), "the history was signed, but") || !strings.Contains(err.Error(), path+".last") {
		t.Errorf("%v", err)
	}
	if checkpoint, err := proof.OpenCheckpoint(signing.Note, key.Public()); err != nil || checkpoint.Size != signing.Size {
		t.Errorf("it is signed as %v, %v", checkpoint, err)
	}
}

func TestWhatCantBeReadIsNotSigned(t *testing.T) {
	key := newKey(t)
	broken := errors.New("the disk is gone")
	if _, err := kept(key.Sign(func() (proof.Head, error) { return proof.Head{}, broken })); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	a := newArchive(t, 4)
	a.events[3].Hashes = nil
	a.events[7].Hashes = a.events[7].Hashes[:96]
	var missing *proof.MissingHashError
	if _, err := kept(key.Sign(a.head)); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
	if _, found, _ := key.LastSigned(); found {
		t.Error("something was signed")
	}
}

func TestNobodyElseSignsWhileTheHeadIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	key, _, err := proof.OpenKey(path, origin(t))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	try := func() error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
	a := newArchive(t, 1)
	if _, err := kept(key.Sign(func() (proof.Head, error) {
		if err := try(); !errors.Is(err, syscall.EWOULDBLOCK) {
			t.Errorf("the lock is free: %v", err)
		}
		return a.head()
	})); err != nil {
		t.Fatal(err)
	}
	if err := try(); err != nil {
		t.Errorf("the lock is kept: %v", err)
	}
}

func TestSeveralConsolesSignInTurnOverAHistoryThatGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.key")
	a := emptyArchive(t)
	var wait sync.WaitGroup
	var lock sync.Mutex // stands for the database
	for range 8 {
		key, _, err := proof.OpenKey(path, origin(t))
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			for range 5 {
				lock.Lock()
				a.addDeletion()
				lock.Unlock()
				_, err := kept(key.Sign(func() (proof.Head, error) {
					lock.Lock()
					defer lock.Unlock()
					return a.copied().head()
				}))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	key, _, _ := proof.OpenKey(path, origin(t))
	if last, found, err := key.LastSigned(); err != nil || !found || last.Size != int64(len(a.events)) {
		t.Errorf("%+v, %v, %v", last, found, err)
	}
}
