package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"deletecall/config"
	"deletecall/history/carry"
	"deletecall/history/sqlite/place"
	"deletecall/logfile"
	"deletecall/safetext"
)

// OpenLog opens the log that the configuration names, unless it is another file of ours.
func OpenLog(loaded *config.Config) (*logfile.Log, error) {
	if file := loaded.Log.File; file != "" && keeps(loaded, file) {
		return nil, &SetupError{safetext.Line(file) + " is a file that deletecall keeps for something else\nName another one for the log"}
	}
	log, err := logfile.Open(logfile.Options{File: loaded.Log.File, Format: loaded.Log.Format, Level: loaded.Log.Level})
	if err != nil {
		return nil, &SetupError{err.Error()}
	}
	return log, nil
}

// CheckCheckpointFile refuses, before anything is done, a file for checkpoints that is
// something else. What can't be looked at now is looked at when a checkpoint is carried.
func CheckCheckpointFile(loaded *config.Config) error {
	path := loaded.Checkpoints.File
	if path == "" {
		return nil
	}
	if loaded.Log.File != "" && resolved(path) == resolved(loaded.Log.File) || keeps(loaded, path) {
		return wrongCheckpointFile(path, errors.New("deletecall uses this file for something else"))
	}
	if err := carry.CheckFile(path); err != nil {
		return wrongCheckpointFile(path, err)
	}
	return nil
}

// keeps reports whether a file is the configuration, belongs to the history, or is where
// the program keeps its keys and what it remembers of histories.
func keeps(loaded *config.Config, path string) bool {
	if loaded.HistoryServer == nil && place.BelongsTo(loaded.Paths.History, path) {
		return true
	}
	folder := filepath.Dir(loaded.Paths.Config)
	for _, name := range []string{path, resolved(path)} {
		for _, kept := range []string{filepath.Join(folder, "keys"), filepath.Join(folder, "histories")} {
			if strings.HasPrefix(name, kept+"/") || strings.HasPrefix(name, resolved(kept)+"/") {
				return true
			}
		}
		if name == loaded.Paths.Config {
			return true
		}
	}
	return false
}

// resolved is a path without symbolic links, as far as it exists.
func resolved(path string) string {
	if whole, err := filepath.EvalSymlinks(path); err == nil {
		return whole
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(folder, filepath.Base(path))
	}
	return filepath.Clean(path)
}

func wrongCheckpointFile(path string, err error) error {
	return &SetupError{fmt.Sprintf("checkpoints.file: %s can't take checkpoints: %s\nName a new file under [checkpoints]",
		safetext.Line(path), safetext.Line(err.Error()))}
}
