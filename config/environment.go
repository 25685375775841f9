package config

import "deletecall/secret"

type environment struct {
	config, history, log, server, url, user  string
	apiKey, token, password, historyPassword secret.Text
}

// readEnvironment reads the variables. A value that can't be printed is
// refused, naming the variable and never the value.
func readEnvironment(lookup func(string) (string, bool), p *problems) environment {
	checked := func(name string, check func(string) string) string {
		value, _ := lookup(name)
		if problem := check(value); problem != "" {
			p.add(name, problem, "set it without that character")
		}
		return value
	}
	get := func(name string) string { return checked(name, unprintable) }
	path := func(name string) string {
		expanded, problem, hint := ExpandPath(checked(name, controlInPath), lookup)
		if problem != "" {
			p.add(name, problem, hint)
		}
		return expanded
	}
	history := path
	if value, _ := lookup("DELETECALL_HISTORY"); IsHistoryURL(value) {
		history = get
	}
	return environment{
		config: path("DELETECALL_CONFIG"), history: history("DELETECALL_HISTORY"), log: path("DELETECALL_LOG"),
		server: get("DELETECALL_SERVER"), url: get("DELETECALL_URL"), user: get("DELETECALL_USER"),
		apiKey: secret.New(get("DELETECALL_API_KEY")), token: secret.New(get("DELETECALL_TOKEN")),
		password: secret.New(get("DELETECALL_PASSWORD")), historyPassword: secret.New(get("DELETECALL_HISTORY_PASSWORD")),
	}
}
