package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"deletecall/config"
	"deletecall/history"
	"deletecall/logfile"
)

// sessionAt is the session of a person with this home.
func sessionAt(t *testing.T, home string, flags config.Flags) *Session {
	t.Helper()
	environment := func(name string) (string, bool) {
		value, ok := map[string]string{"HOME": home}[name]
		return value, ok
	}
	loaded, err := config.Load(config.Sources{Flags: flags, LookupEnv: environment})
	if err != nil {
		t.Fatal(err)
	}
	log, err := logfile.Open(logfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &Session{Config: loaded, Log: log, Environment: Environment{Now: time.Now, LookupEnv: environment}}
}

func TestAnInterruptedCheckFindsNothingWrongWithTheHistory(t *testing.T) {
	folder := t.TempDir()
	session := sessionAt(t, folder, config.Flags{History: filepath.Join(folder, "history.db")})
	opened, err := session.OpenHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if err := session.CheckTree(t.Context(), opened, false); err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	err = session.CheckTree(ctx, opened, false)
	var distrust *DistrustError
	if errors.As(err, &distrust) || !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
}

// Whoever had it open reads a history that is not the one of the place any more, which nobody changed.
func TestARestoreMeanwhileIsNoReasonToDistrustTheHistory(t *testing.T) {
	folder := t.TempDir()
	session := sessionAt(t, folder, config.Flags{History: filepath.Join(folder, "history.db")})
	opened, err := session.OpenHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	backup := filepath.Join(folder, "backup.db")
	if err := os.WriteFile(backup, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	quietly := func(int64, int64) {}
	if _, err := opened.Copier().Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
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
	err = session.CheckTree(t.Context(), opened, false)
	var distrust *DistrustError
	if errors.As(err, &distrust) || !errors.Is(err, history.ErrRestored) {
		t.Errorf("it says %v", err)
	}
}
