package deletion

import (
	"context"

	"deletecall/secret"
)

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
	// Life ends when something of what is kept for a server is forgotten.
	Life(Server) context.Context
}

// Untyped returns what a person has to type before a request to this server can be sent.
func (w *Workflow) Untyped(server Server) []Untyped {
	if w.parts.Typing == nil {
		return nil
	}
	return w.parts.Typing.Untyped(server)
}

// forgotten says why what was typed for a server can't be used any more; it is empty where nothing is
// missing.
func (w *Workflow) forgotten(server Server) string {
	if untyped := w.Untyped(server); len(untyped) > 0 {
		return untyped[0].Why
	}
	return ""
}

// forgottenError says that a review can't be executed, since what was typed for it is forgotten.
func (w *Workflow) forgottenError(server Server) error {
	why := w.forgotten(server)
	if why == "" {
		why = "what was typed was forgotten meanwhile"
	}
	return &CredentialsError{Server: server.Name, Untyped: true, Problem: why, Advice: "nothing was sent; begin the deletion again, and it is asked for"}
}

// KeepTyped keeps a credential that a person has typed, until nobody has used it for a while or the
// server refuses it.
func (w *Workflow) KeepTyped(server Server, credential Credential, text secret.Text) {
	if w.parts.Typing != nil {
		w.parts.Typing.Keep(server, credential, text)
	}
}
