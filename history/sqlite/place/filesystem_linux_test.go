package place

import (
	"testing"

	"golang.org/x/sys/unix"
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
