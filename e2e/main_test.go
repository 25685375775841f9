package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"deletecall/cli"
	"deletecall/simulator"
	"deletecall/testkit"
)

// The test binary is also the program: a child process named deletecall runs
// main, built with the race detector like everything else here.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"deletecall": func() {
			program := cli.OS()
			go crashWhenAsked()
			os.Exit(cli.ExitCode(program.Run(context.Background())))
		},
	})
}

const (
	apiKey   = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"
	loginKey = "5d1b0f7e-2a94-4c57-8e0b-6f3d9a1c4b22"
)

// system is a simulated Verba system on a socket of its own.
type system struct {
	*simulator.Simulator
	url string
}

// startSystem serves a simulator with one call of every kind until the test ends.
func startSystem(t testing.TB, config simulator.Config) system {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sim := simulator.New(config)
	sim.AddCall(simulator.Call{CallID: "a8343631-9f35-4a3a-83f0-9e81592339fb", PlatformCallID: "71627389",
		NativeID: "TRS26140192", MeetingID: "WHBFM6DD", From: "8856", To: "4001"})
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- sim.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return system{sim, "http://" + listener.Addr().String()}
}

// sent is how many DeleteCalls arrived, whatever became of them.
func (s system) sent() int {
	count := 0
	for _, request := range s.Requests() {
		if request.Action == "DeleteCall" {
			count++
		}
	}
	return count
}

// command is the program with a home of its own and nothing of this machine's
// environment that could steer it.
func command(t testing.TB, home string, environ []string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath("deletecall")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, args...)
	command.Dir = home
	command.Env = append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TZ=UTC", "LANG=C.UTF-8",
		"GORACE=atexit_sleep_ms=0"}, environ...) // the race detector lets each process sleep for a second at its end
	return command
}

func (s system) environ() []string {
	return []string{"DELETECALL_URL=" + s.url, "DELETECALL_API_KEY=" + apiKey}
}

// TestScripts runs the scripts in testdata: what somebody types, and what they
// see. Beside testscript's own commands they have
//
//	exit CODE deletecall ARGS…   the command ends with this exit code
//	sent N                       so many DeleteCalls have arrived at the system
//	deleted N                    so many calls have been deleted there
//	forge SQL                    somebody changes the history around the program
//
// With the race detector one in seven runs: it costs each of the many processes a tenth of a second before they do anything.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%d scripts: %v", len(scripts), err)
	}
	testscript.Run(t, testscript.Params{
		Files: testkit.Some(scripts),
		Setup: func(env *testscript.Env) error {
			system := startSystem(env.T().(testing.TB), simulator.Config{Tries: 1, Sleep: 1})
			env.Values["system"] = system
			env.Setenv("URL", system.url)
			env.Setenv("KEY", apiKey)
			env.Setenv("LOGINKEY", loginKey)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("TZ", "UTC")
			env.Setenv("DELETECALL_URL", system.url)
			env.Setenv("DELETECALL_API_KEY", apiKey)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit":    exitCommand,
			"sent":    countCommand("DeleteCalls arrived", system.sent),
			"forge":   forgeCommand,
			"spoil":   spoilCommand,
			"deleted": countCommand("calls were deleted", func(s system) int { return len(s.Deleted()) }),
		},
	})
}

func forgeCommand(script *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 1 {
		script.Fatalf("usage: forge SQL")
	}
	database, err := sql.Open("sqlite3", script.MkAbs(".local/share/deletecall/history.db"))
	script.Check(err)
	defer database.Close()
	_, err = database.Exec(args[0])
	script.Check(err)
}

// spoilCommand overwrites the page with the first event of a record.
func spoilCommand(script *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 2 {
		script.Fatalf("usage: spoil NUMBER FILE")
	}
	file := script.MkAbs(args[1])
	database, err := sql.Open("sqlite3", "file:"+file+"?immutable=1")
	script.Check(err)
	var stored []byte
	script.Check(database.QueryRow(`SELECT data FROM event WHERE number = ? ORDER BY seq`, args[0]).Scan(&stored))
	script.Check(database.Close())
	content, err := os.ReadFile(file)
	script.Check(err)
	at := bytes.Index(content, stored)
	if at < 0 {
		script.Fatalf("no page has the whole event")
	}
	const page = 4096
	copy(content[at/page*page:][:page], bytes.Repeat([]byte("garbage\n"), page/8))
	script.Check(os.WriteFile(file, content, 0o600))
}

func exitCommand(script *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 2 {
		script.Fatalf("usage: exit CODE COMMAND [ARGS...]")
	}
	want, err := strconv.Atoi(args[0])
	script.Check(err)
	err = script.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else {
		script.Check(err)
	}
	if got != want {
		script.Fatalf("%s ended with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

func countCommand(what string, count func(system) int) func(*testscript.TestScript, bool, []string) {
	return func(script *testscript.TestScript, negated bool, args []string) {
		if negated || len(args) != 1 {
			script.Fatalf("usage: sent|deleted COUNT")
		}
		if got := fmt.Sprint(count(script.Value("system").(system))); got != args[0] {
			script.Fatalf("%s %s, want %s", got, what, args[0])
		}
	}
}
