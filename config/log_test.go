package config

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWithoutSettingsThereIsNoLog(t *testing.T) {
	want := Log{File: "", Format: "text", Level: slog.LevelInfo}
	for name, text := range map[string]string{"no file": "", "no table": "operator = \"alice\"\n", "an empty table": "[log]\n", "empty values": "[log]\nfile = \"\"\nformat = \"\"\nlevel = \"\"\n"} {
		if got := withFile(t, text).mustLoad(t).Log; got != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTheLogIsReadFromItsTable(t *testing.T) {
	tests := []struct {
		text string
		want Log
	}{
		{"file = \"/var/log/deletecall\"\n", Log{"/var/log/deletecall", "text", slog.LevelInfo}},
		{"file = \"/a/../log\"\nformat = \"text\"\nlevel = \"debug\"\n", Log{"/log", "text", slog.LevelDebug}},
		{"format = \"json\"\nlevel = \"info\"\n", Log{"", "json", slog.LevelInfo}},
		{"level = \"warn\"\n", Log{"", "text", slog.LevelWarn}},
		{"format = \"JSON\"\nlevel = \"Error\"\n", Log{"", "json", slog.LevelError}},
	}
	for _, test := range tests {
		if got := withFile(t, "[log]\n"+test.text).mustLoad(t).Log; got != test.want {
			t.Errorf("%s: %+v, want %+v", test.text, got, test.want)
		}
	}
}

func TestMistakesOfTheLogAreReportedWithTheirLineAndWhatWasExpected(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an unknown format", "[log]\nformat = \"xml\"\n", ":2: log.format has an invalid value\n  Use text or json"},
		{"a mistyped level", "[log]\nfile = \"/x\"\nlevel = \"wran\"\n", ":3: log.level has an invalid value\n  Did you mean warn?\n  Use debug, info, warn or error"},
		{"an unknown level", "[log]\nfile = \"/x\"\nlevel = \"loud\"\n", ":3: log.level has an invalid value\n  Use debug, info, warn or error"},
		{"an unknown key", "[log]\nlevle = \"info\"\n", ":2: log.levle is an unknown key\n  Did you mean level?"},
		{"a key of the top in the table", "[log]\ntheme = \"dark\"\n", ":2: log.theme is an unknown key\n  Write theme above the first section"},
		{"a path instead of a table", "log = \"/var/log/deletecall\"\n", ":1: log has a value of the wrong type"},
		{"a path that can't be printed", "[log]\nfile = \"/x\\u001b[2J\"\n", ":2: log.file holds a character that can't be printed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := withFile(t, test.text).load()
			var setup *Error
			if !errors.As(err, &setup) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "\x1b") {
				t.Error("the error carries a control character")
			}
		})
	}
}

func TestTheFlagsLogWinsOverTheEnvironmentsAndThatOverTheFiles(t *testing.T) {
	s := withFile(t, "[log]\nfile = \"/from/file\"\nformat = \"json\"\nlevel = \"error\"\n")
	expect := func(file string) {
		t.Helper()
		if got, want := s.mustLoad(t).Log, (Log{file, "json", slog.LevelError}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	expect("/from/file")
	s.environ["DELETECALL_LOG"] = "/from/environment"
	expect("/from/environment")
	s.flags.Log = "/from/flag"
	expect("/from/flag")
}

func TestARelativeLogIsMadeAbsoluteLikeTheHistory(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	s := withFile(t, "[log]\nfile = \"from/file\"\n")
	if got, want := s.mustLoad(t).Log.File, filepath.Join(folder, "from/file"); got != want {
		t.Errorf("the file's: %s, want %s", got, want)
	}
	s.flags.Log, s.flags.History = "flag.log", "flag.db"
	config := s.mustLoad(t)
	if config.Log.File != filepath.Join(folder, "flag.log") || config.Paths.History != filepath.Join(folder, "flag.db") {
		t.Errorf("the flags': %s and %s", config.Log.File, config.Paths.History)
	}
}

func TestALogVariableWithAControlCharacterIsRefused(t *testing.T) {
	s := withFile(t, "")
	s.environ["DELETECALL_LOG"] = "/x\x1b[2J"
	if _, err := s.load(); err == nil || !strings.Contains(err.Error(), "DELETECALL_LOG holds a character that can't be printed (escape, at position 3)") {
		t.Errorf("error %v", err)
	}
}

func TestALogThatWouldSpoilTheHistoryOrTheConfigurationIsRefused(t *testing.T) {
	s := withFile(t, "[log]\nfile = \"/audit/history.db\"\n")
	history := s.write(t, ".local/share/deletecall/history.db", "records", 0o600)
	link := filepath.Join(s.home, "link.log")
	if err := os.Link(history, link); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		flags       Flags
		environment string
		want        string
	}{
		{"the file names the history", Flags{History: "/audit/../audit/history.db"}, "", ":2: log.file is the file of the history\n  Give the log a file of its own"},
		{"the flag names the history", Flags{Log: history}, "", "--log is the file of the history"},
		{"the variable names the history", Flags{}, history, "DELETECALL_LOG is the file of the history"},
		{"a link leads to the history", Flags{Log: link}, "", "--log is the file of the history"},
		{"the flag names the configuration", Flags{Log: filepath.Join(s.home, ".config/deletecall/config.toml")}, "", "--log is the configuration file"},
		{"the flag names another file", Flags{Log: "/var/log/deletecall"}, history, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s.flags, s.environ["DELETECALL_LOG"] = test.flags, test.environment
			_, err := s.load()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
