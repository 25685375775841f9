package e2e

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/export"
	"deletecall/history/proof"
	"deletecall/history/sqlite/forger"
	"deletecall/query"
	"deletecall/simulator"
	"deletecall/testkit"
)

// hostile is text that does something to a terminal, a line or a reader. The words
// around tell that it was shown at all.
const hostile = "be\x1b[2Jgin\x1b]0;title\x07\x1bP$q\x1b\\ \u009b2J\u009d0;x\u009c \u202e\u2066\u200b\u200f\ufeff\u00ad \u2028\u2029\u0085 \r\x08\x7f \U000e0041 e\u0301\u0301\u0301\u0301\u0301\u0301 \xff\xc3 \tend"

// wantPlain looks for everything in an output that is not plain text in lines.
func wantPlain(t *testing.T, where string, output []byte) {
	t.Helper()
	for rest := output; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 || r != '\n' && !unicode.IsPrint(r) || unicode.Is(unicode.Variation_Selector, r) {
			t.Errorf("%s holds %q near %q", where, rest[:size], rest[:min(len(rest), 60)])
			return
		}
		rest = rest[size:]
	}
	if bytes.Contains(output, []byte("e\u0301\u0301\u0301\u0301\u0301")) {
		t.Errorf("%s holds a flood of marks", where)
	}
}

// outputs runs a command and returns what it wrote.
func outputs(t *testing.T, home string, environ []string, args ...string) (out, err []byte) {
	t.Helper()
	var outBuffer, errBuffer bytes.Buffer
	c := command(t, home, environ, args...)
	c.Stdout, c.Stderr = &outBuffer, &errBuffer
	_ = c.Run()
	return outBuffer.Bytes(), errBuffer.Bytes()
}

// wantPlainOutputs runs a command and looks at both of its outputs.
func wantPlainOutputs(t *testing.T, home string, environ []string, args ...string) (out []byte) {
	t.Helper()
	out, err := outputs(t, home, environ, args...)
	return wantPlainBoth(t, args, out, err)
}

// wantPlainHere does so in this process, which does for what is not asked of the process itself.
func wantPlainHere(t *testing.T, home string, environ []string, args ...string) (out []byte) {
	t.Helper()
	_, out, err := inThisProcess(t, home, environ, args...)
	return wantPlainBoth(t, args, out, err)
}

// wantPlainBoth looks at both outputs of a command.
func wantPlainBoth(t *testing.T, args []string, out, err []byte) []byte {
	t.Helper()
	switch args[len(args)-1] { // what belongs to a format
	case "csv":
		out = bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n"))
	case "syslog":
		out = bytes.Replace(out, []byte(" \ufeff"), []byte(" "), 1) // of the one record
	}
	wantPlain(t, fmt.Sprintf("the output of %q", args), out)
	wantPlain(t, fmt.Sprintf("the error output of %q", args), err)
	return out
}

// readers are the commands that show what the history holds.
var readers = append([][]string{
	{"history", "list"}, {"history", "list", "--json"}, {"history", "list", "begin"}, {"history", "list", "operator:gin"},
	{"history", "show", "1"}, {"history", "show", "1", "--json"},
	{"history", "stats"}, {"history", "stats", "--json"}, {"history", "verify"}, {"history", "verify", "--json"},
	{"history", "certificate", "1"}, {"history", "certificate", "1", "--format", "text"}, {"history", "prove", "1"},
	{"history", "settle", "1", "--found", "deleted", "--note", "seen"}, {"doctor"}, {"doctor", "--json"}, {"send", "--call-id", "X", "--dry-run"},
}, textExports()...)

func textExports() (commands [][]string) {
	for _, format := range export.Formats() {
		if format.IsText() {
			commands = append(commands, []string{"history", "export", "--format", string(format)})
		}
	}
	return commands
}

// fewReaders are those of them that show what is not the history's.
var fewReaders = [][]string{{"history", "list"}, {"history", "show", "1"}, {"history", "stats"}, {"doctor"}, {"doctor", "--json"},
	{"send", "--call-id", "X", "--dry-run"}, {"config", "check"}, {"config", "paths"}}

// tampered is a home whose history somebody wrote into around the product.
func tampered(t *testing.T, system system, statements ...string) (home string) {
	t.Helper()
	home = t.TempDir()
	if out, err := command(t, home, system.environ(), "send", "--native-id", "nobody-has-this", "--reason", "some reason", "--yes").CombinedOutput(); err == nil {
		t.Fatalf("found: %s", out)
	}
	database, err := sql.Open(forger.Driver, filepath.Join(home, ".local/share/deletecall/history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	triggers, err := database.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	var drops []string
	for triggers.Next() {
		var name string
		if err := triggers.Scan(&name); err != nil {
			t.Fatal(err)
		}
		drops = append(drops, "DROP TRIGGER "+name)
	}
	if err := triggers.Close(); err != nil {
		t.Fatal(err)
	}
	for _, statement := range append(drops, statements...) {
		if _, err := database.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return home
}

// refit makes hashes and rows fit the events as they are now, as a forger would who
// knows everything and owns the account: what was changed is then shown.
func refit(t *testing.T, home string) {
	t.Helper()
	database, err := sql.Open(forger.Driver, filepath.Join(home, ".local/share/deletecall/history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	database.SetMaxOpenConns(1)
	do := func(statement string, args ...any) {
		if _, err := database.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	do(`UPDATE event SET data = commit_to(data, fields) WHERE fields IS NOT NULL`)
	type stored struct {
		data   []byte
		beside history.Private
	}
	var events []stored
	rows, err := database.QueryContext(t.Context(), `SELECT canonical(data), fields FROM event ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var event stored
		if err := rows.Scan(&event.data, &event.beside.Fields); err != nil {
			t.Fatal(err)
		}
		events = append(events, event)
	}
	do(`DELETE FROM event_hash`)
	do(`DELETE FROM checkpoint`)
	do(`DELETE FROM public_key`)
	var kept [][]byte
	hashes := proof.NewHashReader(func(seq int64) ([]byte, error) { return kept[seq-1], nil })
	var record deletion.Record
	for i, forged := range events {
		added, err := proof.StoredHashes(int64(i), forged.data, hashes)
		event, decodeErr := history.Decode(forged.data, forged.beside)
		if err := errors.Join(err, decodeErr); err != nil {
			t.Fatal(err)
		}
		kept = append(kept, added)
		do(`INSERT INTO event_hash VALUES (?, ?)`, i+1, added)
		history.Apply(&record, event)
	}
	intent := record.Intent
	do(`UPDATE record SET identifier = ?, digits = ?, operator = ?, operator_spelled = ?, login = ?, host = ?, reason = ?`,
		query.Fold(intent.Identifier), query.JoinedDigits(intent.Identifier), query.Fold(intent.Operator.Name), query.Spelling(intent.Operator.Name),
		query.Fold(intent.Operator.Login), query.Fold(intent.Operator.Host), query.Fold(intent.Reason))
	if err := os.RemoveAll(filepath.Join(home, ".config/deletecall/keys")); err != nil {
		t.Fatal(err)
	}
}

// literal writes any bytes as an SQL literal.
func literal(s string) string { return fmt.Sprintf("CAST(x'%x' AS TEXT)", s) }

func TestWhatWasWrittenIntoTheDatabaseAroundTheProductIsShownPlainly(t *testing.T) {
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	valid := strings.ToValidUTF8(hostile, "")
	quoted, err := json.Marshal(valid)
	if err != nil {
		t.Fatal(err)
	}
	inEvent := func(from string) string {
		return fmt.Sprintf("UPDATE event SET data = CAST(replace(canonical(data), %s, %s) AS BLOB)", literal(from), literal(string(quoted)))
	}
	inField := func(from string) string {
		return fmt.Sprintf("UPDATE event SET fields = said(fields, %s, %s)", literal(from), literal(valid))
	}
	raw := func(column string) string {
		return fmt.Sprintf("UPDATE record SET %s = %s", column, literal(hostile))
	}
	for name, statements := range testkit.SomeOf(map[string][]string{
		"the identifier": {inField("nobody-has-this"), raw("identifier")},
		"the operator":   {inField("root"), raw("operator")},
		"the reason":     {inField("some reason"), raw("reason")},
		"the server":     {inEvent(`"` + strings.TrimPrefix(system.url, "http://") + `"`), raw("server")},
		"the endpoint":   {inEvent(`"` + system.url + `/verba/api"`)},
		"the outcome":    {inEvent(`"refused"`), raw("outcome")},
		"the cause":      {inEvent(`"answered"`)},
		"the type":       {inEvent(`"nativeID"`), raw("type")},
		"the method":     {inEvent(`"POST"`)},
		"the format":     {inEvent(`"XML"`)},
		"the status":     {raw("status"), raw("message")},
		"the kind":       {fmt.Sprintf("UPDATE event SET kind = %s", literal(hostile))},
		"no event":       {fmt.Sprintf("UPDATE event SET data = CAST(%s AS BLOB)", literal(hostile))},
		"half an event":  {fmt.Sprintf("UPDATE event SET data = CAST(canonical(data) || %s AS BLOB)", literal(hostile))},
		"the answers":    {fmt.Sprintf("UPDATE event SET answers = CAST(%s AS BLOB) WHERE answers IS NOT NULL", literal(strings.Repeat(hostile, 10)))},
		"checkpoints":    {fmt.Sprintf("UPDATE checkpoint SET note = CAST(%s AS BLOB)", literal(hostile))},
		"keys":           {fmt.Sprintf("UPDATE public_key SET key = %s", literal(hostile))},
		"the rules":      {fmt.Sprintf(`CREATE TABLE "%s" (a)`, strings.ReplaceAll(valid, `"`, "")), "CREATE TRIGGER \"\x1b[2J\u202e\" AFTER INSERT ON late BEGIN SELECT 1; END"},
		"no rules":       {"PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '')", "UPDATE meta SET value = value"},
	}) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := tampered(t, system, statements...)
			marked := false
			for _, args := range readers {
				marked = bytes.Contains(wantPlainHere(t, home, system.environ(), args...), []byte("(this record was changed)")) || marked
			}
			if (strings.HasPrefix(statements[0], "UPDATE event SET data = CAST(replace") || strings.Contains(statements[0], "said(")) && !marked {
				t.Error("it was marked nowhere")
			}
		})
	}
}

// Where it fits, as far as the history can tell, it is shown, certified and proved.
func TestWhatAForgerMadeFitIsShownPlainly(t *testing.T) {
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	var statements []string
	for _, from := range []string{"nobody-has-this", "root", "some reason"} {
		statements = append(statements, fmt.Sprintf("UPDATE event SET fields = said(fields, %s, %s)", literal(from), literal(strings.ToValidUTF8(hostile, ""))))
	}
	home := tampered(t, system, statements...)
	refit(t, home)
	for _, args := range readers {
		if slices.Contains(args, "prove") {
			continue // a proof holds the event itself; what it escapes, its own tests say
		}
		output := wantPlainOutputs(t, home, system.environ(), args...)
		if slices.Contains(args, "show") && !bytes.Contains(output, []byte(`[2J`)) {
			t.Errorf("%v did not show it: %s", args, output)
		}
	}
}

func TestWhatTheEnvironmentAndTheArgumentsHoldIsShownPlainly(t *testing.T) {
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	noNull := hostile
	for _, variable := range testkit.Some([]string{"USER", "LOGNAME", "SUDO_USER", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "TERM", "LANG", "LC_ALL", "TZ", "COLORTERM",
		"DELETECALL_SERVER", "DELETECALL_URL", "DELETECALL_API_KEY", "DELETECALL_TOKEN", "DELETECALL_USER", "DELETECALL_PASSWORD",
		"DELETECALL_LOG", "DELETECALL_CONFIG", "DELETECALL_HISTORY", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TMPDIR", "HOSTNAME"}) {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			value := noNull
			if strings.HasSuffix(variable, "_CONNECTION") {
				value = strings.Join(strings.Fields("\x1b[2J \u202e1 \u009b2 3"), " ")
			}
			if strings.HasPrefix(variable, "XDG") || variable == "DELETECALL_HISTORY" || variable == "DELETECALL_LOG" || variable == "DELETECALL_CONFIG" {
				value = home + "/" + value
			}
			// The others are looked up where a process begins: who runs it, in which place and zone.
			want := wantPlainOutputs
			if strings.HasPrefix(variable, "DELETECALL") || strings.HasPrefix(variable, "XDG") {
				want = wantPlainHere
			}
			environ := append(system.environ(), variable+"="+value)
			want(t, home, environ, "send", "--native-id", "nobody-has-this", "--yes")
			for _, args := range fewReaders {
				want(t, home, environ, args...)
			}
		})
	}
	t.Run("arguments", func(t *testing.T) {
		home := t.TempDir()
		for _, args := range testkit.Some([][]string{
			{hostile}, {"--" + hostile}, {"-" + hostile}, {"send", hostile}, {"send", "--" + hostile}, {"send", "--call-id", hostile, "--yes"},
			{"send", "--call-id", "1", "--yes", "--reason", hostile}, {"send", "--extension", hostile, "--status", "last", "--yes"},
			{"send", "--extension", "1", "--status", hostile, "--yes"}, {"send", "--call-id", "1", "--yes", "--server", hostile},
			{"send", "--call-id", "1", "--yes", "--url", hostile}, {"send", "--call-id", "1", "--yes", "--url", "http://" + hostile},
			{"send", "--call-id", "1", "--yes", "--method", hostile}, {"send", "--call-id", "1", "--yes", "--response-type", hostile},
			{"send", "--call-id", "1", "--yes", "--timeout", hostile}, {"send", "--call-id", "1", "--yes", "--config", home + "/" + hostile},
			{"send", "--call-id", "1", "--yes", "--history", home + "/" + hostile}, {"send", "--call-id", "1", "--yes", "--log", home + "/none/" + hostile},
			{"history", hostile}, {"history", "list", hostile}, {"history", "list", "outcome:" + hostile}, {"history", "show", hostile},
			{"history", "export", "--format", hostile}, {"history", "export", "--out", home + "/none/" + hostile}, {"history", "certificate", "1", "--out", home + "/none/" + hostile},
			{"history", "settle", "1", "--found", "deleted", "--note", hostile}, {"history", "settle", "1", "--found", hostile, "--note", "x"}, {"history", "verify", "--checkpoint", home + "/" + hostile}, {"history", "verify", "--key", hostile},
			{"history", "check-proof", home + "/" + hostile, "--key", hostile}, {"history", "backup", home + "/none/" + hostile}, {"history", "archive", "--before", hostile, "x"},
			{"simulate", "--listen", hostile}, {"completion", hostile}, {"help", hostile}, {"config", hostile}, {"doctor", "--url", "http://" + hostile},
		}) {
			wantPlainHere(t, home, system.environ(), args...)
		}
	})
	t.Cleanup(func() { // the variables' runs have ended by then
		if system.sent() == 0 {
			t.Error("nothing was sent at all")
		}
	})
}

// The console draws with sequences of its own, so what must not be there is looked
// for: bytes that only the foreign text holds.
func TestTheConsoleDrawsNothingOfHostileText(t *testing.T) {
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	var statements []string
	for _, from := range []string{"nobody-has-this", "root", "some reason"} {
		statements = append(statements, fmt.Sprintf("UPDATE event SET fields = said(fields, %s, %s)", literal(from), literal(strings.ToValidUTF8(hostile, ""))))
	}
	home := tampered(t, system, statements...)
	refit(t, home)
	writeConfig(t, home, "[servers.verba]\nurl = \""+system.url+"\"\n")
	s := openConsole(t, home, []string{"DELETECALL_API_KEY=" + apiKey, "SUDO_USER=" + hostile, "SSH_CLIENT=" + hostile, "USER=" + hostile})
	s.keys(f2)
	s.expect(`be\x1b[2Jg`)
	s.keys(enter)
	s.expect("Answer's SHA-256")
	s.keys("r")
	s.expect("VerbaApi")
	s.keys(ctrlC)
	drawn := s.Bytes()
	for _, part := range []string{"be\x1b[2Jgin", "\x1b]0;title", "\x1bP$q", "\u009b", "\u009d", "\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u00ad", "\u2028", "\u2029", "\u0085", "\U000e0041", "\x7f", "\xff", "\u0301\u0301\u0301\u0301\u0301"} {
		if bytes.Contains(drawn, []byte(part)) {
			t.Errorf("%q was drawn", part)
		}
	}
}

func TestWhatTheConfigurationHoldsIsShownPlainly(t *testing.T) {
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	escaped := `be\u001b[2Jgin\u009b2J\u202e\u200b\u2028\u0085\u007f\U000E0041end`
	for name, text := range map[string]string{
		"a server's name":   "[servers.\"" + escaped + "\"]\nurl = \"URL\"\n",
		"a server's note":   "[servers.a]\nurl = \"URL\"\nnote = \"" + escaped + "\"\n",
		"a server's colour": "[servers.a]\nurl = \"URL\"\ncolour = \"" + escaped + "\"\n",
		"a URL":             "[servers.a]\nurl = \"http://" + escaped + "/\"\n",
		"a path":            "[servers.a]\nurl = \"URL\"\napi_key_file = \"/tmp/" + escaped + "\"\n",
		"a command":         "[servers.a]\nurl = \"URL\"\napi_key_command = [\"/tmp/" + escaped + "\"]\n",
		"a user":            "[servers.a]\nurl = \"URL\"\nuser = \"" + escaped + "\"\npassword = \"x\"\n",
		"a proxy":           "[servers.a]\nurl = \"URL\"\nproxy = \"http://" + escaped + "\"\n",
		"a CA file":         "[servers.a]\nurl = \"URL\"\nca_file = \"/tmp/" + escaped + "\"\n",
		"the operator":      "operator = \"" + escaped + "\"\n[servers.a]\nurl = \"URL\"\n",
		"a zone":            "time_zone = \"" + escaped + "\"\n[servers.a]\nurl = \"URL\"\n",
		"a key that is not": "\"" + escaped + "\" = 1\n[servers.a]\nurl = \"URL\"\n",
		"a table":           "[servers.a]\nurl = \"URL\"\n[\"" + escaped + "\"]\na = 1\n",
		"a filter":          "[servers.a]\nurl = \"URL\"\n[filters]\n\"" + escaped + "\" = \"outcome:" + escaped + "\"\n",
		"a checkpoint":      "[servers.a]\nurl = \"URL\"\n[checkpoints]\ncommand = [\"/tmp/" + escaped + "\"]\n",
		"a log":             "[servers.a]\nurl = \"URL\"\n[log]\nfile = \"/tmp/none/" + escaped + "\"\n",
		"no TOML":           hostile,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			writeConfig(t, home, strings.ReplaceAll(text, "URL", system.url))
			environ := []string{"DELETECALL_API_KEY=" + apiKey}
			wantPlainOutputs(t, home, environ, "send", "--native-id", "nobody-has-this", "--yes")
			for _, args := range fewReaders {
				wantPlainOutputs(t, home, environ, args...)
			}
		})
	}
}

func TestAFileNameIsShownPlainly(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	folder := filepath.Join(home, strings.ReplaceAll(hostile, "/", ""))
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	// What is given has no control characters, but leads to what has.
	link := filepath.Join(home, "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	history, log := filepath.Join(link, "history.db"), filepath.Join(link, "log")
	with := func(args []string) []string { return append([]string{"--history", history, "--log", log}, args...) }
	wantPlainOutputs(t, home, system.environ(), with([]string{"send", "--native-id", "TRS26140192", "--yes"})...)
	others := [][]string{{"history", "export", "--out", filepath.Join(folder, "e\x1b[2J.csv")}, {"history", "backup", filepath.Join(folder, "b\u202e.db")},
		{"history", "export", "--out", filepath.Join(folder, "e\x1b[2J.csv")}, {"history", "certificate", "1", "--out", filepath.Join(folder, "c\u009b.html")}}
	for _, args := range append(others, readers...) {
		wantPlainOutputs(t, home, system.environ(), with(args)...)
	}
	logged, err := os.ReadFile(log)
	if err != nil || len(logged) == 0 {
		t.Fatalf("the log: %v", err)
	}
	wantPlain(t, "the log", logged)
	if len(system.Deleted()) != 1 {
		t.Errorf("%d calls were deleted", len(system.Deleted()))
	}
}
