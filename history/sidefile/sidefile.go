// Package sidefile is the file on this machine for outcomes that a history can't take. Each is a
// line that is on disk before the deletion is reported, and is imported later.
package sidefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// Append adds a line, and returns when it is durable. It waits that long for another process.
func Append(path string, wait time.Duration, line []byte) error {
	file, err := open(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, wait)
	if err != nil {
		return err
	}
	// A line that was cut off by a full disk must not swallow this one.
	return privatefile.Append(file, append(append([]byte("\n"), line...), '\n'))
}

// open locks the file until it is closed. It does not wait for ever for another process: that
// one may have been stopped.
func open(path string, flag int, wait time.Duration) (*os.File, error) {
	file, err := privatefile.Open(path, flag|privatefile.NoFollow)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := privatefile.LockUntil(ctx, file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// most bounds a side file, in bytes. A line is one outcome, of at most some MiB.
const most = 256 << 20

// Take hands the content of a file that is not empty to take, and empties the file when that
// says that it has all of it, durably. The file is locked meanwhile.
func Take(path string, wait time.Duration, take func(content []byte) (all bool, err error)) error {
	if length(path) == 0 {
		return nil
	}
	file, err := open(path, os.O_RDWR, wait)
	if err != nil {
		return err
	}
	defer file.Close()
	content, err := privatefile.ReadFile(file, most)
	if err != nil {
		return err
	}
	all, err := take(content)
	if err != nil || !all {
		return err
	}
	return privatefile.Empty(file)
}

// Ending is that of the names of side files in a folder for several histories.
const Ending = ".outcomes"

const mostNames = 10_000

// Of are the side files in such a folder that may have outcomes of the history with this ID,
// which may have been elsewhere when they were put aside. One that can't be read has none that
// anybody could take.
func Of(history, folder string) (paths []string) {
	names, _ := privatefile.Names(folder, mostNames) // without the folder, there are none
	for _, name := range names {
		path := filepath.Join(folder, name)
		if !strings.HasSuffix(name, Ending) || length(path) == 0 {
			continue
		}
		if content, err := privatefile.Read(path, most); err == nil && bytes.Contains(content, []byte(history)) {
			paths = append(paths, path)
		}
	}
	return paths
}

// length is that of a side file. One that can't be looked at has one, and what is not a file:
// a pipe has none of its own, and would not take an outcome.
func length(path string) int64 {
	look, err := privatefile.Examine(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0
	case err != nil || !look.Mode.IsRegular():
		return 1
	}
	return look.Size
}

// Warnings say which of some side files have lines that an import left there.
func Warnings(paths ...string) (warnings []string) {
	for _, path := range paths {
		if length(path) > 0 {
			warnings = append(warnings, fmt.Sprintf("%s has lines that the history can't import. Look at them, then move the file away.", safetext.Line(path)))
		}
	}
	return warnings
}
