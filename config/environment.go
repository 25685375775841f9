package config

import (
	"deletecall/safetext"
	"deletecall/secret"
)

// environment is what the variables of the environment say.
type environment struct {
	config, history, log, server, url, user string
	apiKey, token, password                 secret.Text
}

// readEnvironment reads the variables. A value that can't be printed is
// refused, naming the variable and never the value.
func readEnvironment(lookup func(string) (string, bool)) (environment, error) {
	var list []Problem
	get := func(name string) string {
		value, _ := lookup(name)
		if err := safetext.Check(name, value); err != nil {
			list = append(list, Problem{Where: name, What: "holds a character that can't be printed", Hint: "set it again"})
			return ""
		}
		return value
	}
	read := environment{
		config: get("DELETECALL_CONFIG"), history: get("DELETECALL_HISTORY"), log: get("DELETECALL_LOG"),
		server: get("DELETECALL_SERVER"), url: get("DELETECALL_URL"), user: get("DELETECALL_USER"),
		apiKey: secret.New(get("DELETECALL_API_KEY")), token: secret.New(get("DELETECALL_TOKEN")),
		password: secret.New(get("DELETECALL_PASSWORD")),
	}
	if len(list) > 0 {
		return environment{}, &Error{Problems: list}
	}
	return read, nil
}
