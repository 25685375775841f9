package e2e

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/simulator"
)

// What can't be read now is not what was changed: nobody is sent to look for a culprit, or to
// restore a backup.
func TestAServerThatEndsAReadingDamagedNothing(t *testing.T) {
	owner, on := team(t, startSystem(t, simulator.Config{Tries: 1, Sleep: 1}).environ())
	administrate(t, owner, `CREATE ROLE impatient LOGIN IN ROLE deletecall_writer; ALTER ROLE impatient SET lock_timeout = '10ms'`)
	impatient := on("impatient")
	impatient.expect(0, "Record 1", "send", "--native-id", "TRS26140192", "--yes")

	connection, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background())
	if _, err := connection.Exec(t.Context(), `BEGIN; LOCK TABLE deletecall.private IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"history", "verify"}, {"doctor"}} {
		code, output := impatient.run(command...)
		if code != 9 || !strings.Contains(output, "no sign of a change") || strings.Contains(output, "who changed") || strings.Contains(output, "restore a backup") ||
			strings.Contains(output, "something is wrong") || strings.Contains(output, "root of the tree is") {
			t.Errorf("%v: %d\n%s", command, code, output)
		}
	}
	if code, output := impatient.run("history", "export"); code == 0 || strings.Contains(output, "damaged or was changed") {
		t.Errorf("%d\n%s", code, output)
	}
}

func TestAnExportThatFindsNoRoomSaysNothingAboutTheHistory(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	if output, err := command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes").CombinedOutput(); err != nil {
		t.Fatal(err, string(output))
	}
	exporting := command(t, home, nil, "history", "export")
	exporting.Stdout = full
	p := start(t, exporting)
	if code := p.exitCode(t); code != 1 || !strings.Contains(p.err.String(), "Bad: the export is incomplete") || strings.Contains(p.err.String(), "damaged or was changed") {
		t.Errorf("it ended with %d\n%s", code, p.err.String())
	}
}
