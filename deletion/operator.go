package deletion

// Operator is the person who confirms a deletion, and all that is known of
// where they sat. Name is what lists show; the other fields are evidence.
type Operator struct {
	Name      string // the configured name, else the login name
	Login     string // the login name of the process's user
	UID       string // numeric user ID of the process
	SudoUser  string // who called sudo, when somebody did
	Host      string // this machine's name
	Terminal  string // the terminal's device, when there is one
	SSHClient string // address and port the SSH connection came from
	SSHKey    string // fingerprint of the public key, over the SSH server
}
