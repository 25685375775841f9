package config

import (
	"fmt"
	"net/url"
	"reflect"
)

type file struct {
	Operator string `toml:"operator"`
	Server   string `toml:"server"`
	History  string `toml:"history"`

	HistoryPassword        inline   `toml:"history_password"`
	HistoryPasswordFile    string   `toml:"history_password_file"`
	HistoryPasswordCommand []string `toml:"history_password_command"`

	Theme     string                 `toml:"theme"`
	TimeZone  string                 `toml:"time_zone"`
	Log       logFile                `toml:"log"`
	Checks    checkpointsFile        `toml:"checkpoints"`
	Filters   map[string]string      `toml:"filters"`
	Witnesses map[string]witnessFile `toml:"witnesses"`
	Certs     certificateFile        `toml:"certificate"`
	Expiry    expiryFile             `toml:"expiry"`
	Servers   map[string]serverFile  `toml:"servers"`
	Keys      map[string]any         `toml:"keys"`
}

type checkpointsFile struct {
	Origin  string   `toml:"origin"`
	File    string   `toml:"file"`
	Command []string `toml:"command"`
	Syslog  bool     `toml:"syslog"`
}

type witnessFile struct {
	URL string `toml:"url"`
	Key string `toml:"key"`
}

type certificateFile struct {
	Controller  string `toml:"controller"`
	Contact     string `toml:"contact"`
	DecidedBy   string `toml:"decided_by"`
	VerifiedBy  string `toml:"verified_by"`
	LegalGround string `toml:"legal_ground"`
}

type expiryFile struct {
	Identifier string `toml:"identifier"`
	Call       string `toml:"call"`
	Reason     string `toml:"reason"`
	Answer     string `toml:"answer"`
	Operator   string `toml:"operator"`
	Place      string `toml:"place"`
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
	LookUpLimit  string `toml:"lookup_limit"`
	LookUp       any    `toml:"look_up"`
	Pin          *bool  `toml:"pin"`
	Login        string `toml:"login"`
	UserTimeZone string `toml:"user_time_zone"`
	Confirm      string `toml:"confirm"`
	Reason       string `toml:"reason"`
	Note         string `toml:"note"`
	Colour       string `toml:"colour"`
	NotCovered   string `toml:"not_covered"`
	Proxy        string `toml:"proxy"`

	ReadOnly      bool     `toml:"read_only"`
	Hours         string   `toml:"hours"`
	Blocked       []string `toml:"blocked"`
	AtMost        *int     `toml:"at_most"`
	ReasonPattern string   `toml:"reason_pattern"`
	ReasonExample string   `toml:"reason_example"`

	UnknownCodes   []int  `toml:"unknown_codes"`
	HoldCodes      []int  `toml:"hold_codes"`
	RetentionCodes []int  `toml:"retention_codes"`
	TLSPin         string `toml:"tls_pin"`

	CAFile            string `toml:"ca_file"`
	ClientCertificate string `toml:"client_certificate"`
	ClientKey         string `toml:"client_key"`

	APIKey          inline   `toml:"api_key"`
	APIKeyFile      string   `toml:"api_key_file"`
	APIKeyCommand   []string `toml:"api_key_command"`
	APIKeyPrompt    bool     `toml:"api_key_prompt"`
	Token           inline   `toml:"token"`
	TokenFile       string   `toml:"token_file"`
	TokenCommand    []string `toml:"token_command"`
	User            string   `toml:"user"`
	Password        inline   `toml:"password"`
	PasswordFile    string   `toml:"password_file"`
	PasswordCommand []string `toml:"password_command"`
	PasswordPrompt  bool     `toml:"password_prompt"`
}

// inline is a secret written into the file itself. Its only method keeps it out
// of whatever prints the struct around it.
type inline string

// Format prints dots under every verb.
func (inline) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte("••••••••")) }

// holdsSecrets reports whether the file itself tells a secret.
func (f file) holdsSecrets() bool {
	if f.HistoryPassword != "" {
		return true
	}
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

// keysBeside returns the keys that are possible in the place of a key. Its own name is among
// them when it is known.
func keysBeside(key []string) (known []string) {
	if table := typeAt(key[:len(key)-1]); table.Kind() == reflect.Struct {
		for i := range table.NumField() {
			known = append(known, table.Field(i).Tag.Get("toml"))
		}
	}
	return known
}

// expected says in words what a value has to be, by its type in the file; sections are not in it.
var expected = map[reflect.Type]string{
	reflect.TypeFor[string]():   "a text in double quotes",
	reflect.TypeFor[inline]():   "a text in double quotes",
	reflect.TypeFor[bool]():     "true or false",
	reflect.TypeFor[*bool]():    "true or false",
	reflect.TypeFor[*int]():     "a whole number",
	reflect.TypeFor[[]string](): `a list of texts, such as ["a", "b"]`,
	reflect.TypeFor[[]int]():    "a list of whole numbers, such as [-99]",
}

// typeAt is the type that the file has at a key; string where there is no such key.
func typeAt(key []string) reflect.Type {
	at := reflect.TypeFor[file]()
	for _, name := range key {
		switch at.Kind() {
		case reflect.Map:
			at = at.Elem()
		case reflect.Struct:
			at = fieldOf(at, name)
		}
	}
	return at
}

func fieldOf(table reflect.Type, key string) reflect.Type {
	for i := range table.NumField() {
		if field := table.Field(i); field.Tag.Get("toml") == key {
			return field.Type
		}
	}
	return reflect.TypeFor[string]()
}
