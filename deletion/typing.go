package deletion

import "deletecall/secret"

// Credential is a secret that a server wants, by its name in a sentence.
type Credential string

// The credentials that a person may type.
const (
	APIKeyCredential   Credential = "API key"
	PasswordCredential Credential = "password"
)

// Untyped is a credential that a person has to type, before a request can be sent.
type Untyped struct {
	Credential Credential
	Why        string // a clause: "the server refused the API key that was typed"
}

// Typing keeps in memory what people type as the credentials of servers, as long as it is used.
// Nothing of it asks anybody: whoever begins something for a person asks first, so that nobody is
// asked in the middle of something else.
type Typing interface {
	// Untyped returns what is to be typed for a server, and is not kept.
	Untyped(Server) []Untyped
	// Keep keeps what was typed.
	Keep(Server, Credential, secret.Text)
}

// Untyped returns what a person has to type before a request to this server can be sent.
func (w *Workflow) Untyped(server Server) []Untyped {
	if w.parts.Typing == nil {
		return nil
	}
	return w.parts.Typing.Untyped(server)
}

// KeepTyped keeps a credential that a person has typed, until nobody has used it for a while or the
// server refuses it.
func (w *Workflow) KeepTyped(server Server, credential Credential, text secret.Text) {
	if w.parts.Typing != nil {
		w.parts.Typing.Keep(server, credential, text)
	}
}
