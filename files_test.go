package main

import (
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
)

// waysToTouchFiles are those that package privatefile replaces: each of them waits for a pipe,
// reads without a bound, leaves half a file after a crash, or judges a file in a way of its own.
var waysToTouchFiles = []string{"os.Open", "os.OpenFile", "os.ReadFile", "os.WriteFile", "os.Create", "os.CreateTemp", "os.DirFS", "os.OpenRoot",
	"os.Stat", "os.Lstat", "os.SameFile", "os.Truncate", "os.Symlink", "os.NewFile", "syscall.Open", "golang.org/x/sys/unix.Open", "crypto/tls.LoadX509KeyPair",
	"os.Mkdir", "os.MkdirAll", "os.MkdirTemp", "os.Chmod", "os.ReadDir", "os.Readlink", "path/filepath.EvalSymlinks", "golang.org/x/sys/unix.Access", "os.Link", "os.Rename", "io/ioutil.ReadFile", "io/ioutil.WriteFile", "syscall.Flock", "golang.org/x/sys/unix.Flock", ".Sync"}

// usesOfFiles are the exceptions, with their reasons.
var usesOfFiles = map[string]string{
	"cli os.OpenFile":                                 "/dev/tty is a device, and only written to",
	"process os.NewFile":                              "a terminal or a standard stream that is open already",
	"process golang.org/x/sys/unix.Open":              "the null device",
	"cli os.MkdirTemp":                                "a folder of its own for the practice system, and nothing in it has to last",
	"history/sqlite os.MkdirTemp":                     "a folder of its own for a copy that only this process reads",
	"history/sqlite/place os.Chmod":                   "the mode of the database, which SQLite made",
	"history/sqlite/place path/filepath.EvalSymlinks": "reads no file; the files of a history are next to what a link leads to",
	"history/sqlite/place os.Readlink":                "reads no file; a link to what is missing would make it",
	"app path/filepath.EvalSymlinks":                  "reads no file; names are compared",
	"config path/filepath.EvalSymlinks":               "reads no file; the link to a configuration stays one when that is replaced",
	"process os.Readlink":                             "the name of the terminal",
	"history/sqlite/place os.Rename":                  "the files of a history are moved together and synced once; the name of a lock file need not last",
}

func TestFilesAreTouchedInOneWay(t *testing.T) {
	met := map[string]bool{}
	eachUse(t, func(room, use string, at token.Position) {
		outside, _, _ := strings.Cut(room, "/")
		if !slices.Contains(waysToTouchFiles, use) || slices.Contains([]string{"privatefile", "bench", "e2e", "docs", "testkit"}, outside) {
			return
		}
		if met[room+" "+use] = true; usesOfFiles[room+" "+use] == "" {
			t.Errorf("%s: %s; package privatefile is the one way to touch a file", at, use)
		}
	})
	wantMet(t, met, slices.Collect(maps.Keys(usesOfFiles)))
}
