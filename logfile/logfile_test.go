package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"deletecall/secret"
)

const key = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"

// logged returns what one line of the log looks like after log has written it.
func logged(t *testing.T, format string, write func(*Log)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "deletecall.log")
	log, err := Open(Options{File: path, Format: format})
	if err != nil {
		t.Fatal(err)
	}
	write(log)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNoSecretGetsIntoTheLogByAnyWay(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		text := logged(t, format, func(log *Log) {
			log.Hide(secret.New(key))
			log.Info("the server said "+key, "message", "key "+strings.ToUpper(key), "error", errors.New("get http://x/?apiKey="+key),
				"typed", secret.New(key), slog.Group("group", "inner", key), key, "as a name", "bytes", []byte(key))
			log.With("always", key).WithGroup("g"+key).Info("x", "y", "split 74c8eea0-50c6-40b2-9f3e-\n252ed501c3c8")
		})
		flat := strings.NewReplacer("\n", "", `\n`, "").Replace(strings.ToLower(text))
		if strings.Contains(flat, key) || strings.Contains(flat, "74c8eea0") {
			t.Errorf("%s: %s", format, text)
		}
	}
}

func TestForeignTextIsOneCleanLine(t *testing.T) {
	const hostile = "a\x1b[31m\u202e\u009b\nlevel=ERROR msg=forged\xff"
	for _, format := range []string{"text", "json"} {
		text := logged(t, format, func(log *Log) {
			log.Info(hostile, "value", hostile, "error", errors.New(hostile), slog.Group("g", "v", hostile), hostile, 1)
		})
		if strings.Count(text, "\n") != 1 || strings.ContainsAny(text, "\x1b\u202e\u009b") || strings.Contains(text, "\xff") {
			t.Errorf("%s: %q", format, text)
		}
	}
}

func TestTheJSONIsJSON(t *testing.T) {
	text := logged(t, "json", func(log *Log) { log.Info("sent", "number", 7, "took", 1.5, "ok", true) })
	var line map[string]any
	if err := json.Unmarshal([]byte(text), &line); err != nil || line["number"] != 7.0 || line["ok"] != true {
		t.Errorf("%s: %v", text, err)
	}
}

func TestTheLevelIsKept(t *testing.T) {
	var out bytes.Buffer
	log := newLog(&out, os.Stdin, Options{Level: slog.LevelWarn})
	log.Info("quiet")
	log.Warn("loud")
	if strings.Contains(out.String(), "quiet") || !strings.Contains(out.String(), "loud") {
		t.Error(out.String())
	}
}

func TestWithoutAFileNothingIsLogged(t *testing.T) {
	log, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	log.Hide(secret.New(key))
	log.Error("nowhere")
	if err := log.Close(); err != nil {
		t.Error(err)
	}
}

func TestALogThatCannotBeOpenedIsSaid(t *testing.T) {
	if _, err := Open(Options{File: filepath.Join(t.TempDir(), "no", "such", "folder.log")}); err == nil {
		t.Error("it is taken for open")
	}
}

func TestALogIsNotAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("there are no pipes here")
	}
	if _, err := Open(Options{File: pipe}); err == nil {
		t.Error("a pipe that nobody reads is taken for a log")
	}
	reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := Open(Options{File: pipe}); err == nil {
		t.Error("a pipe that somebody may read is taken for a log")
	}
}

func TestALogIsNoTerminalAndNoDevice(t *testing.T) {
	for _, path := range []string{"/dev/full", "/dev/ptmx"} {
		if _, err := Open(Options{File: path}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if log, err := Open(Options{File: os.DevNull}); err != nil || log.Close() != nil {
		t.Errorf("a log that is dropped: %v", err)
	}
}
