package cli

import (
	"os"
	"os/user"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/safetext"
)

// operator tells who sits at this process and from where, as far as the machine
// knows. configured is the name from the configuration; it may be empty.
func (p Program) operator(configured string) deletion.Operator {
	operator := deletion.Operator{
		UID:      strconv.Itoa(os.Getuid()),
		SudoUser: p.getenv("SUDO_USER"),
	}
	if account, err := user.Current(); err == nil {
		operator.Login = safetext.Line(account.Username)
	}
	if host, err := os.Hostname(); err == nil {
		operator.Host = safetext.Line(host)
	}
	if device, err := os.Readlink("/proc/self/fd/0"); err == nil && strings.HasPrefix(device, "/dev/") {
		operator.Terminal = safetext.Line(device)
	}
	// "client-address client-port server-address server-port", sshd(8).
	if connection := strings.Fields(p.getenv("SSH_CONNECTION")); len(connection) == 4 {
		operator.SSHClient = connection[0] + " " + connection[1]
	}
	operator.Name = firstOf(configured, operator.SudoUser, operator.Login, "uid "+operator.UID)
	return operator
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
