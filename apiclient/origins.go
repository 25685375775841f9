package apiclient

import (
	"strings"

	"deletecall/deletion"
)

// Origins says in words where the credentials of a server come from: "DELETECALL_API_KEY", "file
// /etc/verba/key". An empty one is not known.
type Origins struct{ APIKey, Token, Password string }

// String says where each known credential comes from, without a full stop: "the API key and the password come
// from what was typed".
func (o Origins) String() string {
	names := map[string][]string{} // by where they come from
	var froms []string
	for _, one := range []struct{ name, from string }{{"the API key", o.APIKey}, {"the token", o.Token}, {"the password", o.Password}} {
		if one.from != "" && names[one.from] == nil {
			froms = append(froms, one.from)
		}
		names[one.from] = append(names[one.from], one.name)
	}
	var said []string
	for _, from := range froms {
		verb := " comes from "
		if len(names[from]) > 1 {
			verb = " come from "
		}
		said = append(said, strings.Join(names[from], " and ")+verb+from)
	}
	return strings.Join(said, "; ")
}

const badCredentials, badKey, loginRequired, tokenExpired = -40, -41, -42, -43

// refusesCredentials reports whether a result code is about credentials.
func refusesCredentials(code int) bool {
	return code == badCredentials || code == badKey || code == loginRequired || code == tokenExpired
}

// refused is the credential that a result code does not accept; empty where it is none that a person
// types (spec/verba-api.md, "Result codes").
func (o Origins) refused(code int) deletion.Credential {
	switch {
	case code == badCredentials && o.Password != "":
		return deletion.PasswordCredential
	case code == badCredentials, code == badKey, code == loginRequired:
		return deletion.APIKeyCredential
	}
	return ""
}

// blame names the credential that a result code refuses, and where it came from; a sentence
// with a blank before it, or nothing (spec/verba-api.md, "Result codes"). ours says that the
// token came from our own login.
func (o Origins) blame(code int, ours bool) string {
	all := []struct{ name, from string }{{"password", o.Password}, {"token", o.Token}, {"API key", o.APIKey}}
	switch aboutToken := code == loginRequired || code == tokenExpired; {
	case aboutToken && ours:
		all = []struct{ name, from string }{{"password of the login that gave the token", o.Password}}
	case code == badKey:
		all = all[2:]
	case code == loginRequired:
		all = all[1:]
		all[1].name += " that needs a login"
	case code == tokenExpired:
		all = all[1:2]
	case code != badCredentials:
		return ""
	}
	for _, one := range all {
		if one.from != "" {
			return " The " + one.name + " came from " + one.from + "."
		}
	}
	return ""
}
