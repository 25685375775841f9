package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/history/proof"
	"deletecall/history/store"
)

// restoredMeanwhile is a history that is replaced when its newest checkpoint is read.
type restoredMeanwhile struct {
	store.History
	restore func()
}

// NewestCheckpoint restores a backup in the place of the history before it reads.
func (r restoredMeanwhile) NewestCheckpoint(ctx context.Context) (proof.Checkpoint, bool, error) {
	r.restore()
	return r.History.NewestCheckpoint(ctx)
}

func TestDoctorFindsNothingWrongWithAHistoryThatWasRestoredMeanwhile(t *testing.T) {
	home := t.TempDir()
	p := Program{Environ: []string{"HOME=" + home}, Now: time.Now}
	session, err := p.load(at(&settings{}, filepath.Join(home, "history.db")))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := session.OpenHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	backup := filepath.Join(home, "backup.db")
	if err := os.WriteFile(backup, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	quietly := func(int64, int64) {}
	if _, err := opened.Copier().Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	restore := func() {
		copied, err := session.OpenCopy(t.Context(), backup)
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		restored, err := copied.Restore(t.Context(), true, quietly)
		if err != nil {
			t.Fatal(err)
		}
		restored.End()
	}
	var out strings.Builder
	report := &doctorReport{out: &out}
	p.examineTree(t.Context(), session, restoredMeanwhile{opened, restore}, report)
	if report.problems != 1 || report.evidence || strings.Contains(out.String(), "changed") || !strings.Contains(out.String(), "replaced by a restored copy") {
		t.Errorf("%d problems, about the evidence: %v; it says\n%s", report.problems, report.evidence, out.String())
	}
}
