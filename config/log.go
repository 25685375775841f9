package config

import (
	"log/slog"
	"path/filepath"

	"deletecall/privatefile"
)

// Log tells where the program writes a log of its own work, and how.
type Log struct {
	File   string // an absolute path; empty for no log
	Format string // text or json
	Level  slog.Level
}

func newLog(raw logFile, p *problems) Log {
	if problem := controlInPath(raw.File); problem != "" {
		p.add("log.file", problem, "remove that character")
	}
	read := Log{File: raw.File, Format: choice(p, "log.format", raw.Format, "text", "json")}
	switch choice(p, "log.level", first(raw.Level, "info"), "debug", "info", "warn", "error") {
	case "debug":
		read.Level = slog.LevelDebug
	case "info":
		read.Level = slog.LevelInfo
	case "warn":
		read.Level = slog.LevelWarn
	case "error":
		read.Level = slog.LevelError
	}
	return read
}

// place settles where history and log lie: the flag's path, else the variable's,
// else the file's. A path is made absolute once, here, so that it stays the same
// file whatever happens to the working folder.
func (c *Config) place(flags Flags, environment environment, raw file, p *problems) {
	if problem := controlInPath(raw.History); problem != "" {
		p.add("history", problem, "remove that character")
	}
	c.Paths.History = first(flags.History, environment.history, raw.History, c.Paths.History)
	c.historyServer(flags, environment, raw, p)
	c.Log.File = first(flags.Log, environment.log, raw.Log.File)
	for _, path := range []*string{&c.Paths.History, &c.Log.File} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			p.list = append(p.list, Problem{Where: "the working folder", What: "can't be found: " + privatefile.Cause(err), Hint: "change to a folder that exists, or write whole paths"})
			continue
		}
		*path = absolute
	}
	where := first(flagName(flags.Log, "--log"), flagName(environment.log, "DELETECALL_LOG"), "log.file")
	c.checkLogPath(where, p)
}

// checkLogPath keeps the log out of the files that it would spoil: lines at the
// end of the history's database or of the configuration.
func (c *Config) checkLogPath(where string, p *problems) {
	switch {
	case c.Log.File == "":
	case c.Log.File == c.Paths.History || privatefile.IsSame(c.Log.File, c.Paths.History):
		p.add(where, "is the file of the history", "give the log a file of its own")
	case c.Log.File == c.Paths.Config || privatefile.IsSame(c.Log.File, c.Paths.Config):
		p.add(where, "is the configuration file", "give the log a file of its own")
	}
}
