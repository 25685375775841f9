package process

// sudoClaim is what the environment says of the user who called sudo, and what the kernel
// knows about it.
type sudoClaim struct {
	name, uid string // SUDO_USER, SUDO_UID
	own       string // numeric user ID of this process
	loginUID  string // see Identity.LoginUID
	ancestors func() []ancestor
	accountOf func(uid string) string
}

// proved returns the name of the user who called sudo, if the kernel confirms it, else
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
func calledSudo(above []ancestor) string {
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
