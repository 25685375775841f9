package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ofTheProcess is what the process has only one of, and its sessions share: its
// arguments, environment, user, streams, signals and settings.
var ofTheProcess = map[string][]string{
	"os": {"Args", "Chdir", "Clearenv", "Environ", "Exit", "ExpandEnv", "Getegid", "Getenv", "Geteuid", "Getgid", "Getppid", "Getuid", "Getwd",
		"LookupEnv", "MkdirTemp", "Setenv", "Stderr", "Stdin", "Stdout", "TempDir", "Unsetenv", "UserCacheDir", "UserConfigDir", "UserHomeDir"},
	"os/user": {"Current"},
	"os/exec": {"Command", "CommandContext"}, // which inherit the environment

	// Both read psql's variables and ~/.pgpass.
	"github.com/jackc/pgx/v5/pgconn":  {"ParseConfig", "ParseConfigWithOptions", "Connect"},
	"github.com/jackc/pgx/v5/pgxpool": {"New", "ParseConfig"},

	"time":                  {"LoadLocation", "Local"}, // which read ZONEINFO and TZ
	"os/signal":             {"Ignore", "Notify", "NotifyContext", "Reset", "Stop"},
	"runtime/debug":         {"SetGCPercent", "SetMemoryLimit", "SetTraceback"},
	"syscall":               {"Environ", "Getenv", "Geteuid", "Getuid", "Setenv", "Umask"},
	"golang.org/x/sys/unix": {"Environ", "Getenv", "Geteuid", "Getuid", "Setenv", "Umask"},
	"crypto/x509":           {"SystemCertPool"}, // which reads the environment
	"net/http":              {"DefaultClient", "DefaultTransport", "Get", "Post", "ProxyFromEnvironment"},
	"log":                   {"Default", "Fatal", "Fatalf", "Print", "Printf", "Println", "SetOutput"},
	"log/slog":              {"Default", "SetDefault"},
}

// mayUseTheProcess are the rooms above the sessions, and the programs of their own.
var mayUseTheProcess = []string{".", "cli", "process", "startup", "bench", "bench/leastsend", "bench/yardstick", "docs/man", "docs/picture", "ui/uitest", "testkit/pgserver"}

// usesOfTheProcess are the exceptions, with their reasons.
var usesOfTheProcess = map[string]string{
	"privatefile os.Geteuid":                                       "the system decides by it which files this process may touch, whoever its sessions serve",
	"config os/exec.CommandContext":                                "a command that a configuration names inherits the environment of the process",
	"history/carry os/exec.CommandContext":                         "a command that a configuration names inherits the environment of the process",
	"history/sqlite os.MkdirTemp":                                  "TMPDIR says where a copy of what was cut off is made, as it does for SQLite's own temporary files",
	"config time.Local":                                            "where no zone is configured, the machine's is shown",
	"history/export time.Local":                                    "only compared with: it has no name",
	"lookup time.Local":                                            "only compared with: it has no name",
	"config time.LoadLocation":                                     "ZONEINFO may name another copy of the time zones",
	"deletion time.LoadLocation":                                   "ZONEINFO may name another copy of the time zones",
	"history/storetest time.LoadLocation":                          "a zone of the tests",
	"history/postgres os.Getenv":                                   "which files the library is going to read by psql's variables",
	"history/postgres os.UserHomeDir":                              "which files the library is going to read in the home folder",
	"history/postgres github.com/jackc/pgx/v5/pgxpool.ParseConfig": "psql's variables say what the URL leaves out",
}

// TestNothingBelowTheProgramUsesTheProcess keeps two sessions in one process apart: what
// they need of it comes in as values.
func TestNothingBelowTheProgramUsesTheProcess(t *testing.T) {
	met := map[string]bool{}
	eachUse(t, func(room, use string, at token.Position) {
		path, name, _ := cutLast(use)
		if !slices.Contains(ofTheProcess[path], name) {
			return
		}
		met[room], met[room+" "+use] = true, true
		if !slices.Contains(mayUseTheProcess, room) && usesOfTheProcess[room+" "+use] == "" {
			t.Errorf("%s: %s belongs to the whole process; take it as a value", at, use)
		}
	})
	wantMet(t, met, mayUseTheProcess)
	wantMet(t, met, slices.Collect(maps.Keys(usesOfTheProcess)))
}

// wantMet fails for exceptions that nothing needs.
func wantMet(t *testing.T, met map[string]bool, exceptions []string) {
	t.Helper()
	for _, exception := range exceptions {
		if !met[exception] {
			t.Errorf("nothing needs the exception %q; remove it", exception)
		}
	}
}

// TestTheScreensHaveTheirClockFromOutside: what Update and View do depends on messages
// only, so that a test can replay it.
func TestTheScreensHaveTheirClockFromOutside(t *testing.T) {
	eachUse(t, func(room, use string, at token.Position) {
		inScreens := room == "ui" || strings.HasPrefix(room, "ui/")
		if !inScreens || room == "ui/uitest" || room == "ui/input" { // which are before and around them
			return
		}
		if path, name, _ := cutLast(use); path == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "Local"}, name) || path == "os" {
			t.Errorf("%s: a screen uses %s", at, use)
		}
	})
}

// eachUse calls found with every use of a name of another package in the product: the
// room, "path.Name" of what is used, and where. A field or method is ".Name".
func eachUse(t *testing.T, found func(room, use string, at token.Position)) {
	t.Helper()
	eachFile(t, func(room string, file *ast.File, at func(token.Pos) token.Position) {
		imported := importsOf(file)
		ast.Inspect(file, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				from := "" // a field or a method
				if name, ok := selector.X.(*ast.Ident); ok {
					from = imported[name.Name]
				}
				found(room, from+"."+selector.Sel.Name, at(selector.Pos()))
			}
			return true
		})
	})
}

// eachFile parses every file of the product.
func eachFile(t *testing.T, found func(room string, file *ast.File, at func(token.Pos) token.Position)) {
	t.Helper()
	files := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err == nil {
			found(filepath.ToSlash(filepath.Dir(path)), file, files.Position)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// importsOf returns the paths of a file's imports by the names that it uses for them.
func importsOf(file *ast.File) map[string]string {
	paths := map[string]string{}
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		_, name, _ := cutLast(strings.ReplaceAll(path, "/", "."))
		if spec.Name != nil {
			name = spec.Name.Name
		}
		paths[name] = path
	}
	return paths
}

func cutLast(use string) (before, after string, found bool) {
	at := strings.LastIndex(use, ".")
	return use[:max(at, 0)], use[at+1:], at >= 0
}
