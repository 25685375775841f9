package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/testkit"
	"deletecall/testkit/pgserver"
)

// Where there is no room for a row, nothing is sent, and an outcome is put aside. With room
// again, all goes on.
func TestAServerWithoutRoomForRows(t *testing.T) {
	testkit.Alone(t)
	server := pgserver.Own(t)
	disk := smallDisk(t, server.Data())
	administrate(t, server.URL(), `CREATE TABLESPACE small LOCATION '`+disk+`'`)
	administrate(t, server.URL(), `CREATE DATABASE audit TABLESPACE small`)
	s := mustOpen(t, makeHistory(t, strings.Replace(server.URL(), "/postgres?", "/audit?", 1)), Options{})
	mustDelete(t, s, "0")
	makeRoom := fill(t, disk)
	err := deleteUntilRefused(t, s)
	expectProblem(t, err, "has no room left")
	makeRoom()
	mustDelete(t, s, "after")
	expectAllAccepted(t, s)
}

// Where there is no room for its log, PostgreSQL ends at once.
func TestAServerWithoutRoomForItsLog(t *testing.T) {
	testkit.Alone(t)
	server := pgserver.Own(t)
	disk := smallDisk(t, server.Data())
	s := mustOpen(t, makeHistory(t, server.URL()), Options{})
	server.Stop()
	log := filepath.Join(server.Data(), "pg_wal")
	moved := filepath.Join(disk, "pg_wal")
	copyData(t, log, moved)
	if err := errors.Join(os.RemoveAll(log), os.Symlink(moved, log)); err != nil {
		t.Fatal(err)
	}
	mustStart(t, server)
	mustDelete(t, s, "0")
	makeRoom := fill(t, disk)
	administrate(t, server.URL(), `SELECT pg_switch_wal()`) // from here on it needs another file
	if err := deleteUntilRefused(t, s); err == nil {
		t.Error("it goes on")
	} else {
		t.Log(err)
	}
	makeRoom()
	server.Stop()
	mustStart(t, server)
	mustDelete(t, s, "after")
	expectAllAccepted(t, s)
}

// deleteUntilRefused returns why an intent was not recorded. Until then, each outcome is.
func deleteUntilRefused(t *testing.T, s *Store) error {
	t.Helper()
	for n := range 1000 {
		intent, err := s.RecordIntent(t.Context(), intentOn(fmt.Sprint("full ", n)), deletion.Guards{})
		if err != nil {
			return err
		}
		err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
		var aside *deletion.OutcomeNotRecordedError
		if err != nil && (!errors.As(err, &aside) || aside.SideFile == "") {
			t.Fatal(err)
		}
	}
	return nil
}

// expectAllAccepted wants every deletion that was recorded to have its outcome.
func expectAllAccepted(t *testing.T, s *Store) {
	t.Helper()
	last, err := logReader{session{statements: s.pool}}.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for number := range last.Highest {
		if kind := state(t, s, number+1); kind != deletion.Accepted {
			t.Errorf("record %d is %q", number+1, kind)
		}
	}
	expectWhole(t, s)
}

// smallDisk is one for the account that has a folder.
func smallDisk(t *testing.T, owner string) string {
	t.Helper()
	disk, err := os.MkdirTemp("/tmp", "disk") // which that account reaches, too
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(disk) })
	var of unix.Stat_t
	if err := unix.Stat(owner, &of); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, fmt.Sprintf("size=32m,mode=0700,uid=%d,gid=%d", of.Uid, of.Gid)); err != nil {
		t.Skip("this account can't mount a small disk: ", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	return disk
}

// fill leaves no byte on a disk.
func fill(t *testing.T, disk string) (makeRoom func()) {
	t.Helper()
	path := filepath.Join(disk, "filler")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	block := make([]byte, 4096)
	for err == nil {
		_, err = file.Write(block)
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
