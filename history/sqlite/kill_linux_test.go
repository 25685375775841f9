//go:build amd64 || arm64

package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/testkit"
)

// runChild is a process that records deletions and says what it "sent". It reports
// each step before it takes the next one, as the real sender does on the wire.
func runChild(role, path string) (status int) {
	ctx := context.Background()
	fail := func(err error) int { fmt.Println("failed", err); return 1 }
	n := 0
	if _, err := fmt.Sscanf(role, "dies at %d", &n); err == nil {
		arm(rule{kind: kill, n: n})
	}
	store, err := Open(ctx, path, patient)
	if err != nil {
		return fail(err)
	}
	if _, err := store.Ready(ctx); err != nil {
		_ = store.Close()
		return fail(err)
	}
	fmt.Println("ready")
	if strings.HasPrefix(role, "sends ") {
		_, err := store.RecordIntent(ctx, numbered(strings.TrimPrefix(role, "sends ")), deletion.Guards{})
		fmt.Println("recorded", err == nil, err)
		_, _ = fmt.Scanln() // until the parent has seen enough
		_ = store.Close()
		return 0
	}
	for i := range 3 {
		intent, err := store.RecordIntent(ctx, numbered(fmt.Sprint(os.Getpid(), "-", i)), deletion.Guards{})
		if err != nil {
			return fail(err)
		}
		fmt.Println("sent", intent.ID)
		fmt.Println("answered", intent.ID)
		if err := store.RecordOutcome(ctx, intent, accepted()); err != nil {
			return fail(err)
		}
		fmt.Println("kept", intent.ID)
	}
	if err := store.Close(); err != nil {
		return fail(err)
	}
	return 0
}

// child is this test binary in another role.
func child(role, path string) *exec.Cmd {
	command := exec.Command(os.Args[0], path)
	command.Env = append(os.Environ(), childVariable+"="+role, quickExit)
	return command
}

// leastDeaths are tried however busy the machine is: fewer would prove little.
const leastDeaths = 5

func TestKillingTheProcessAtAnyFileOperationLosesNothingThatWasSent(t *testing.T) {
	testkit.Alone(t)
	length := max(soak(t), 2*time.Second)
	operations := countOperations(t)
	deaths := 0
	random := rand.New(rand.NewPCG(3, 4))
	for begun := time.Now(); deaths < leastDeaths || time.Since(begun) < length; deaths++ {
		n := deaths + 1
		if soak(t) == 0 || n > operations {
			n = 1 + random.IntN(operations)
		}
		killAt(t, filepath.Join(t.TempDir(), "data", "history.db"), n)
	}
	t.Logf("killed %d times at one of %d operations", deaths, operations)
}

// countOperations finds out at how many operations a child can be killed.
func countOperations(t *testing.T) int {
	t.Helper()
	root := t.TempDir()
	s := &supervisor{root: root}
	output, err := watch(child("dies at 1000000", filepath.Join(root, "data", "history.db")), s)
	if skipUnsupported(t, err); err != nil || s.count < 50 {
		t.Fatalf("%d operations, %v\n%s", s.count, err, output)
	}
	return s.count
}

// killAt kills a child at its n-th operation, and another one that starts from
// what that left, and compares the history with what they said.
func killAt(t *testing.T, path string, n int) {
	t.Helper()
	said := ""
	for _, n := range []int{n, n/2 + 1} {
		output, _ := watch(child(fmt.Sprint("dies at ", n), path), &supervisor{root: filepath.Dir(filepath.Dir(path))})
		said += output
	}
	if strings.Contains(said, "failed") {
		t.Fatalf("killed at %d: a child could not work:\n%s", n, said)
	}
	store := openStore(t, path)
	defer store.Close()
	page, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]deletion.OutcomeKind{}
	for _, record := range page.Records {
		outcomes[record.Intent.ID] = record.Outcome.Kind
		answered := strings.Contains(said, "answered "+record.Intent.ID+"\n")
		if record.Outcome.Kind == deletion.Pending || record.Outcome.Kind == deletion.Accepted && !answered {
			t.Errorf("killed at %d: %s is %s\n%s", n, record.Intent.ID, record.Outcome.Kind, said)
		}
	}
	for line := range strings.Lines(said) {
		step, id, _ := strings.Cut(strings.TrimSpace(line), " ")
		if step == "sent" && outcomes[id] == "" || step == "kept" && outcomes[id] != deletion.Accepted {
			t.Errorf("killed at %d: %s was %s, and is %q\n%s", n, id, step, outcomes[id], said)
		}
	}
}
