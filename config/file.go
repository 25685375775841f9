package config

import (
	"fmt"
	"net/url"
)

// file is the configuration file as it is written.
type file struct {
	Operator  string                 `toml:"operator"`
	Server    string                 `toml:"server"`
	History   string                 `toml:"history"`
	Theme     string                 `toml:"theme"`
	TimeZone  string                 `toml:"time_zone"`
	Log       logFile                `toml:"log"`
	Checks    checkpointsFile        `toml:"checkpoints"`
	Filters   map[string]string      `toml:"filters"`
	Witnesses map[string]witnessFile `toml:"witnesses"`
	Servers   map[string]serverFile  `toml:"servers"`
	Keys      map[string]any         `toml:"keys"`
}

type checkpointsFile struct {
	File    string   `toml:"file"`
	Command []string `toml:"command"`
	Syslog  bool     `toml:"syslog"`
}

type witnessFile struct {
	URL string `toml:"url"`
	Key string `toml:"key"`
}

type logFile struct {
	File   string `toml:"file"`
	Format string `toml:"format"`
	Level  string `toml:"level"`
}

type serverFile struct {
	URL          string `toml:"url"`
	Method       string `toml:"method"`
	ResponseType string `toml:"response_type"`
	TimeLimit    string `toml:"time_limit"`
	Confirm      string `toml:"confirm"`
	Reason       string `toml:"reason"`
	Note         string `toml:"note"`
	Colour       string `toml:"colour"`
	Proxy        string `toml:"proxy"`

	CAFile            string `toml:"ca_file"`
	ClientCertificate string `toml:"client_certificate"`
	ClientKey         string `toml:"client_key"`

	APIKey          inline   `toml:"api_key"`
	APIKeyFile      string   `toml:"api_key_file"`
	APIKeyCommand   []string `toml:"api_key_command"`
	Token           inline   `toml:"token"`
	TokenFile       string   `toml:"token_file"`
	TokenCommand    []string `toml:"token_command"`
	User            string   `toml:"user"`
	Password        inline   `toml:"password"`
	PasswordFile    string   `toml:"password_file"`
	PasswordCommand []string `toml:"password_command"`
}

// inline is a secret written into the file itself. Its only method keeps it out
// of whatever prints the struct around it.
type inline string

// Format prints dots under every verb.
func (inline) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte("••••••••")) }

// holdsSecrets reports whether the file itself tells a secret.
func (f file) holdsSecrets() bool {
	for _, server := range f.Servers {
		if server.APIKey != "" || server.Token != "" || server.Password != "" {
			return true
		}
		// What is not a URL may still hold a password; it is refused elsewhere.
		if proxy, err := url.Parse(server.Proxy); err != nil || proxy.User != nil {
			return true
		}
	}
	return false
}

// Keys of the file, for the nearest one to a mistyped key.
var (
	topKeys     = []string{"operator", "server", "history", "theme", "time_zone", "log", "checkpoints", "witnesses", "filters", "servers", "keys"}
	logKeys     = []string{"file", "format", "level"}
	checkKeys   = []string{"file", "command", "syslog"}
	witnessKeys = []string{"url", "key"}
	serverKeys  = []string{
		"url", "method", "response_type", "time_limit", "confirm", "reason", "note", "colour", "proxy",
		"ca_file", "client_certificate", "client_key",
		"api_key", "api_key_file", "api_key_command", "token", "token_file", "token_command",
		"user", "password", "password_file", "password_command",
	}
)
