package config

import (
	"errors"
	"os"
	"strings"
	"testing"

	"deletecall/deletion"
)

const serverOfHistory = "postgres://alice@db.example/audit"

func TestAHistoryOnAServerIsNoFile(t *testing.T) {
	for name, s := range map[string]*setting{
		"file":     withFile(t, `history = "`+serverOfHistory+`"`),
		"variable": {home: t.TempDir(), environ: map[string]string{"HOME": t.TempDir(), "DELETECALL_HISTORY": serverOfHistory}},
		"flag":     {home: t.TempDir(), environ: map[string]string{"HOME": t.TempDir()}, flags: Flags{History: serverOfHistory}},
	} {
		config := s.mustLoad(t)
		if config.HistoryServer == nil || config.HistoryServer.URL != serverOfHistory || config.Paths.History != "" {
			t.Errorf("%s: %+v, %q", name, config.HistoryServer, config.Paths.History)
		}
	}
	s := withFile(t, `history = "`+serverOfHistory+`"`)
	s.flags.History = "/tmp/other.db"
	if config := s.mustLoad(t); config.HistoryServer != nil || config.Paths.History != "/tmp/other.db" {
		t.Errorf("%+v, %q", config.HistoryServer, config.Paths.History)
	}
}

func TestAMistypedURLOfAHistoryBeginsNoFile(t *testing.T) {
	for _, address := range []string{"postgress://alice:s3cret@db.example/audit", "POSTGRES://alice@db.example/audit", "postgres:alice@db.example/audit",
		"postgres:/db.example/audit", "Postgresql:alice@db.example/audit", "pg://db.example/audit", "sqlite:///var/lib/history.db",
		" postgres://alice:s3cret@db.example/audit", "jdbc:postgresql://db.example/audit?password=s3cret", "host=db.example dbname=audit password=s3cret", "dbname = audit"} {
		for where, s := range map[string]*setting{
			"history":            withFile(t, `history = "`+address+`"`),
			"DELETECALL_HISTORY": {environ: map[string]string{"HOME": t.TempDir(), "DELETECALL_HISTORY": address}},
			"--history":          {environ: map[string]string{"HOME": t.TempDir()}, flags: Flags{History: address}},
		} {
			if _, err := s.load(); err == nil || !strings.Contains(err.Error(), where+" is an address") || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s %s: %v", where, address, err)
			}
		}
	}
	for _, path := range []string{"./postgres:alice", "a:b.db", "of 2026: all.db", "/srv/pg://x.db", "./host=db", "hosts=2.db", "/srv/host=a/history.db"} {
		s := &setting{environ: map[string]string{"HOME": t.TempDir()}, flags: Flags{History: path}}
		if config := s.mustLoad(t); config.HistoryServer != nil || config.Paths.History == "" {
			t.Errorf("%s is not a file", path)
		}
	}
}

func TestAPasswordInTheURLOfTheHistoryIsRefusedAndNotShown(t *testing.T) {
	for _, address := range []string{"postgres://alice:s3cret@db.example/audit", "postgresql://alice@db.example/audit?password=s3cret",
		"postgres://alice@db.example/audit?sslmode=verify-full&sslpassword=s3cret"} {
		for where, s := range map[string]*setting{
			"history":            withFile(t, `history = "`+address+`"`),
			"DELETECALL_HISTORY": {environ: map[string]string{"HOME": t.TempDir(), "DELETECALL_HISTORY": address}},
			"--history":          {environ: map[string]string{"HOME": t.TempDir()}, flags: Flags{History: address}},
		} {
			_, err := s.load()
			if err == nil || !strings.Contains(err.Error(), where+" has a password") || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s %s: %v", where, address, err)
			}
		}
	}
}

func TestTheHistorysPasswordComesFromWhereOthersDo(t *testing.T) {
	named := `history = "` + serverOfHistory + `"` + "\n"
	file := withFile(t, named+`history_password_file = "~/password"`)
	file.write(t, "password", "from a file\n", 0o600)
	environment := withFile(t, named+`history_password = "of the file"`)
	environment.environ["DELETECALL_HISTORY_PASSWORD"] = "from the environment"
	systemd := withFile(t, named+`history_password_file = "$CREDENTIALS_DIRECTORY/audit"`)
	systemd.write(t, "given/audit", "from systemd", 0o400)
	systemd.environ["CREDENTIALS_DIRECTORY"] = systemd.home + "/given"
	for want, s := range map[string]*setting{
		"in the file": withFile(t, named+`history_password = "in the file"`), "from a file": file,
		"from a command":       withFile(t, named+`history_password_command = ["echo", "from a command"]`),
		"from the environment": environment, "from systemd": systemd, "": withFile(t, named),
	} {
		got, err := s.mustLoad(t).HistoryServer.Password(t.Context())
		if err != nil || got.Reveal() != want {
			t.Errorf("%q: %q, %v", want, got.Reveal(), err)
		}
	}
}

func TestTheHistorysPasswordGoesToNoOtherServer(t *testing.T) {
	s := withFile(t, `history = "`+serverOfHistory+`"`+"\n"+`history_password = "s3cret"`)
	s.flags.History = "postgres://alice@other.example/audit"
	if got, err := s.mustLoad(t).HistoryServer.Password(t.Context()); err != nil || got.IsSet() {
		t.Errorf("it goes to the server of the command line: %v", err)
	}
}

func TestAPasswordCommandRunsOnceAndAFileIsReadAgain(t *testing.T) {
	s := withFile(t, `history = "`+serverOfHistory+`"`+"\n"+`history_password_command = ["sh", "-c", "echo x >>$HOME/ran; echo secret"]`)
	t.Setenv("HOME", s.home)
	server := s.mustLoad(t).HistoryServer
	for range 2 {
		if _, err := server.Password(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if ran, _ := os.ReadFile(s.home + "/ran"); string(ran) != "x\n" {
		t.Errorf("it ran %q", ran)
	}
	s = withFile(t, `history = "`+serverOfHistory+`"`+"\n"+`history_password_file = "~/password"`)
	server = s.mustLoad(t).HistoryServer
	for _, want := range []string{"first", "second"} {
		s.write(t, "password", want, 0o600)
		if got, err := server.Password(t.Context()); err != nil || got.Reveal() != want {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	}
}

func TestWhatIsWrongWithTheHistorysPasswordIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		`history_password = "x"`: "the history is a file",
		`history = "` + serverOfHistory + `"` + "\nhistory_password = \"x\"\nhistory_password_file = \"~/y\"": "more than once",
	} {
		if _, err := withFile(t, text).load(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	s := withFile(t, `history = "`+serverOfHistory+`"`+"\n"+`history_password_file = "~/password"`)
	s.write(t, "password", "s3cret", 0o644)
	_, err := s.mustLoad(t).HistoryServer.Password(t.Context())
	var failed *deletion.HistoryError
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), "chmod 600") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a file that others can read: %v", err)
	}
	s.write(t, ".config/deletecall/config.toml", `history = "`+serverOfHistory+`"`+"\n"+`history_password = "s3cret"`, 0o644)
	if _, err := s.load(); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a configuration that others can read: %v", err)
	}
}
