//go:build amd64 || arm64

package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/history/sqlite/place"
)

// sender is another process that sends, or tries to.
type sender struct {
	t       *testing.T
	process *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// startSender starts a process that records an intent for the target and then
// waits, as one that sends does.
func startSender(t *testing.T, path, target string) *sender {
	t.Helper()
	s := &sender{t: t, process: child("sends "+target, path)}
	s.process.Stderr = os.Stderr
	input, err := s.process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.input, s.output = input, bufio.NewReader(output)
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	return s
}

// says returns the next line of the process.
func (s *sender) says() string {
	line, err := s.output.ReadString('\n')
	if err != nil {
		s.t.Errorf("the other process ended early: %v", err)
	}
	return strings.TrimSpace(line)
}

// kill is kill -9.
func (s *sender) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

func count(t *testing.T, store *Store, query string) (number int) {
	t.Helper()
	if err := store.reader.QueryRow(query).Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

const interruptions = `SELECT count(*) FROM event WHERE kind = 'interruption'`

func TestOfTwoProcessesOnOneTargetOneIsRefusedAndToldWhoSends(t *testing.T) {
	path := newPath(t)
	senders := []*sender{startSender(t, path, "8856"), startSender(t, path, "8856")}
	var said []string
	for _, s := range senders {
		if first := s.says(); first != "ready" {
			t.Fatalf("two first starts at once: %s", first)
		}
		said = append(said, s.says())
	}
	all := strings.Join(said, "\n")
	if strings.Count(all, "recorded true") != 1 || !strings.Contains(all, "Alice has been deleting this since") {
		t.Errorf("%s", all)
	}
}

func TestAFirstStartIsNoCopyOnceAnotherOneHasRecorded(t *testing.T) {
	path := newPath(t)
	first := openStore(t, path)
	started := func() *place.Place {
		t.Helper()
		second, err := place.Prepare(path, place.Options{})
		if err != nil || second.IsKnown() || second.IsFresh() {
			t.Fatalf("it is not in the middle of a first start: %v", err)
		}
		return second
	}
	looks, connects := started(), started()
	mustIntent(t, first, "8856")
	if err := (file{place: looks}).checkCopy(context.Background()); err != nil {
		t.Error(err)
	}
	if missing, err := (&writing{file: file{place: connects}, DB: first.writer.DB}).checkRightOne(context.Background()); missing != nil || err != nil {
		t.Errorf("where the other one recorded only after that: %v, %v", missing, err)
	}
}

// A history that has no log is read without making one. The files that another process makes
// meanwhile are its own.
func TestReadingLeavesAloneWhatAnotherProcessOpensMeanwhile(t *testing.T) {
	path := newPath(t)
	begun := openStore(t, path)
	mustIntent(t, begun, "8850")
	if err := begun.Close(); err != nil {
		t.Fatal(err)
	}
	reading, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	sending := openStore(t, path)
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	mustIntent(t, sending, "8856")
}

func TestAStartWhileAnotherProcessSendsLeavesItsDeletionAlone(t *testing.T) {
	path := newPath(t)
	sending := startSender(t, path, "8856")
	if said := sending.says() + sending.says(); !strings.Contains(said, "recorded true") {
		t.Fatal(said)
	}
	store := openStore(t, path)
	if _, err := store.Ready(context.Background()); err != nil {
		t.Fatal(err)
	}
	if record := mustRecord(t, store, 1); record.Outcome.Kind != deletion.Pending {
		t.Errorf("another start made of it %s", record.Outcome.Kind)
	}
	sending.kill()
	if _, err := store.Ready(context.Background()); err != nil {
		t.Fatal(err)
	}
	if record := mustRecord(t, store, 1); record.Outcome.Cause != deletion.CauseInterrupted {
		t.Errorf("after kill -9 it is %+v", record.Outcome)
	}
}

func TestStartsAfterACrashMakeOneInterruption(t *testing.T) {
	path := newPath(t)
	crashed := startSender(t, path, "8856")
	if said := crashed.says() + crashed.says(); !strings.Contains(said, "recorded true") {
		t.Fatal(said)
	}
	crashed.kill()
	starts := []*sender{startSender(t, path, "1"), startSender(t, path, "2"), startSender(t, path, "3")}
	for _, s := range starts {
		if said := s.says(); said != "ready" {
			t.Errorf("a start says %q", said)
		}
	}
	if n := count(t, openStore(t, path), interruptions); n != 1 {
		t.Errorf("%d interruptions", n)
	}
}

func TestManyFirstStartsAtOnceAllSucceed(t *testing.T) {
	for range 60 {
		path := newPath(t)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				store, err := Open(context.Background(), path, patient)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := store.Ready(context.Background()); err != nil {
					t.Error(err)
				}
				_ = store.Close()
			})
		}
		all.Wait()
	}
}

// An intent may claim any deadline: the lock alone shows whether its process lives.
func TestAnIntentWhoseLockFileIsGoneIsInterruptedAtTheNextStart(t *testing.T) {
	path := newPath(t)
	sending := openStore(t, path)
	intent := intentFor("8856")
	intent.Deadline = begin.AddDate(1, 0, 0)
	recorded, err := sending.RecordIntent(context.Background(), intent, deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(path + "-instances"); err != nil {
		t.Fatal(err)
	}
	later := openStore(t, path)
	if record := mustRecord(t, later, 1); record.Outcome.Cause != deletion.CauseInterrupted {
		t.Fatalf("it is %+v", record.Outcome)
	}
	// The process may live all the same, so that its target is in doubt …
	again := intentFor("8856")
	again.ID = "another"
	var unsettled *deletion.UnsettledTargetError
	if _, err := later.RecordIntent(context.Background(), again, deletion.Guards{}); !errors.As(err, &unsettled) || unsettled.Records[0].Number != 1 {
		t.Errorf("the target is free: %v", err)
	}
	// … and an outcome that still arrives wins.
	if err := sending.RecordOutcome(context.Background(), recorded, accepted()); err != nil {
		t.Fatal(err)
	}
	if record := mustRecord(t, later, 1); record.Outcome.Kind != deletion.Accepted {
		t.Errorf("an outcome that arrived after all is %s", record.Outcome.Kind)
	}
	if _, err := later.RecordIntent(context.Background(), again, deletion.Guards{}); err != nil {
		t.Errorf("after the outcome: %v", err)
	}
}

func TestAnInterruptionWithoutALockFileCanBeSettled(t *testing.T) {
	path := newPath(t)
	sending := openStore(t, path)
	mustIntent(t, sending, "8856")
	die(sending)
	if err := os.RemoveAll(path + "-instances"); err != nil {
		t.Fatal(err)
	}
	later := openStore(t, path)
	settlement := deletion.Settlement{Finding: deletion.FoundNotDeleted, Note: "looked", Operator: deletion.Operator{Name: "bob"}, Settled: begin}
	if err := later.RecordSettlement(context.Background(), 1, settlement); err != nil {
		t.Fatal(err)
	}
	again := intentFor("8856")
	again.ID = "another"
	if _, err := later.RecordIntent(context.Background(), again, deletion.Guards{}); err != nil {
		t.Errorf("after it was settled: %v", err)
	}
}

func TestAProcessWhoseLockFileWasRemovedMakesAnother(t *testing.T) {
	path := newPath(t)
	sending := openStore(t, path)
	mustIntent(t, sending, "8856")
	if err := os.RemoveAll(path + "-instances"); err != nil {
		t.Fatal(err)
	}
	mustIntent(t, sending, "8857")
	if record := mustRecord(t, openStore(t, path), 2); record.Outcome.Kind != deletion.Pending {
		t.Errorf("another start takes the living process for dead: %s", record.Outcome.Kind)
	}
}

func TestLockFilesOfDeadProcessesAreSweptUp(t *testing.T) {
	path := newPath(t)
	dead := openStore(t, path)
	mustIntent(t, dead, "8856")
	die(dead)
	sending := openStore(t, path)
	mustIntent(t, sending, "8857")
	openStore(t, path)
	entries, err := os.ReadDir(path + "-instances")
	if err != nil || len(entries) != 1 || sending.place.Processes.Living() != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

// TestAnotherOpeningTakesNoLocksAway holds the reason why the database file is
// opened by SQLite only: closing any other descriptor of it would end SQLite's
// locks in the whole process.
func TestAnotherOpeningTakesNoLocksAway(t *testing.T) {
	path := newPath(t)
	mustIntent(t, openStore(t, path), "8856")
	if !isLocked(t, path) {
		t.Skip("the system's table of locks can't be read")
	}
	openStore(t, path)
	if !isLocked(t, path) {
		t.Error("another opening took the lock away")
	}
}

// isLocked reports whether this process holds a lock on a file (proc_locks(5)).
func isLocked(t *testing.T, path string) bool {
	t.Helper()
	table, _ := os.ReadFile("/proc/locks")
	for line := range strings.Lines(string(table)) {
		if fields := strings.Fields(line); len(fields) > 5 && fields[4] == strconv.Itoa(os.Getpid()) &&
			strings.HasSuffix(fields[5], fmt.Sprintf(":%d", inodeOf(path))) {
			return true
		}
	}
	return false
}

// inodeOf is the inode of what has a name; 0 where nothing has.
func inodeOf(path string) uint64 {
	var stat unix.Stat_t
	_ = unix.Lstat(path, &stat)
	return stat.Ino
}
