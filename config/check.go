package config

import (
	"context"
	"errors"
)

// Check is [Load] for finding all mistakes at once: it goes on after each of them, and
// looks at the console's keys and at the files that hold the secrets, too. Commands are not run. The configuration
// is as complete as the mistakes allow.
func Check(ctx context.Context, from Sources) (*Config, []Problem) {
	config, found := examine(from)
	for _, server := range config.Servers {
		server.Credentials.checkFiles(ctx, found)
		if isUngiven(server.ClientKey) {
			wrong := ungiven("servers."+server.Name+".client_key", server.ClientKey)
			found.add(wrong.Where, wrong.What, wrong.Hint)
		}
	}
	if config.HistoryServer != nil && config.HistoryServer.password.file != "" {
		if _, wrong := config.HistoryServer.password.read(ctx); wrong != nil {
			found.add(wrong.Where+"_file", wrong.What, wrong.Hint)
		}
	}
	var keys *Error
	if _, err := config.Keymap(); errors.As(err, &keys) {
		found.list = append(found.list, keys.Problems...)
	}
	return config, found.list
}

// Line is where a key is in the file, from 1, by its dotted path; 0 when it is not there.
func (c *Config) Line(key string) int { return c.lines[key] }
