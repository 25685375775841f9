package config

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatCannotBePrintedIsRefusedWithItsPosition(t *testing.T) {
	const escaped = "a\x1b[2J"
	tests := []struct {
		name  string
		flags Flags
		file  string
		want  string
	}{
		{"the history's flag", Flags{History: escaped}, "", "--history holds a character that can't be printed (escape, at position 2)"},
		{"the log's flag", Flags{Log: escaped}, "", "--log holds a character that can't be printed (escape, at position 2)"},
		{"the configuration's flag", Flags{Config: escaped}, "", "--config holds a character that can't be printed (escape, at position 2)"},
		{"the server's flag", Flags{Server: "é\u200b"}, "", "--server holds a character that can't be printed (invisible character, at position 2)"},
		{"the URL's flag", Flags{URL: "http://\u202eb"}, "", "--url holds a character that can't be printed (bidirectional control, at position 8)"},
		{"bytes that are not UTF-8", Flags{History: "a\xff"}, "", "--history holds a character that can't be printed (not UTF-8, at position 2)"},
		{"a C1 control", Flags{History: "a\u009b"}, "", "--history holds a character that can't be printed (control character, at position 2)"},
		{"the file's history", Flags{}, "history = \"/a\\u001b\"\n", ":1: history holds a character that can't be printed (escape, at position 3)"},
		{"the file's URL", Flags{}, "[servers.a]\nurl = \"http://a\\u200b\"\n", "holds a character that can't be printed (invisible character, at position 9)"},
		{"the checkpoints' file", Flags{}, "[checkpoints]\nfile = \"/a\\u001b\"\n", ":2: checkpoints.file holds a character that can't be printed (escape, at position 3)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := withFile(t, test.file)
			s.flags = test.flags
			if _, err := s.load(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestAPathInAnyScriptIsTakenFromFlagAndEnvironment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a\u00a0b %?# 録音 👩‍💻 🗑\ufe0f क्ष e\u0301.db")
	s := withFile(t, "")
	s.environ["DELETECALL_HISTORY"] = path
	if got := s.mustLoad(t).Paths.History; got != path {
		t.Errorf("the variable's is %q", got)
	}
	s.flags.History = path
	if got := s.mustLoad(t).Paths.History; got != path {
		t.Errorf("the flag's is %q", got)
	}
}
