package cli

import (
	"os"
	"os/user"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/safetext"
)

// operator says who sits at this process and from where, as far as the machine
// knows. configured is the name from the configuration; it may be empty. USER,
// LOGNAME and the like are not read: whoever starts the program sets them.
func (p Program) operator(configured string) deletion.Operator {
	operator := deletion.Operator{
		UID: strconv.Itoa(os.Getuid()), LoginUID: kernelLoginUID(), SudoUser: p.getenv("SUDO_USER"),
	}
	if account, err := user.Current(); err == nil {
		operator.Login = safetext.Line(account.Username)
	}
	if host, err := os.Hostname(); err == nil {
		operator.Host = safetext.Line(host)
	}
	if device, err := os.Readlink("/proc/self/fd/0"); err == nil && isTerminal(os.Stdin) {
		operator.Terminal = safetext.Line(device)
	}
	// "client-address client-port server-address server-port", sshd(8).
	if connection := strings.Fields(p.getenv("SSH_CONNECTION")); len(connection) == 4 {
		operator.SSHClient = connection[0] + " " + connection[1]
	}
	caller := ""
	if operator.SudoUser != "" {
		caller = sudoClaim{
			name: operator.SudoUser, uid: p.getenv("SUDO_UID"), own: operator.UID, loginUID: operator.LoginUID,
			ancestors: ancestors, accountOf: accountOf,
		}.proved()
	}
	operator.Name = firstOf(configured, caller, operator.Login, "uid "+operator.UID)
	return operator
}

// accountOf is the login name of a numeric user ID; empty when there is none.
func accountOf(uid string) string {
	account, err := user.LookupId(uid)
	if err != nil {
		return ""
	}
	return safetext.Line(account.Username)
}

// sudoClaim is what the environment says of who called sudo, and what the kernel
// knows about it.
type sudoClaim struct {
	name, uid string // SUDO_USER, SUDO_UID
	own       string // numeric user ID of this process
	loginUID  string // see kernelLoginUID
	ancestors func() []process
	accountOf func(uid string) string
}

// proved returns the name of who called sudo, if the kernel confirms it, else
// nothing: any user can set SUDO_USER. The kernel confirms it when the user logged in
// as the one that is named and has another user's ID now, or when a process of that
// user started the sudo above this process. Root is above every sudo whose caller has
// ended, so that a process of root proves nothing.
func (c sudoClaim) proved() string {
	if c.uid == "" || c.uid == c.own || c.accountOf(c.uid) != c.name {
		return ""
	}
	if c.loginUID == c.uid || c.uid != rootUID && calledSudo(c.ancestors()) == c.uid {
		return c.name
	}
	return ""
}

const rootUID = "0"

// calledSudo is the numeric user ID of the process that started the nearest sudo;
// empty where there is none. A program that a user calls sudo does not have the
// rights of root. Sudo may run as two processes (sudoers(5), use_pty).
func calledSudo(above []process) string {
	under := false
	for _, one := range above {
		isSudo := one.name == "sudo" && one.effective == rootUID
		if under && !isSudo {
			return one.real
		}
		under = isSudo
	}
	return ""
}

func firstOf(names ...string) string {
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}

// getenv returns a variable of the environment, cleaned and bounded: whoever
// starts the program may have put anything there.
func (p Program) getenv(name string) string {
	const most = 256 // cells
	value, _ := p.LookupEnv(name)
	return safetext.Bounded(value, most)
}
