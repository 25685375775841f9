package process

import (
	"os"
	"os/user"
	"strconv"

	"deletecall/safetext"
)

// Identity is who runs this process, as far as the machine knows. Texts are cleaned.
type Identity struct {
	UID      string // numeric user ID
	Login    string // login name of that user; empty when it has none
	LoginUID string // numeric user ID of the person who logged in; see [proc(5)], /proc/pid/loginuid
	Host     string // this machine's name
	Terminal string // the device of standard input, when that is a terminal
}

// Who returns the identity of this process.
func Who() Identity {
	identity := Identity{UID: strconv.Itoa(os.Getuid()), LoginUID: loginUID()}
	if account, err := user.Current(); err == nil {
		identity.Login = safetext.Line(account.Username)
	}
	if host, err := os.Hostname(); err == nil {
		identity.Host = safetext.Line(host)
	}
	if device, err := os.Readlink("/proc/self/fd/0"); err == nil && IsTerminal(os.Stdin) {
		identity.Terminal = safetext.Line(device)
	}
	return identity
}

// SudoCaller returns the name of the user who called sudo, where the kernel confirms what the
// environment claims in SUDO_USER and SUDO_UID; else nothing.
func (i Identity) SudoCaller(name, uid string) string {
	if name == "" {
		return ""
	}
	return sudoClaim{name: name, uid: uid, own: i.UID, loginUID: i.LoginUID, ancestors: ancestors, accountOf: accountOf}.proved()
}

// accountOf is the login name of a numeric user ID; empty when there is none.
func accountOf(uid string) string {
	account, err := user.LookupId(uid)
	if err != nil {
		return ""
	}
	return safetext.Line(account.Username)
}
