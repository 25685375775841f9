package config

import (
	"path/filepath"
)

// Paths are the places of the program's files.
type Paths struct {
	Config  string // the configuration file
	History string // the history's database
	Console string // what the console remembers of its person's choices; empty where there is no place for it
}

// WitnessFolder is where a witness keeps its key and what it cosigned: next to the history's
// default place. The problem says what is missing where there is none.
func WitnessFolder(lookupEnv func(string) (string, bool)) (folder string, problem *Problem) {
	found, problem := paths(lookupEnv)
	return filepath.Join(filepath.Dir(found.History), "witness"), problem
}

// paths follows the XDG Base Directory Specification 0.8: a variable that is
// not an absolute path is ignored.
func paths(lookupEnv func(string) (string, bool)) (Paths, *Problem) {
	home, _ := lookupEnv("HOME")
	folder := func(variable, underHome string) (string, *Problem) {
		if value, _ := lookupEnv(variable); filepath.IsAbs(value) {
			return filepath.Join(value, "deletecall"), nil
		}
		if !filepath.IsAbs(home) {
			return "", &Problem{Where: "HOME", What: "is not set to an absolute path",
				Hint: "set HOME, or " + variable + ", or name the files with --config and --history"}
		}
		return filepath.Join(home, underHome, "deletecall"), nil
	}
	configuration, missing := folder("XDG_CONFIG_HOME", ".config")
	if missing != nil {
		return Paths{}, missing
	}
	data, missing := folder("XDG_DATA_HOME", ".local/share")
	if missing != nil {
		return Paths{}, missing
	}
	found := Paths{
		Config:  filepath.Join(configuration, "config.toml"),
		History: filepath.Join(data, "history.db"),
	}
	if state, missing := folder("XDG_STATE_HOME", ".local/state"); missing == nil {
		found.Console = filepath.Join(state, "console.json")
	}
	return found, nil
}
