package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/palette"
	"deletecall/privatefile"
	"deletecall/secret"
)

// NewServer is a server to add to the configuration file. It holds no secret.
type NewServer struct {
	Name, URL, Note string
	Practice        bool // nothing in it is real: a key confirms, and it is green
	// One of these gives the API key.
	APIKeyFile    string
	APIKeyCommand []string
	APIKeyPrompt  bool
	User          string // that logs in; empty where the server takes the API key alone
	// One of these gives the user's password.
	PasswordFile   string
	PasswordPrompt bool

	TLSPin string // the fingerprint of the one certificate to trust; empty for those that the system trusts
}

// Table is the server as it is written into the file.
func (s NewServer) Table() string {
	var b strings.Builder
	set := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s = %s\n", key, value)
		}
	}
	name := s.Name
	if !isBareKey(name) {
		name = quoted(name)
	}
	fmt.Fprintf(&b, "[servers.%s]\n", name)
	set("url", quoted(s.URL))
	if s.APIKeyFile != "" {
		set("api_key_file", quoted(s.APIKeyFile))
	}
	if len(s.APIKeyCommand) > 0 {
		words := make([]string, len(s.APIKeyCommand))
		for i, word := range s.APIKeyCommand {
			words[i] = quoted(word)
		}
		set("api_key_command", "["+strings.Join(words, ", ")+"]")
	}
	if s.APIKeyPrompt {
		set("api_key_prompt", "true")
	}
	if s.User != "" {
		set("user", quoted(s.User))
	}
	if s.PasswordFile != "" {
		set("password_file", quoted(s.PasswordFile))
	}
	if s.PasswordPrompt {
		set("password_prompt", "true")
	}
	if s.TLSPin != "" {
		set("tls_pin", quoted(s.TLSPin))
	}
	if s.Note != "" {
		set("note", quoted(s.Note))
	}
	// The rule is always written: the default goes by the address, and a tunnel on this machine
	// may lead to a real server.
	confirm, colour := deletion.ConfirmTyped, palette.Red
	if s.Practice {
		confirm, colour = deletion.ConfirmAsk, palette.Green
	}
	set("confirm", quoted(string(confirm)))
	set("colour", quoted(colour))
	return b.String()
}

func isBareKey(key string) bool { return isServerName(key) && !strings.Contains(key, ".") }

// quoted is a basic string of TOML. Go quotes the same way, apart from control characters
// and bytes that are not UTF-8, which [NewServer.Examine] refuses.
func quoted(text string) string { return strconv.Quote(text) }

// Examine returns the server as the file will give it, with everything that is wrong with it:
// the same rules as for a file. It does no I/O.
func (s NewServer) Examine(lookupEnv func(string) (string, bool)) (Server, []Problem) {
	found := &problems{}
	key := "servers." + s.Name
	for name, text := range map[string]string{
		"url": s.URL, "note": s.Note, "api_key_file": s.APIKeyFile, "api_key_command": strings.Join(s.APIKeyCommand, " "),
		"user": s.User, "password_file": s.PasswordFile, "tls_pin": s.TLSPin,
	} {
		if problem := unprintable(text); problem != "" {
			found.add(key+"."+name, problem, "remove that character")
		}
	}
	if len(found.list) > 0 || unprintable(s.Name) != "" {
		if unprintable(s.Name) != "" {
			found.add(key, "can't be the name of a server", "use letters, digits, dots, dashes and underscores")
		}
		return Server{}, found.list
	}
	raw := decode([]byte(s.Table()), found)
	raw.expandPaths(lookupEnv, found)
	server := newServer(s.Name, raw.Servers[s.Name], found)
	return server, found.list
}

// AddServer appends a server to the configuration file, and makes the file where there is
// none. What was in it stays as it is, byte for byte. What is wrong with the server, or
// with the file, is an *[Error], and then nothing is written; a file that can't be written is
// a *[privatefile.WriteError].
func AddServer(path string, server NewServer, lookupEnv func(string) (string, bool)) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // the link stays a link
	}
	old, err := privatefile.Read(path, maxFileLength)
	isNew := errors.Is(err, fs.ErrNotExist)
	if err != nil && !isNew {
		return NewError(path, []Problem{{What: "can't be read: " + privatefile.Cause(err), Hint: "check the path and its permissions"}})
	}
	// A file is replaced, which its mode would not prevent.
	if look, err := privatefile.ExamineThrough(path); err == nil && look.Mode&0o200 == 0 {
		return NewError(path, []Problem{{What: "is read-only", Hint: "make it writable, or add the server by hand"}})
	}
	text, list := withServer(old, server, lookupEnv)
	if len(list) > 0 {
		return NewError(path, list)
	}
	if err := privatefile.MakeFolder(filepath.Dir(path)); err != nil {
		return &privatefile.WriteError{Path: path, Doing: "making its folder", Err: err}
	}
	if isNew {
		return privatefile.WriteBytes(path, privatefile.New, text)
	}
	return privatefile.WriteBytes(path, replaceUnchanged(old), text)
}

// withServer is the text of a file with a server more, and what is wrong with it.
func withServer(old []byte, server NewServer, lookupEnv func(string) (string, bool)) (text []byte, list []Problem) {
	if _, list := server.Examine(lookupEnv); len(list) > 0 {
		return nil, list
	}
	found := &problems{}
	// What is wrong in the old text is found below, where all of it is read; here it would be said twice.
	if _, exists := decode(old, &problems{}).Servers[server.Name]; exists {
		found.add("servers."+server.Name, "exists already", "choose another name")
		return nil, found.list
	}
	text = bytes.Clone(old)
	if len(text) > 0 {
		if text[len(text)-1] != '\n' {
			text = append(text, '\n')
		}
		text = append(text, '\n')
	}
	text = append(text, server.Table()...)
	if len(text) > maxFileLength {
		found.add("", fmt.Sprintf("would be larger than %d MiB", maxFileLength>>20), "make it shorter")
	}
	// Read as it will be read at the next start: a new table can change what comes before it.
	found = &problems{list: found.list}
	raw := decode(text, found)
	raw.expandPaths(lookupEnv, found)
	(&Config{}).fill(raw, found)
	return text, found.list
}

// errChanged says that another program has written a file that was to be replaced.
var errChanged = errors.New("another program has changed the file meanwhile")

// replaceUnchanged replaces a file, unless it is not what it was.
func replaceUnchanged(old []byte) privatefile.Naming {
	return func(temp, path string) error {
		now, err := privatefile.Read(path, maxFileLength)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, old) {
			return errChanged
		}
		return privatefile.Replace(temp, path)
	}
}

// KeyFile is where the API key of a server is kept that has no file yet: next to the
// configuration file.
func KeyFile(configuration, server string) string {
	return filepath.Join(filepath.Dir(configuration), server+".key")
}

// PasswordFile is where the password of a server's user is kept that has no file yet: next to the
// configuration file.
func PasswordFile(configuration, server string) string {
	return filepath.Join(filepath.Dir(configuration), server+".password")
}

// WriteSecretFile writes a secret into a new file that only its owner can read. An existing file
// stays as it is: [fs.ErrExist].
func WriteSecretFile(path string, text secret.Text) error {
	if err := privatefile.MakeFolder(filepath.Dir(path)); err != nil {
		return &privatefile.WriteError{Path: path, Doing: "making its folder", Err: err}
	}
	return privatefile.WriteBytes(path, privatefile.New, []byte(text.Reveal()+"\n"))
}

// WithTyped returns the credentials with the secrets that a person has typed in their place; one that is not set
// replaces nothing.
func (c Credentials) WithTyped(apiKey, password secret.Text) Credentials {
	for _, typed := range []struct {
		text secret.Text
		into *source
	}{{apiKey, &c.apiKey}, {password, &c.password}} {
		if typed.text.IsSet() {
			*typed.into = source{name: "what was typed", text: typed.text}
		}
	}
	return c
}
