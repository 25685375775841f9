package deletion

// Operator is the person who confirms a deletion, and all that is known of
// where they sat. Name is what lists show; the other fields are evidence, except
// SudoUser and SSHClient: whoever starts the program sets the environment, so
// those two are claims.
type Operator struct {
	Name      string // the configured name, else who provably called sudo, else the login name
	Login     string // the login name of the process's user
	UID       string // numeric user ID of the process
	LoginUID  string // numeric user ID of who logged in, as the kernel keeps it through su and sudo; empty where it keeps none
	SudoUser  string // what SUDO_USER claims
	Host      string // this machine's name
	Terminal  string // the terminal's device, when there is one
	SSHClient string // the address and port of the client that SSH_CONNECTION claims
	SSHKey    string // fingerprint of the public key, over the SSH server
}
