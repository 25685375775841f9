package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"deletecall/deletion"
	"deletecall/privatefile"
	"deletecall/safetext"
	"deletecall/secret"
)

// maxSecretLength bounds what a file or a command may give as a secret, in bytes.
const maxSecretLength = 64 << 10

var tooLong = fmt.Sprintf("is longer than %d KiB", maxSecretLength>>10)

// Credentials tells where a server's credentials come from, and gets them when
// they are used: a file may change, and a command may ask the operator.
type Credentials struct {
	server   string
	apiKey   source
	token    source
	user     string
	password source
}

// source is where one secret comes from. The zero source has none.
type source struct {
	name    string // the key or variable that names it
	text    secret.Text
	file    string
	given   bool // the file is a credential that systemd gave
	command []string
	prompt  bool // a person types it when it is needed
}

func (s source) isSet() bool {
	return s.text.IsSet() || s.file != "" || len(s.command) > 0 || s.prompt
}

// origin says in words where a secret comes from, without telling it.
func (s source) origin() string {
	switch {
	case s.text.IsSet():
		return s.name
	case s.file != "" && (s.given || isUngiven(s.file)):
		return "systemd's credential " + filepath.Base(s.file)
	case s.file != "":
		return "file " + s.file
	case len(s.command) > 0:
		return "command " + s.command[0]
	case s.prompt:
		return "the hidden prompt"
	}
	return ""
}

func newCredentials(server string, raw serverFile, p *problems) Credentials {
	key := "servers." + server
	from := func(name string, text inline, file string, command []string, prompt bool) source {
		return p.source(key, key+".", name, written{text, file, command, prompt})
	}
	credentials := Credentials{
		server:   server,
		apiKey:   from("api_key", raw.APIKey, raw.APIKeyFile, raw.APIKeyCommand, raw.APIKeyPrompt),
		token:    from("token", raw.Token, raw.TokenFile, raw.TokenCommand, false),
		user:     raw.User,
		password: from("password", raw.Password, raw.PasswordFile, raw.PasswordCommand, raw.PasswordPrompt),
	}
	if credentials.user == "" && credentials.password.isSet() {
		p.add(key, "has a password but no user", "give it one: user = \"NAME\"")
	}
	return credentials
}

type written struct {
	text    inline
	file    string
	command []string
	prompt  bool
}

// source reads the keys that say where one secret comes from. What is wrong with them is put
// down under table, their names begin with prefix.
func (p *problems) source(table, prefix, name string, from written) source {
	found := source{
		name: prefix + name, text: secret.New(string(from.text)), file: from.file, given: p.isGiven(from.file),
		command: from.command, prompt: from.prompt,
	}
	ways := 0
	for _, given := range []bool{from.text != "", from.file != "", len(from.command) > 0, from.prompt} {
		if given {
			ways++
		}
	}
	if ways > 1 {
		p.add(table, "gives "+name+" more than once", "keep only one of the keys that begin with "+name)
	}
	if from.text == promptWord || len(from.command) == 1 && from.command[0] == promptWord {
		p.add(found.name, "is the word prompt", promptHint(name))
	}
	if problem := unprintable(string(from.text)); problem != "" {
		p.add(found.name, problem, "remove that character")
	}
	return found
}

// promptWord is what somebody may write who wants to be asked.
const promptWord = "prompt"

// promptHint says how to be asked for a secret, where that is possible.
func promptHint(name string) string {
	if mayPrompt(name) {
		return "to be asked for it, write " + name + "_prompt = true instead"
	}
	return "give it in a file or by a command"
}

// mayPrompt reports whether a person can be asked for this secret.
func mayPrompt(name string) bool { return name == "api_key" || name == "password" }

// Prompted are the credentials that a person types when they are needed.
func (c Credentials) Prompted() (prompted []deletion.Credential) {
	if c.apiKey.prompt {
		prompted = append(prompted, deletion.APIKeyCredential)
	}
	if c.password.prompt {
		prompted = append(prompted, deletion.PasswordCredential)
	}
	return prompted
}

// APIKey returns the API key. What can't be had is a *[deletion.CredentialsError],
// which never holds the secret.
func (c Credentials) APIKey(ctx context.Context) (secret.Text, error) {
	if !c.apiKey.isSet() {
		return secret.Text{}, &deletion.CredentialsError{Server: c.server, Missing: true, Problem: "no API key",
			Advice: "set DELETECALL_API_KEY, or api_key_file in the configuration"}
	}
	return c.read(ctx, c.apiKey)
}

// Token returns the configured token; unset when there is none.
func (c Credentials) Token(ctx context.Context) (secret.Text, error) {
	if !c.token.isSet() {
		return secret.Text{}, nil
	}
	return c.read(ctx, c.token)
}

// APIKeyOrigin, TokenOrigin and PasswordOrigin say in words where each secret comes from, without
// telling it; empty where none is configured.
func (c Credentials) APIKeyOrigin() string { return safetext.Line(c.apiKey.origin()) }

// TokenOrigin is [Credentials.APIKeyOrigin] for the token.
func (c Credentials) TokenOrigin() string { return safetext.Line(c.token.origin()) }

// PasswordOrigin is [Credentials.APIKeyOrigin] for the password.
func (c Credentials) PasswordOrigin() string { return safetext.Line(c.password.origin()) }

// User returns the name to log in with; empty when no login is configured.
func (c Credentials) User() string { return c.user }

// Login returns user and password; the user is empty when no login is configured.
func (c Credentials) Login(ctx context.Context) (string, secret.Text, error) {
	if c.user == "" {
		return "", secret.Text{}, nil
	}
	if !c.password.isSet() {
		return "", secret.Text{}, &deletion.CredentialsError{Server: c.server, Missing: true, Problem: "no password",
			Advice: "set DELETECALL_PASSWORD, or password_file in the configuration"}
	}
	password, err := c.read(ctx, c.password)
	return c.user, password, err
}

func (c Credentials) read(ctx context.Context, from source) (secret.Text, error) {
	if from.prompt {
		return secret.Text{}, &deletion.CredentialsError{Server: c.server, Untyped: true, Problem: from.name + " is typed by a person", Advice: "run it on a terminal, where it is asked for"}
	}
	text, wrong := from.read(ctx)
	if wrong != nil {
		return secret.Text{}, &deletion.CredentialsError{Server: c.server, Problem: wrong.Where + " " + wrong.What, Advice: wrong.Hint, Err: wrong.cause}
	}
	return text, nil
}

// checkFiles finds what is wrong with the files that hold the secrets. Commands are
// not run.
func (c Credentials) checkFiles(ctx context.Context, p *problems) {
	for _, from := range []source{c.apiKey, c.token, c.password} {
		if from.file == "" || from.text.IsSet() {
			continue
		}
		if _, wrong := from.read(ctx); wrong != nil {
			p.add(from.name+"_file", wrong.What, wrong.Hint)
		}
	}
}

func (s source) read(ctx context.Context) (secret.Text, *Problem) {
	fail := func(what, hint string, err error) (secret.Text, *Problem) {
		return secret.Text{}, &Problem{Where: s.name, What: what, Hint: hint, cause: err}
	}
	if s.text.IsSet() {
		return s.text, nil
	}
	if s.file != "" {
		if isUngiven(s.file) {
			problem := ungiven(s.name, s.file)
			return secret.Text{}, &problem
		}
		if problem, advice := checkPrivate(s.file, true, s.given); problem != "" {
			return fail("names "+safetext.Line(s.file)+", which "+problem, advice, nil)
		}
		content, err := privatefile.Read(s.file, maxSecretLength)
		if errors.Is(err, privatefile.ErrTooLong) {
			return fail(tooLong, "check "+safetext.Line(s.origin()), err)
		}
		if err != nil {
			return fail("names "+safetext.Line(s.file)+", which can't be read: "+privatefile.Cause(err), "check the path", err)
		}
		return s.trimmed(content)
	}
	output, err := runCommand(ctx, s.command, maxSecretLength)
	if err != nil {
		return fail("can't be obtained: "+err.Error(), "run it yourself to see why", err)
	}
	return s.trimmed(output)
}

// trimmed takes one line end off, as files and commands add it, and overwrites
// content.
func (s source) trimmed(content []byte) (secret.Text, *Problem) {
	content = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
	what := ""
	switch {
	case len(content) == 0:
		what = "is empty"
	case len(content) > maxSecretLength:
		what = tooLong
	case safetext.Check("secret", string(content)) != nil:
		what = "has more than one line, or characters that can't be printed"
	default:
		return secret.FromBytes(content), nil
	}
	return secret.Text{}, &Problem{Where: s.name, What: what, Hint: "check " + safetext.Line(s.origin())}
}
