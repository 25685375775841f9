package place

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/privatefile"
)

// networkFileSystems are recognised by their magic number (statfs(2)). Locks and
// the shared memory of WAL are not trustworthy on them: two machines could write
// at the same time.
var networkFileSystems = map[uint32]string{
	unix.NFS_SUPER_MAGIC:  "NFS",
	unix.SMB_SUPER_MAGIC:  "SMB",
	unix.CIFS_SUPER_MAGIC: "SMB",
	unix.SMB2_SUPER_MAGIC: "SMB",
	unix.NCP_SUPER_MAGIC:  "NCP",
	unix.AFS_SUPER_MAGIC:  "AFS",
	unix.AFS_FS_MAGIC:     "AFS",
	unix.CODA_SUPER_MAGIC: "Coda",
	unix.CEPH_SUPER_MAGIC: "Ceph",
	unix.V9FS_MAGIC:       "9P",

	unix.OCFS2_SUPER_MAGIC: "OCFS2",
	0x0bd00bd0:             "Lustre",
	0x01161970:             "GFS2",
	0x47504653:             "GPFS",
	0x19830326:             "BeeGFS",
	0x013111a8:             "IBRIX",
	0xaad7aaea:             "Panasas",
	0xbacbacbc:             "VMware host folders",
}

// kernelFileSystems hold no files: what looks like one there, such as /proc/kmsg, may
// never end or be waited for.
var kernelFileSystems = []uint32{
	unix.PROC_SUPER_MAGIC, unix.SYSFS_MAGIC, unix.DEBUGFS_MAGIC, unix.TRACEFS_MAGIC, unix.SECURITYFS_MAGIC, unix.CGROUP_SUPER_MAGIC, unix.CGROUP2_SUPER_MAGIC,
}

// localFUSE and networkFUSE are FUSE file systems by the type in the mount table.
var (
	localFUSE   = []string{"fuseblk", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"}
	networkFUSE = []string{"fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs", "fuse.gcsfuse",
		"fuse.juicefs", "fuse.smbnetfs", "fuse.gvfsd-fuse", "fuse.vmhgfs-fuse", "fuse.mfs", "fuse.curlftpfs"}
)

// checkFileSystem refuses one that holds no files, notes when nothing may be written to
// it, and warns of one that is not known.
func (p *Place) checkFileSystem() error {
	folder := filepath.Dir(p.path)
	var stat unix.Statfs_t
	if err := p.statfs(folder, &stat); err != nil {
		return Problem(openOp, folder, err)
	}
	if slices.Contains(kernelFileSystems, uint32(stat.Type)) {
		return &deletion.HistoryError{Op: openOp, Path: p.path, Problem: "belongs to the kernel and is not a file", Advice: "name another file"}
	}
	network, doubt := judgeFileSystem(uint32(stat.Type), func() string { return mountedType(folder) })
	if network != "" {
		p.network = true
		p.unwritable = &deletion.HistoryError{Op: openOp, Path: p.path,
			Problem: "is on a network file system (" + network + "), where locks can't be trusted",
			Advice:  "keep the history on a local disk"}
	}
	if doubt != "" {
		p.warnings = append(p.warnings, fmt.Sprintf(
			"The history is on an unknown file system (%s); if other machines use it too, records can be lost.", doubt))
	}
	return nil
}

// judgeFileSystem names a network file system, or one that may be one.
func judgeFileSystem(magic uint32, mounted func() string) (network, doubt string) {
	if name := networkFileSystems[magic]; name != "" {
		return name, ""
	}
	if magic != unix.FUSE_SUPER_MAGIC {
		return "", ""
	}
	kind := mounted()
	if slices.Contains(localFUSE, kind) {
		return "", ""
	}
	for _, remote := range networkFUSE {
		if kind == remote {
			return remote, ""
		}
	}
	if !strings.HasPrefix(kind, "fuse") && kind != "virtiofs" {
		kind = "fuse"
	}
	return "", kind
}

// mountedType is the type that the mount table gives for the device of a folder
// (proc_pid_mountinfo(5)); empty when it is not there.
func mountedType(folder string) string {
	look, err := privatefile.ExamineThrough(folder)
	if err != nil {
		return ""
	}
	table, err := privatefile.Open("/proc/self/mountinfo", os.O_RDONLY)
	if err != nil {
		return ""
	}
	defer table.Close()
	device := fmt.Sprintf("%d:%d", unix.Major(look.Identity.Device), unix.Minor(look.Identity.Device))
	for lines := bufio.NewScanner(table); lines.Scan(); {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		if fields := strings.Fields(before); len(fields) > 2 && fields[2] == device {
			kind, _, _ := strings.Cut(after, " ")
			return kind
		}
	}
	return ""
}
