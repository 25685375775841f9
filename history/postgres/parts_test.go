package postgres

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
)

// Everything is dropped that can be made again, and made again as the findings say.
func TestWhatWasDroppedIsNamedAndMadeAgain(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	if len(parts()) != 28 {
		t.Fatalf("the schema has %d tables and indexes", len(parts()))
	}
	dropped := 0
	for _, each := range parts() {
		derived := each.table == "lease" || each.table == "record"
		switch {
		case derived, each.kind == "table" && each.statement == "":
			continue
		case each.kind == "table":
			administrate(t, owner, `DROP TABLE deletecall.`+each.name)
		case each.table != "":
			administrate(t, owner, fmt.Sprintf(`ALTER TABLE deletecall.%s DROP CONSTRAINT %s CASCADE`, each.table, each.name))
		default: // those of a dropped table are gone
			administrate(t, owner, `DROP INDEX IF EXISTS deletecall.`+each.name)
		}
		dropped++
	}
	var failed *deletion.HistoryError
	if _, err := s.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{}); !errors.As(err, &failed) || !strings.Contains(failed.Advice, "deletecall doctor") {
		t.Errorf("an intent without them: %v", err)
	}
	findings, err := s.Findings(t.Context())
	if err != nil || len(findings) != dropped {
		t.Fatalf("%d of %d are found, %v: %q", len(findings), dropped, err, findings)
	}
	for _, finding := range findings {
		_, statement, _ := strings.Cut(finding, "a member of "+OwnerRole+": ")
		administrate(t, owner, statement)
	}
	if _, err := s.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	mustDelete(t, s, "3")
	expectWhole(t, s)
}

func TestADroppedTableOfEvidenceComesFromABackup(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	administrate(t, owner, `DROP TABLE deletecall.checkpoint`)
	findings, err := s.Findings(t.Context())
	if err != nil || len(findings) != 1 || !strings.Contains(findings[0], "table checkpoint was dropped from the database. Restore") {
		t.Errorf("%q, %v", findings, err)
	}
}
