package config

import (
	"context"
	"slices"
	"strings"
	"sync"

	"deletecall/deletion"
	"deletecall/secret"
)

// HistoryServer is a PostgreSQL server that keeps the history, and how to log in to it.
type HistoryServer struct {
	// URL is as written: postgres://user@host/database, without a password.
	URL string

	password source
	mu       sync.Mutex
	known    secret.Text // what a command said: it may have asked a person
}

// IsHistoryURL reports whether a history is named by a URL and not as a file.
func IsHistoryURL(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// historyServer settles which server keeps the history; nil where that is a file. The file's
// password goes only to the file's server.
func (c *Config) historyServer(flags Flags, environment environment, raw file, p *problems) {
	where := first(flagName(flags.History, "--history"), flagName(environment.history, "DELETECALL_HISTORY"), "history")
	configured := p.source("history", "", "history_password", written{text: raw.HistoryPassword, file: raw.HistoryPasswordFile, command: raw.HistoryPasswordCommand})
	if !IsHistoryURL(c.Paths.History) {
		if isOtherURL(c.Paths.History) {
			p.add(where, "is an address, but not the URL of a PostgreSQL server", "write postgres://user@host/database, or ./ before the name of a file")
		}
		if where == "history" && configured.isSet() {
			p.add(configured.name, "is given, and the history is a file", "remove it, or name a server: history = \"postgres://user@host/database\"")
		}
		return
	}
	c.HistoryServer = &HistoryServer{URL: c.Paths.History}
	c.Paths.History = ""
	if secret.InURL(c.HistoryServer.URL) {
		p.add(where, "has a password in its URL, which shows it to others",
			"leave it out of the URL, and give it with history_password_file, or with DELETECALL_HISTORY_PASSWORD")
	}
	if where == "history" {
		c.HistoryServer.password = configured
	}
	if environment.historyPassword.IsSet() {
		c.HistoryServer.password = source{name: "DELETECALL_HISTORY_PASSWORD", text: environment.historyPassword}
	}
}

// isOtherURL recognises a mistyped address of a server, such as postgress://db/audit, or one as
// psql or Java write it. Taken for the name of a file, it would begin a second history, in which nobody
// sees what was deleted, and show the password that it has.
func isOtherURL(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	if scheme, _, found := strings.Cut(name, "://"); found && scheme != "" && !strings.ContainsAny(scheme, "./\\ ") {
		return true
	}
	if keyword, _, found := strings.Cut(name, "="); found && slices.Contains(connectionKeywords, strings.TrimSpace(keyword)) {
		return true
	}
	scheme, _, found := strings.Cut(name, ":")
	return found && strings.HasPrefix(scheme, "postgres") && !strings.ContainsAny(scheme, "./\\ ")
}

// connectionKeywords begin what psql takes instead of a URL (postgresql.org/docs, "Connection Strings").
var connectionKeywords = []string{"host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "sslmode"}

// Password is that of the URL's user; unset where none is configured. What can't be had is a
// *[deletion.HistoryError], which never holds the secret. A file is read each time, and a
// command is run once.
func (h *HistoryServer) Password(ctx context.Context) (secret.Text, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known.IsSet() || !h.password.isSet() {
		return h.known, nil
	}
	text, wrong := h.password.read(ctx)
	if wrong != nil {
		return secret.Text{}, &deletion.HistoryError{Op: "log in to the history", Path: wrong.Where, Problem: wrong.What, Advice: wrong.Hint, Err: wrong.cause}
	}
	if len(h.password.command) > 0 {
		h.known = text
	}
	return text, nil
}
