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
		"history list --since 7d":    "unknown flag --since\ndeletecall: Did you mean since:7d?",
		"history stats --operater x": "unknown flag --operater\ndeletecall: Did you mean operator:alice?",
		"completion bash now":        "deletecall completion bash takes no argument, but got \"now\"",
		"hold remove 3":              "Did you mean deletecall hold release?",
		"hold show":                  "Did you mean deletecall hold list?",
		"hold ad":                    "Did you mean deletecall hold add?",
		"export":                     "Did you mean deletecall history export?",
		"completion bsh":             "Did you mean deletecall completion bash?",
		"history help":               "Did you mean deletecall help history?",
		"hold help add":              "Did you mean deletecall help hold?",
	} {
		if got := refusal(t, t.TempDir(), strings.Fields(line)...); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}

// A word for the removal of something else must not lead to the command that deletes a call.
func TestOnlyAtTheBeginningDoesDeleteMeanSend(t *testing.T) {
	root := Program{Args: []string{"__complete"}}.rootCommand() // with all commands
	for _, word := range []string{"delete", "del", "remove", "rm"} {
		for _, group := range commandsBelow(root)[1:] {
			if !group.HasSubCommands() {
				continue
			}
			line := append(strings.Fields(group.CommandPath())[1:], word, "3")
			_, meant, _ := strings.Cut(refusal(t, t.TempDir(), line...), "Did you mean ")
			if said, _, _ := strings.Cut(meant, "\n"); said != "" && !strings.HasPrefix(said, group.CommandPath()+" ") {
				t.Errorf("%q: %s", line, said)
			}
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
