package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// refusal is what a command line that is wrong gets.
func refusal(t *testing.T, home string, args ...string) string {
	t.Helper()
	var said bytes.Buffer
	p := Program{
		Args: args, In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &said,
		Environ: []string{"HOME=" + home}, Now: time.Now,
	}
	if code := ExitCode(p.Run(context.Background())); code != ExitUsage {
		t.Errorf("%q ends with %d", args, code)
	}
	return said.String()
}

func TestAMistypedCommandLineGetsWhatWasMeant(t *testing.T) {
	for line, want := range map[string]string{
		"snd":                        "unknown command \"snd\"\ndeletecall: Did you mean deletecall send?",
		"snd --extension 8856 --yes": "unknown command \"snd\"\ndeletecall: Did you mean deletecall send?",
		"history lst --format csv":   "unknown command \"lst\"\ndeletecall: Did you mean deletecall history list?",
		"delete --extension 8856":    "unknown command \"delete\"\ndeletecall: Did you mean deletecall send?",
		"history --filtr x":          "unknown flag --filtr\ndeletecall: Did you mean deletecall history list --filter?",
		"send --extenson 8856":       "unknown flag --extenson\ndeletecall: Did you mean --extension?",
		"--extenson 8856":            "unknown flag --extenson\ndeletecall: Did you mean deletecall send --extension?",
		"--extension 8856":           "unknown flag --extension\ndeletecall: Did you mean deletecall send --extension?",
		"history --limt 3":           "unknown flag --limt\ndeletecall: Did you mean deletecall history list --limit?",
		"completion bash now":        "deletecall completion bash takes no argument, but got \"now\"",
		"completion bsh":             "Did you mean deletecall completion bash?",
	} {
		if got := refusal(t, t.TempDir(), strings.Fields(line)...); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}

func TestEveryMistakeOfAConfigurationIsSaidHoweverManyThereAre(t *testing.T) {
	const mistakes = 60
	var text strings.Builder
	text.WriteString("[filters]\n")
	for i := range mistakes {
		fmt.Fprintf(&text, "f%02d = \"user:bob\"\n", i)
	}
	text.WriteString("[keys]\n\"history.refresh\" = \"f99\"\n")
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	said := refusal(t, t.TempDir(), "--config", file, "config", "check")
	for i := range mistakes {
		if where := fmt.Sprintf("config.toml:%d: filters.f%02d", i+2, i); !strings.Contains(said, where) {
			t.Errorf("%s is not said", where)
		}
	}
	if !strings.Contains(said, "history.refresh") || strings.Contains(said, "more lines") {
		t.Errorf("the key is not said:\n%s", said)
	}
}
