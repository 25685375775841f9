package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
)

// fullDisk is a history that takes nothing.
type fullDisk struct{ store.History }

func (fullDisk) Unwritable() error { return nil }
func (fullDisk) Damage() error     { return nil }

func (fullDisk) RecordAct(context.Context, history.Act) error {
	return &store.FullError{Err: &deletion.HistoryError{Op: "record what was done", Path: "history.db", Problem: "has no space left on its disk", Advice: "free some space"}}
}

// A full disk is just when somebody needs a backup.
func TestAFullDiskKeepsNoRecordsFromBeingHandedOver(t *testing.T) {
	var said strings.Builder
	p := Program{Err: &said}
	for what, keeps := range map[string]bool{history.BackupAct: false, "csv": false, history.RestoreAct: true} {
		said.Reset()
		err := p.writeDown(t.Context(), &app.Session{Config: &config.Config{}}, fullDisk{}, history.Act{What: what})
		var full *store.FullError
		if errors.As(err, &full) != keeps || !keeps && !strings.Contains(said.String(), "warning: this is not recorded in the history") {
			t.Errorf("%s: %v, %q", what, err, said.String())
		}
	}
}
