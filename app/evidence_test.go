package app

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"deletecall/config"
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
	history, err := session.OpenHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer history.Close()
	if err := session.CheckTree(t.Context(), history, false); err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	err = session.CheckTree(ctx, history, false)
	var distrust *DistrustError
	if errors.As(err, &distrust) || !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
}
