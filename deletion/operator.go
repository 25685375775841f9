package deletion

// Operator is the person who confirms a deletion, and all that is known of
// where they sat. Name is what lists show; the other fields are evidence, except
// SudoUser and SSHClient: whoever starts the program sets the environment, so
// those two are claims. Every field but Name has a row in [OperatorFields].
type Operator struct {
	Name      string // the configured name, else who provably called sudo, else the login name
	Login     string // the login name of the process's user
	UID       string // numeric user ID of the process
	LoginUID  string // numeric user ID of the person who logged in, as the kernel keeps it through su and sudo; empty where it keeps none
	SudoUser  string // what SUDO_USER claims
	Host      string // this machine's name
	Terminal  string // the terminal's device, when there is one
	SSHClient string // the address and port of the client that SSH_CONNECTION claims
	SSHKey    string // fingerprint of the public key, over the SSH server
}

// OperatorField is a row of the table of what is known of an [Operator], from which
// facts, exports, query fields and the quick reading of events follow.
type OperatorField struct {
	Name    string // in an event, in the JSON of a record and in a query
	Column  string // in an export, of who confirmed
	Title   string // as a person reads it
	Meaning string // as a noun phrase
	Example string // a value in a query
	Claim   bool   // it repeats the environment
	Of      func(*Operator) *string
}

// OperatorFields returns the table, in the order in which an event has the fields. It is
// read for every record of an export, so it is made once; nobody may change it.
func OperatorFields() []OperatorField { return operatorFields }

var operatorFields = []OperatorField{
	{"login", "operator_login", "Login",
		"the operator's login name", "alice", false, func(o *Operator) *string { return &o.Login }},
	{"uid", "operator_uid", "UID",
		"the operator's numeric user ID", "=1000", false, func(o *Operator) *string { return &o.UID }},
	{"login_uid", "operator_login_uid", "Login UID (kernel)",
		"the numeric user ID of the person who logged in, as the kernel keeps it", "=1000", false, func(o *Operator) *string { return &o.LoginUID }},
	{"sudo_user", "sudo_user", "SUDO_USER (a claim)",
		"what SUDO_USER claims", "alice", true, func(o *Operator) *string { return &o.SudoUser }},
	{"host", "host", "Host",
		"the name of the operator's machine", "desk-7", false, func(o *Operator) *string { return &o.Host }},
	{"terminal", "terminal", "Terminal",
		"the name of the operator's terminal", "pts/3", false, func(o *Operator) *string { return &o.Terminal }},
	{"ssh_client", "ssh_client", "SSH client (a claim)",
		"the address that SSH_CONNECTION claims", "10.0.0.7", true, func(o *Operator) *string { return &o.SSHClient }},
	{"ssh_key", "ssh_key", "SSH key",
		"the fingerprint of the operator's SSH key", "SHA256:k3y", false, func(o *Operator) *string { return &o.SSHKey }},
}

// cleaned returns the operator with every text made safe to show.
func (o Operator) cleaned(clean func(string) string) Operator {
	o.Name = clean(o.Name)
	for _, field := range OperatorFields() {
		text := field.Of(&o)
		*text = clean(*text)
	}
	return o
}
