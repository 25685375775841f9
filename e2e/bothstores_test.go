package e2e

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"deletecall/history/postgres"
	"deletecall/simulator"
)

// bothStores are commands in their order, and what each ends with. Files are in a folder of its
// own for each store.
var bothStores = []struct {
	code    int
	command string
}{
	{0, "send --native-id TRS26140192 --reason GDPR-1 --yes"},
	{3, "send --native-id TRS26140192 --reason GDPR-2 --yes"},
	{0, "hold add --extension 8811 --owner Legal --tag 77 --reason court"},
	{5, "send --extension 8811 --status last --yes"},
	{0, "hold release 1 --reason over"},
	{0, "history list GDPR outcome:refused --sort identifier --reverse"},
	{0, "history show 2 --json"},
	{3, "history show 99"},
	{0, "history stats --by day"},
	{0, "history export --format jsonl GDPR"},
	{1, "history settle 1 --found deleted --note looked"},
	{0, "history checkpoint --out now.checkpoint"},
	{0, "history certificate 1 --mask --out page.html"},
	{0, "history rebuild"},
	{0, "history expire GDPR-2 --data identifier --yes"},
	{0, "history show 2"},
	{0, "history verify --checkpoint now.checkpoint"},
	{0, "history backup saved.db"},
	{0, "history verify --history saved.db"},
	{0, "history archive --before 2999-01-01 closed.db"},
	{1, "history archive --before 2999-01-01 closed.db"},
	{1, "history archive --before 2001-01-01 none.db"},
	{0, "history verify --history closed.db"},
	{0, "history log --json"},
}

// Whoever moves from a file to a server has nothing to learn again: each command prints the same
// and ends with the same.
func TestEveryCommandIsTheSameOnAServer(t *testing.T) {
	owner, as := shared(t)
	person{t, t.TempDir(), nil}.expect(0, "has a history now", "history", "init", "--history", owner)
	administrate(t, owner, `CREATE ROLE same LOGIN IN ROLE deletecall_writer`)
	onFile := newTranscript(t, "history.db", "history.db")
	onServer := newTranscript(t, as("same"), postgres.Masked(as("same")))
	for _, test := range bothStores {
		t.Run(test.command, func(t *testing.T) {
			code, there := onServer.run(test.command)
			fileCode, want := onFile.run(test.command)
			if code != test.code || fileCode != test.code {
				t.Errorf("on the server it ends with %d, with a file with %d, want %d", code, fileCode, test.code)
			}
			if there != want {
				t.Errorf("on the server:\n%s\nwith a file:\n%s", there, want)
			}
		})
	}
}

// transcript runs commands on one history, and hides in their output what differs by nature.
type transcript struct {
	person
	hide *strings.Replacer
}

func newTranscript(t *testing.T, history, name string) transcript {
	home := t.TempDir()
	if name == history {
		history = filepath.Join(home, history)
		name = history
	}
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	url := strings.TrimPrefix(system.environ()[0], "DELETECALL_URL=")
	environ := append(system.environ(), "DELETECALL_HISTORY="+history)
	return transcript{person{t, home, environ}, strings.NewReplacer(name, "HISTORY", home, "HOME", url, "SERVER", strings.TrimPrefix(url, "http://"), "SERVER")}
}

var differing = []struct {
	is   *regexp.Regexp
	word string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([.,]\d+)?( ?[A-Z]{3,4}\b|Z|[+-]\d\d:?\d\d)?`), "TIME"},
	{regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8,}\b`), "HEX"},
	{regexp.MustCompile(`[A-Za-z0-9+/]{40,}={0,2}`), "BASE64"},
	{regexp.MustCompile(`\b\d+(\.\d+)? ?(ms|µs|s)\b`), "DURATION"},
	{regexp.MustCompile(`\b(\d+):[A-Za-z0-9+/]{8}`), "$1:ROOT"},
	{regexp.MustCompile(`(duration_(ms|us)"?[=:]"?)\d+`), "${1}DURATION"},
	{regexp.MustCompile(`1-[A-Z0-9]{4}-[A-Z0-9]{4}`), "SERIAL"},
	// A file is rewritten at once, a server's by its owner.
	{regexp.MustCompile(`deletecall: warning: The server's files still have what was removed.*\n`), ""},
	// With a file it is the account, which deletes, too.
	{regexp.MustCompile(`Whoever (owns this account|administers the server of this history)`), "WHOEVER"},
}

func (t transcript) run(line string) (int, string) {
	args := strings.Fields(line)
	for i, arg := range args {
		if strings.Contains(arg, ".") {
			args[i] = filepath.Join(t.home, arg)
		}
	}
	code, output := t.person.run(args...)
	output = t.hide.Replace(output)
	for _, it := range differing {
		output = it.is.ReplaceAllString(output, it.word)
	}
	return code, output
}
