// Package setup is the screen that adds a server: it asks for name, URL and credentials, has
// them tested, shows what will be written into the configuration, and has it written.
//
// It acts on nothing itself. Its actions say what the console shall do.
package setup

import (
	"context"
	"strings"

	"deletecall/secret"
)

// KeySource is where the API key of a new server comes from.
type KeySource int

// The sources, in the order of the form.
const (
	TypedIntoFile KeySource = iota // typed here, and written into a file of its own
	FromFile                       // a file that has it
	FromCommand                    // a command that prints it
	Prompted                       // asked for, hidden, when it is needed
)

func labels() []string {
	return []string{"typed here, kept in a private file", "from a file", "from a command", "asked for, hidden, when it is needed"}
}

// Server is a server as far as it is typed.
type Server struct {
	Name, URL, Note string
	Practice        bool
	Source          KeySource
	KeyFile         string // with FromFile
	Command         string // with FromCommand: the program and its arguments, separated by blanks
	// Pin is the fingerprint of the one certificate that is trusted, as its finding had it; empty
	// for those that the system trusts.
	Pin string
	Key secret.Text // with TypedIntoFile
	// User logs in; empty where the API key alone is enough.
	User     string
	Password secret.Text // of the user, written into a file of its own; asked for when it is needed where it is not set
}

// AsksLater reports whether a credential is asked for only when it is needed: without it, no test can
// ask the server anything.
func (s Server) AsksLater() bool {
	return s.Source == Prompted || s.User != "" && !s.Password.IsSet()
}

// CommandWords are the program and its arguments. No shell reads them.
func (s Server) CommandWords() []string { return strings.Fields(s.Command) }

// Field is what a problem is about.
type Field int

// The fields with rules of their own.
const (
	NameField Field = iota
	URLField
	KeyField
	UserField
	PasswordField
	NoteField
)

// Check is what can be said of a server without asking anybody.
type Check struct {
	Address      string           // of the API, once the URL is one
	Warnings     []string         // what is legal and still doubtful
	Problems     map[Field]string // what is wrong
	File         string           // the configuration file
	Text         string           // what is written into it
	KeyFile      string           // the file that is made for the key; empty for none
	PasswordFile string           // the file that is made for the password; empty for none
}

// Finding is what one step of the test found.
type Finding struct {
	State  State
	Text   string
	Advice string // what to do, or empty
	Pin    string // the fingerprint of a certificate that nobody vouches for and that may be trusted; else empty
}

// State is how well a step went.
type State int

// The states.
const (
	OK State = iota
	Warning
	Wrong
)

// Port is what the screen needs from outside.
type Port interface {
	// Check applies the rules of the configuration. It does no I/O.
	Check(Server) Check
	// Test connects to the server, and asks it for a call that does not exist where its credentials are at hand. It
	// sends no deletion, and takes as long as a look-up may.
	Test(context.Context, Server) []Finding
	// Save writes the server into the configuration, and what was typed of its secrets into files of their own.
	Save(Server) error
}
