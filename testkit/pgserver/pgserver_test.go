package pgserver

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// asVictim makes this program start a server and wait to be killed.
const asVictim = "PGSERVER_TEST_VICTIM"

func TestEveryTestHasADatabaseOfItsOwn(t *testing.T) {
	first, second := Start(t), Start(t)
	run(t, first, `CREATE TABLE there (n int)`)
	if found := ask(t, second, `SELECT coalesce(to_regclass('there')::text, '')`); found != "" {
		t.Error("a table of one database is in the other")
	}
}

func TestWhatIsConfirmedIsDurable(t *testing.T) {
	address := Start(t)
	for _, setting := range []string{"fsync", "synchronous_commit"} {
		if value := ask(t, address, `SELECT current_setting('`+setting+`')`); value != "on" {
			t.Error(setting, "is", value)
		}
	}
}

func TestARoleOfTheGroupNeedsItsPassword(t *testing.T) {
	owner := Start(t)
	run(t, owner, `CREATE ROLE with_password; CREATE ROLE somebody LOGIN PASSWORD 'right' IN ROLE with_password`)
	t.Cleanup(func() { run(t, owner, `DROP ROLE somebody; DROP ROLE with_password`) })
	for password, allowed := range map[string]bool{"right": true, "wrong": false} {
		parsed, _ := url.Parse(owner)
		parsed.User = url.UserPassword("somebody", password)
		connection, err := pgx.Connect(t.Context(), parsed.String())
		if (err == nil) != allowed {
			t.Error(password, err)
		}
		if err == nil {
			connection.Close(context.Background())
		}
	}
}

func TestNothingIsLeftOfAServerWhoseTestsWereKilled(t *testing.T) {
	if os.Getenv(asVictim) != "" {
		address, _ := url.Parse(Start(t))
		fmt.Println("\nserver:", address.Query().Get("host"))
		select {}
	}
	if _, err := installed(); err != nil {
		t.Skip(err)
	}
	victim := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	victim.Env = append(os.Environ(), asVictim+"=yes")
	said, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	folder := ""
	for lines := bufio.NewScanner(said); folder == "" && lines.Scan(); {
		folder, _ = strings.CutPrefix(lines.Text(), "server: ")
		if !strings.HasPrefix(lines.Text(), "server: ") {
			folder = ""
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(content), "\n")
	server, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait()
	waitUntil(t, "the server has ended", func() bool { return syscall.Kill(server, 0) == syscall.ESRCH })
	waitUntil(t, "its files are gone", func() bool { _, err := os.Stat(folder); return os.IsNotExist(err) })
}

// waitUntil looks again and again: nobody reports the end of somebody else's process.
func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatal("it is not so that", what)
		case <-ticker.C:
		}
	}
}

func run(t *testing.T, address, statement string) {
	t.Helper()
	connection := connect(t, address)
	defer connection.Close(context.Background())
	if _, err := connection.Exec(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, address, query string) (answer string) {
	t.Helper()
	connection := connect(t, address)
	defer connection.Close(context.Background())
	if err := connection.QueryRow(context.Background(), query).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	return connection
}
