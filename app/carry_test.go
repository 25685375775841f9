package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"deletecall/config"
)

// The console carries when it starts, before the first outcome was ever signed.
func TestNothingIsCarriedFromAHistoryThatWasNeverSigned(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "config.toml")
	text := "history = \"" + filepath.Join(folder, "history.db") + "\"\n[checkpoints]\ncommand = [\"cat\"]\nfile = \"" + filepath.Join(folder, "checkpoints") + "\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	session := sessionAt(t, folder, config.Flags{Config: file})
	history, err := session.OpenHistory(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = history.Close() })
	if problems := session.Carrier(history).Carry(context.Background(), history); len(problems) > 0 {
		t.Errorf("it says %v", problems)
	}
}
