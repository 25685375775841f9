package cli

import (
	"cmp"
	"strings"

	"deletecall/deletion"
	"deletecall/process"
)

// operatorOf says who sits at a terminal of this process and from where, as far as the
// machine knows. configured is the name from the configuration; it may be empty. USER,
// LOGNAME and the like are not read: whoever starts the program sets them.
//
// The system's identity is recorded next to the configured name, so a name chosen by the
// person hides nothing from an auditor.
func operatorOf(identity process.Identity, configured string, getenv func(string) string) deletion.Operator {
	operator := deletion.Operator{
		UID: identity.UID, LoginUID: identity.LoginUID, Login: identity.Login, Host: identity.Host, Terminal: identity.Terminal,
		SudoUser: getenv("SUDO_USER"),
	}
	// "client-address client-port server-address server-port", sshd(8).
	if connection := strings.Fields(getenv("SSH_CONNECTION")); len(connection) == 4 {
		operator.SSHClient = connection[0] + " " + connection[1]
	}
	caller := identity.SudoCaller(operator.SudoUser, getenv("SUDO_UID"))
	operator.Name = cmp.Or(configured, caller, operator.Login, "uid "+operator.UID)
	return operator
}
