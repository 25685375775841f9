package sqlite

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// onFileSystem answers as if files lay on the file system with this magic number.
func onFileSystem(magic int64) Options {
	return Options{statfs: func(path string, into *unix.Statfs_t) error {
		err := unix.Statfs(path, into)
		into.Type = magic
		return err
	}}
}

func TestOnANetworkFileSystemAHistoryIsReadAndTakesNoIntent(t *testing.T) {
	path := newPath(t)
	_, err := Open(context.Background(), path, onFileSystem(unix.NFS_SUPER_MAGIC))
	wantHistoryError(t, "a new one", err, "is on a network file system (NFS)")
	filled(t, path)
	store, err := Open(context.Background(), path, onFileSystem(unix.NFS_SUPER_MAGIC))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if record := mustRecord(t, store, 3); record.Outcome.Kind != deletion.Accepted {
		t.Errorf("%+v", record.Outcome)
	}
	if warnings := store.Warnings(context.Background(), nil); len(warnings) != 2 || !strings.Contains(warnings[1], "may lack the newest records") {
		t.Errorf("%q", warnings)
	}
	_, err = store.Ready(context.Background())
	wantHistoryError(t, "Ready", err, "is on a network file system (NFS)")
	_, err = store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
	wantHistoryError(t, "RecordIntent", err, "is on a network file system (NFS)")
}

func TestAnUnknownFileSystemIsWarnedOf(t *testing.T) {
	store, err := Open(context.Background(), newPath(t), onFileSystem(unix.FUSE_SUPER_MAGIC))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	warnings, err := store.Ready(context.Background())
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "unknown file system (fuse)") {
		t.Errorf("%q, %v", warnings, err)
	}
	mustIntent(t, store, "8856")
}
