package sqlite

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

func TestNetworkFileSystemsAreRecognised(t *testing.T) {
	for _, test := range []struct {
		magic          uint32
		mounted        string
		network, doubt bool
	}{
		{unix.EXT4_SUPER_MAGIC, "ext4", false, false}, {unix.TMPFS_MAGIC, "tmpfs", false, false}, {unix.OVERLAYFS_SUPER_MAGIC, "overlay", false, false},
		{unix.NFS_SUPER_MAGIC, "nfs4", true, false}, {unix.CIFS_SUPER_MAGIC, "cifs", true, false}, {unix.SMB2_SUPER_MAGIC, "smb3", true, false},
		{unix.V9FS_MAGIC, "9p", true, false}, {unix.CEPH_SUPER_MAGIC, "ceph", true, false}, {0x0bd00bd0, "lustre", true, false},
		{unix.AFS_SUPER_MAGIC, "afs", true, false}, {unix.FUSE_SUPER_MAGIC, "fuse.sshfs", true, false},
		{unix.FUSE_SUPER_MAGIC, "fuseblk", false, false}, {unix.FUSE_SUPER_MAGIC, "fuse.something", false, true}, {unix.FUSE_SUPER_MAGIC, "", false, true},
	} {
		network, doubt := judgeFileSystem(test.magic, func() string { return test.mounted })
		if (network != "") != test.network || (doubt != "") != test.doubt {
			t.Errorf("%x %s: network %q, doubt %q", test.magic, test.mounted, network, doubt)
		}
	}
}

func TestTheMountTableIsRead(t *testing.T) {
	if kind := mountedType("/proc"); kind != "proc" {
		t.Errorf("/proc is of type %q", kind)
	}
}

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
	wantHistoryError(t, "a new one", err, "lies on a network file system (NFS)")
	filled(t, path)
	store, err := Open(context.Background(), path, onFileSystem(unix.NFS_SUPER_MAGIC))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if record := mustRecord(t, store, 3); record.Outcome.Kind != deletion.Accepted {
		t.Errorf("%+v", record.Outcome)
	}
	if warnings := store.Warnings(context.Background()); len(warnings) != 2 || !strings.Contains(warnings[1], "newest records may be missing") {
		t.Errorf("%q", warnings)
	}
	_, err = store.Ready(context.Background())
	wantHistoryError(t, "Ready", err, "lies on a network file system (NFS)")
	_, err = store.RecordIntent(context.Background(), intentFor("8856"))
	wantHistoryError(t, "RecordIntent", err, "lies on a network file system (NFS)")
}

func TestAnUnknownFileSystemIsWarnedOf(t *testing.T) {
	store, err := Open(context.Background(), newPath(t), onFileSystem(unix.FUSE_SUPER_MAGIC))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	warnings, err := store.Ready(context.Background())
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "not known (fuse)") {
		t.Errorf("%q, %v", warnings, err)
	}
	mustIntent(t, store, "8856")
}
