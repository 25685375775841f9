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

func TestAnInterruptedCheckFindsNothingWrongWithTheHistory(t *testing.T) {
	folder := t.TempDir()
	environment := func(name string) (string, bool) {
		value, ok := map[string]string{"HOME": folder}[name]
		return value, ok
	}
	loaded, err := config.Load(config.Sources{Flags: config.Flags{History: filepath.Join(folder, "history.db")}, LookupEnv: environment})
	if err != nil {
		t.Fatal(err)
	}
	log, err := logfile.Open(logfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	session := &Session{Config: loaded, Log: log, Environment: Environment{Now: time.Now, LookupEnv: environment}}
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
