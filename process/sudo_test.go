package process

import (
	"os"
	"strconv"
	"testing"
)

// Any user can set SUDO_USER and SUDO_UID. They are believed only where the kernel
// says the same.
func TestWhoCalledSudoIsBelievedOnlyWithProof(t *testing.T) {
	names := map[string]string{"0": "root", "1000": "alice", "1001": "bob", "1002": "other"}
	shell := func(uid string) ancestor { return ancestor{"bash", uid, uid} }
	sudo, fake := ancestor{"sudo", "0", "0"}, ancestor{"sudo", "1001", "1001"}
	sshd := ancestor{"sshd", "0", "0"}
	for name, test := range map[string]struct {
		user, uid, own, login string
		above                 []ancestor
		want                  string
	}{
		"sudo by alice":                   {"alice", "1000", "0", "", []ancestor{sudo, shell("1000"), sshd}, "alice"},
		"sudo in two processes":           {"alice", "1000", "0", "", []ancestor{sudo, sudo, shell("1000"), sshd}, "alice"},
		"a shell below sudo":              {"alice", "1000", "0", "", []ancestor{shell("0"), sudo, shell("1000"), sshd}, "alice"},
		"sudo to bob":                     {"alice", "1000", "1001", "", []ancestor{sudo, shell("1000"), sshd}, "alice"},
		"root logged in, and sudo to bob": {"root", "0", "1001", "0", []ancestor{sudo, shell("0")}, "root"},
		"root, set by alice below a sudo to bob whose shell has ended": {"root", "0", "1001", "", []ancestor{shell("1001"), sudo, {"systemd", "0", "0"}}, ""},
		"sudo is gone, the login is known":                             {"alice", "1000", "0", "1000", []ancestor{shell("0")}, "alice"},
		"set by bob":                                                   {"other", "1002", "1001", "", []ancestor{shell("1001"), sshd}, ""},
		"set by bob, without a number":                                 {"other", "", "1001", "", []ancestor{shell("1001"), sshd}, ""},
		"set by bob, who logged in":                                    {"other", "1002", "1001", "1001", []ancestor{shell("1001"), sshd}, ""},
		"set by bob with his own number":                               {"other", "1001", "1001", "1001", []ancestor{shell("1001"), sshd}, ""},
		"root, set by bob":                                             {"root", "0", "1001", "1001", []ancestor{shell("1001"), sshd}, ""},
		"set by bob below a program named sudo":                        {"other", "1002", "1001", "", []ancestor{fake, shell("1002"), sshd}, ""},
		"changed by alice below sudo":                                  {"other", "1002", "0", "1000", []ancestor{shell("0"), sudo, shell("1000"), sshd}, ""},
		"the name does not go with the number":                         {"other", "1000", "0", "1000", []ancestor{sudo, shell("1000")}, ""},
		"the kernel says nothing":                                      {"alice", "1000", "0", "", nil, ""},
		"only sudo is above":                                           {"alice", "1000", "0", "", []ancestor{sudo}, ""},
		"a number that nobody has":                                     {"", "4711", "0", "4711", nil, ""},
	} {
		claim := sudoClaim{name: test.user, uid: test.uid, own: test.own, loginUID: test.login,
			ancestors: func() []ancestor { return test.above }, accountOf: func(uid string) string { return names[uid] }}
		if got := claim.proved(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestTheProcessesAboveAreThoseOfTheKernel(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system has no /proc")
	}
	above := ancestors()
	if len(above) == 0 || above[0].name == "" || above[0].real != strconv.Itoa(os.Getuid()) {
		t.Errorf("%+v", above)
	}
}
