package place

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/privatefile"
)

// wantHistoryError wants an error that names a file, has advice and states the
// problem.
func wantHistoryError(t *testing.T, name string, err error, problem string) {
	t.Helper()
	var failure *deletion.HistoryError
	if !errors.As(err, &failure) || failure.Path == "" || failure.Advice == "" || !strings.Contains(failure.Problem, problem) {
		t.Errorf("%s: want %q, got %v", name, problem, err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// opened is the place of a new history, as a store has it that opened one.
func opened(t testing.TB) *Place {
	t.Helper()
	p, err := Prepare(filepath.Join(t.TempDir(), "data", "history.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Remember(p.Path()); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFilesOfAnotherUserAreRefused(t *testing.T) {
	us := os.Geteuid()
	for owner, allowed := range map[int]bool{us: true, 0: true, us + 1: us+1 == 0, 65534: us == 65534} {
		err := new(Place).checkOwner("/history.db", privatefile.Look{Owner: owner})
		if (err == nil) != allowed {
			t.Errorf("we are %d: owner %d: %v", us, owner, err)
		}
		if err != nil {
			wantHistoryError(t, fmt.Sprint(owner), err, fmt.Sprintf("belongs to another user (uid %d)", owner))
		}
	}
}

func TestThroughSudoTheHistoryMayBeThatOfWhoCalledIt(t *testing.T) {
	t.Setenv("SUDO_UID", "65533") // only what the caller says counts
	p := &Place{sudoUID: "65534"}
	err := p.checkOwner("/history.db", privatefile.Look{Owner: 65534})
	if isRoot := os.Geteuid() == 0; (err == nil) != isRoot && os.Geteuid() != 65534 {
		t.Errorf("root: %v; %v", isRoot, err)
	}
	if err := p.checkOwner("/history.db", privatefile.Look{Owner: 65533}); err == nil && os.Geteuid() != 65533 {
		t.Error("a third one's history is taken for that of the user who called sudo")
	}
}
