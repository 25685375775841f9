package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"deletecall/hint"
	"deletecall/privatefile"
	"deletecall/safetext"
	"deletecall/secret"
)

// maxSecretLength bounds what a file or a command may give as a secret, in bytes.
const maxSecretLength = 64 << 10

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
	command []string
}

func (s source) isSet() bool { return s.text.IsSet() || s.file != "" || len(s.command) > 0 }

// origin says in words where a secret comes from, without telling it.
func (s source) origin() string {
	switch {
	case s.text.IsSet():
		return s.name
	case s.file != "":
		return "file " + s.file
	case len(s.command) > 0:
		return "command " + s.command[0]
	}
	return ""
}

// CredentialError says that a secret can't be had. It never holds the secret.
type CredentialError struct {
	Server  string
	Setting string // the key or variable concerned
	What    string
	Hint    string
	Err     error
}

// Error names server, setting and problem, and below them what to do.
func (e *CredentialError) Error() string {
	return hint.Below(fmt.Sprintf("%s of %s %s", e.Setting, safetext.Line(e.Server), e.What), e.Hint)
}

// Unwrap returns the cause.
func (e *CredentialError) Unwrap() error { return e.Err }

func newCredentials(server string, raw serverFile, p *problems) Credentials {
	key := "servers." + server
	from := func(name string, text inline, file string, command []string) source {
		found := source{name: key + "." + name, text: secret.New(string(text)), file: file, command: command}
		ways := 0
		for _, given := range []bool{text != "", file != "", len(command) > 0} {
			if given {
				ways++
			}
		}
		if ways > 1 {
			p.add(key, "gives "+name+" in more than one way", "keep one of "+name+", "+name+"_file and "+name+"_command")
		}
		if problem := unprintable(string(text)); problem != "" {
			p.add(found.name, problem, "write it again")
		}
		return found
	}
	credentials := Credentials{
		server:   server,
		apiKey:   from("api_key", raw.APIKey, raw.APIKeyFile, raw.APIKeyCommand),
		token:    from("token", raw.Token, raw.TokenFile, raw.TokenCommand),
		user:     raw.User,
		password: from("password", raw.Password, raw.PasswordFile, raw.PasswordCommand),
	}
	if credentials.user == "" && credentials.password.isSet() {
		p.add(key, "has a password but no user", "give it one: user = \"NAME\"")
	}
	return credentials
}

// APIKey returns the API key. Not having one is a *[CredentialError].
func (c Credentials) APIKey(ctx context.Context) (secret.Text, error) {
	if !c.apiKey.isSet() {
		return secret.Text{}, &CredentialError{Server: c.server, Setting: "the API key", What: "is missing",
			Hint: "set DELETECALL_API_KEY, or api_key_file in the configuration"}
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

// User returns the name to log in with; empty when no login is configured.
func (c Credentials) User() string { return c.user }

// Login returns user and password; the user is empty when no login is configured.
func (c Credentials) Login(ctx context.Context) (string, secret.Text, error) {
	if c.user == "" {
		return "", secret.Text{}, nil
	}
	if !c.password.isSet() {
		return "", secret.Text{}, &CredentialError{Server: c.server, Setting: "the password", What: "is missing",
			Hint: "set DELETECALL_PASSWORD, or password_file in the configuration"}
	}
	password, err := c.read(ctx, c.password)
	return c.user, password, err
}

func (c Credentials) read(ctx context.Context, from source) (secret.Text, error) {
	fail := func(what, hint string, err error) (secret.Text, error) {
		return secret.Text{}, &CredentialError{Server: c.server, Setting: from.name, What: what, Hint: hint, Err: err}
	}
	if from.text.IsSet() {
		return from.text, nil
	}
	if from.file != "" {
		if problem, advice := checkPrivate(from.file, true); problem != "" {
			return fail("names "+safetext.Line(from.file)+", which "+problem, advice, nil)
		}
		content, err := privatefile.Read(from.file, maxSecretLength)
		if errors.Is(err, privatefile.ErrTooLong) {
			return fail("gives more than 64 KiB", "look at "+safetext.Line(from.origin()), err)
		}
		if err != nil {
			return fail("names "+safetext.Line(from.file)+", which can't be read: "+privatefile.Cause(err), "check the path", err)
		}
		return c.trimmed(from, content)
	}
	output, err := runCommand(ctx, from.command, maxSecretLength)
	if err != nil {
		return fail("can't be had: "+err.Error(), "run it by hand to see why", err)
	}
	return c.trimmed(from, output)
}

// trimmed takes one line end off, as files and commands add it, and overwrites
// content.
func (c Credentials) trimmed(from source, content []byte) (secret.Text, error) {
	content = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
	what := ""
	switch {
	case len(content) == 0:
		what = "gives nothing"
	case len(content) > maxSecretLength:
		what = "gives more than 64 KiB"
	case safetext.Check("secret", string(content)) != nil:
		what = "gives more than one line, or characters that can't be printed"
	default:
		return secret.FromBytes(content), nil
	}
	return secret.Text{}, &CredentialError{Server: c.server, Setting: from.name, What: what, Hint: "look at " + safetext.Line(from.origin())}
}

// CheckFiles returns what is wrong with the files that hold the secrets, without
// using them. Commands are not run.
func (c Credentials) CheckFiles(ctx context.Context) []error {
	var problems []error
	for _, from := range []source{c.apiKey, c.token, c.password} {
		if from.file == "" || from.text.IsSet() {
			continue
		}
		if _, err := c.read(ctx, from); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}
