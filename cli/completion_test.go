package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/history/export"
	"deletecall/query"
)

// completed is what a shell is offered for a command line, and whether it adds files.
func completed(t *testing.T, home string, args ...string) (words []string, files bool) {
	t.Helper()
	var out bytes.Buffer
	p := Program{
		Args: append([]string{"__complete"}, args...), In: strings.NewReader(""), Out: &out, Err: &bytes.Buffer{},
		Environ: []string{"HOME=" + home},
	}
	if err := p.Run(context.Background()); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	last := len(lines) - 1
	for _, line := range lines[:last] {
		word, _, _ := strings.Cut(line, "\t")
		words = append(words, word)
	}
	return words, lines[last] == ":0"
}

func words[T ~string](values []T) string {
	var all []string
	for _, value := range values {
		all = append(all, string(value))
	}
	return strings.Join(all, " ")
}

// Backquotes mark the name of a value for the help. In zsh and fish, they were part of the description.
func TestAFlagIsDescribedAsInItsHelp(t *testing.T) {
	for command, described := range map[string]string{
		"":               "--config\tconfiguration FILE",
		"send":           "--extension\tID: a phone number that takes part in the call, such as 8856",
		"history verify": "--quorum\tfail unless N of the witnesses cosigned",
	} {
		var out bytes.Buffer
		p := Program{
			Args: append(append([]string{"__complete"}, strings.Fields(command)...), "--"), In: strings.NewReader(""), Out: &out, Err: &bytes.Buffer{},
			Environ: []string{"HOME=" + t.TempDir()},
		}
		if err := p.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), described+"\n") || strings.Contains(out.String(), "`") {
			t.Errorf("the flags of %q are offered as\n%s", command, &out)
		}
	}
}

func TestAShellIsOfferedTheValuesThatThereAre(t *testing.T) {
	home := t.TempDir()
	folder := filepath.Join(home, ".config", "deletecall")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	const file = "[servers.production]\nurl = \"https://v.example.com\"\n[servers.test]\nurl = \"http://127.0.0.1:1\"\n[filters]\nmine = \"operator:alice\"\n"
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"send --status ":                    words(deletion.Statuses()),
		"send --method ":                    words(deletion.Methods()),
		"send --response-type ":             words(deletion.ResponseTypes()),
		"send --server ":                    "production test",
		"--server ":                         "production test",
		"doctor --server ":                  "production test",
		"history list --filter ":            "mine unsettled",
		"history stats --by ":               words(query.Steps()),
		"history list --sort ":              words(query.OrderNames()),
		"history export --format ":          words(export.Formats()),
		"history certificate --format ":     words(certificate.Formats()),
		"simulate --spelling ":              words(simulatedSpellings()),
		"history settle 1 --found ":         "deleted not-deleted",
		"history list st":                   "status:",
		"history stats 8856 outcome:re":     "outcome:refused",
		"history export status:last|ongoin": "status:last|ongoing status:last|ongoing,next",
		"history list hos":                  "host:",
		"history list -outc":                "-outcome:",
		"history list 8856 -outcome:re":     "-outcome:refused",
		"history list outcome:=re":          "outcome:=refused",
		"history list outcome:=unknown,=re": "outcome:=unknown,=refused",
		"history ch":                        "check-proof checkpoint",
		"help hist":                         "history",
		"completion ":                       "bash fish powershell zsh",
		"send --reason ":                    "",
		"send ":                             "",
		"history show ":                     "",
		"history list --limit ":             "",
		"simulate --listen ":                "",
	} {
		offered, files := completed(t, home, strings.Split(line, " ")...)
		if got := strings.Join(offered, " "); got != want || files {
			t.Errorf("%q: %q, files %v; want %q", line, got, files, want)
		}
	}
	for _, line := range []string{"--config ", "--history ", "--log ", "history export --out ", "history verify --checkpoint ", "history verify --key ",
		"history check-proof ", "history check-proof --key ", "history backup ", "history archive "} {
		if offered, files := completed(t, home, strings.Split(line, " ")...); !files || len(offered) > 0 {
			t.Errorf("%q: %q, files %v", line, offered, files)
		}
	}
}

// A flag for which nothing was registered would be offered the names of files.
func TestEveryFlagHasACompletion(t *testing.T) {
	p := Program{Args: []string{"__complete"}}
	for _, command := range commandsBelow(p.rootCommand()) {
		command.LocalFlags().VisitAll(func(flag *pflag.Flag) {
			_, registered := command.GetFlagCompletionFunc(flag.Name)
			if !registered && flag.NoOptDefVal == "" && !takesFile(flag) {
				t.Errorf("%s --%s", command.CommandPath(), flag.Name)
			}
		})
		if command.ValidArgsFunction == nil && !strings.Contains(command.Use, "FILE") {
			t.Errorf("%s", command.CommandPath())
		}
	}
}

// What is recorded is offered too, and looking for it makes no history.
func TestRecordsAreOffered(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "history.db")
	if offered, _ := completed(t, home, "history", "show", "--history", path, ""); len(offered) > 0 {
		t.Errorf("without a history: %q", offered)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("completion has made a history")
	}
	out := new(bytes.Buffer)
	if err := (Program{Args: []string{"simulate", "--fill", "40", "--history", path}, In: strings.NewReader(""), Out: out, Err: out,
		Environ: []string{"HOME=" + home}, Now: time.Now}).Run(t.Context()); err != nil {
		t.Fatal(err, out)
	}
	if offered, files := completed(t, home, "history", "show", "--history", path, ""); len(offered) != 30 || offered[0] != "40" || files {
		t.Errorf("show: %q, files %v", offered, files)
	}
	for line, want := range map[string]string{"operator:al": "operator:alice", "operator:bob,al": "operator:bob,alice", "server:prod": "server:production",
		"operator:=al": "operator:=alice", "-operator:bob|=al": "-operator:bob|=alice"} {
		if offered, _ := completed(t, home, "history", "list", "--history", path, line); len(offered) != 1 || offered[0] != want {
			t.Errorf("%s: %q", line, offered)
		}
	}
}

// fish reads a text with a dash at its beginning as a flag, unless two dashes come before it.
func TestFishTakesNoCompletionForAFlag(t *testing.T) {
	for _, args := range [][]string{{"completion", "fish"}, {"completion", "fish", "--no-descriptions"}} {
		var script bytes.Buffer
		p := Program{Args: args, In: strings.NewReader(""), Out: &script, Err: io.Discard, Environ: []string{"HOME=" + t.TempDir()}}
		if err := p.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		splits := 0
		for line := range strings.Lines(script.String()) {
			if !strings.Contains(line, "(string split ") {
				continue
			}
			if splits++; !strings.Contains(line, " -- ") {
				t.Errorf("%q: %s", args, line)
			}
		}
		if splits == 0 {
			t.Errorf("%q: the script splits nothing", args)
		}
	}
}

// A hold has a number of its own: that of a record would name another hold, or none.
func TestNumbersThatACommandTakesAreOffered(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "history.db")
	run := func(args ...string) error {
		return Program{Args: append(args, "--history", path), In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
			Environ: []string{"HOME=" + home, "DELETECALL_API_KEY=key"}, Now: time.Now}.Run(t.Context())
	}
	must := func(args ...string) {
		if err := run(args...); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
	}
	must("simulate", "--fill", "4")
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer silent.Close()
	if code := ExitCode(run("send", "--url", silent.URL, "--extension", "8856", "--status", "last", "--yes")); code != ExitUnknown {
		t.Fatalf("the outcome is no unknown one: exit code %d", code)
	}
	for _, extension := range []string{"8804", "8856", "8857"} {
		must("hold", "add", "--extension", extension, "--owner", "Legal", "--reason", "case 77")
	}
	must("hold", "release", "2", "--reason", "closed")
	for line, want := range map[string]string{
		"hold release":      "3 1",
		"hold release 3":    "",
		"history settle":    "5",
		"send --again":      "5",
		"history recheck 3": "5 4 3 2 1",
		"history prove":     "5 4 3 2 1",
	} {
		offered, files := completed(t, home, append([]string{"--history", path}, append(strings.Fields(line), "")...)...)
		if got := strings.Join(offered, " "); got != want || files {
			t.Errorf("%s: %q, files %v; want %q", line, got, files, want)
		}
	}
}
