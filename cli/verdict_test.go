package cli

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ctrl+c while the history is opened or counted is no problem of its disk.
func TestAnInterruptionIsNoProblemOfTheHistory(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "history.db")
	run := func(ctx context.Context, args ...string) (code int, said string) {
		var messages bytes.Buffer
		err := Program{Args: args, In: strings.NewReader(""), Out: io.Discard, Err: &messages,
			Environ: []string{"HOME=" + home}, Now: time.Now}.Run(ctx)
		return ExitCode(err), messages.String()
	}
	if code, said := run(t.Context(), "simulate", "--fill", "3", "--history", path); code != 0 {
		t.Fatal(code, said)
	}
	interrupted, interrupt := context.WithCancel(t.Context())
	interrupt()
	for _, args := range [][]string{{"history", "export"}, {"history", "backup", filepath.Join(home, "backup.db")}, {"history", "archive", "--before", "2999-01-01", filepath.Join(home, "archive.db")}} {
		code, said := run(interrupted, append(args, "--history", path)...)
		if code != ExitInterrupted || !strings.Contains(said, "interrupted; n") || strings.Contains(said, "can't be used") {
			t.Errorf("%q ends with %d and says %q", args, code, said)
		}
	}
}
