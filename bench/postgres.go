package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/testkit/pgserver"
)

// measurePostgres holds a history on a PostgreSQL server of this machine, reached over its
// socket, against one in a file.
func measurePostgres(console, _, folder string) error {
	return withServer(func(server *pgserver.Server) error {
		inFile, err := newHistory(console, filepath.Join(folder, "in-file"))
		if err != nil {
			return err
		}
		onServer, err := inDatabase(server, inFile, filepath.Join(folder, "on-server"), "few")
		if err != nil {
			return err
		}
		if _, err := onServer.run("history", "init", "--history", address(server, "owner", "few")); err != nil {
			return err
		}
		err = errors.Join(measureSendTo(onServer, inFile), measureAtOnce(onServer, inFile))
		server.Stop()
		return errors.Join(err, measureWithoutServer(onServer))
	})
}

// withServer measures with a new server, where there is PostgreSQL.
func withServer(measure func(*pgserver.Server) error) error {
	server, err := pgserver.New()
	if _, ok := errors.AsType[*pgserver.NotInstalledError](err); ok {
		fmt.Println("history on PostgreSQL: not measured:", err)
		return nil
	}
	if err != nil {
		return err
	}
	defer server.Remove()
	if err := makeRole(server); err != nil {
		return err
	}
	return measure(server)
}

// makeRole makes the one that consoles log in as, and the one that it is in.
func makeRole(server *pgserver.Server) error {
	return administer(server, `CREATE ROLE deletecall_writer NOLOGIN; CREATE ROLE console LOGIN IN ROLE deletecall_writer`)
}

func administer(server *pgserver.Server, statement string) error {
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, server.URL())
	if err != nil {
		return err
	}
	defer connection.Close(ctx)
	_, err = connection.Exec(ctx, statement)
	return err
}

// inDatabase is the same program with a history in a new database.
func inDatabase(server *pgserver.Server, like history, folder, database string) (history, error) {
	h, err := newHistory(like.program, folder)
	if err != nil {
		return h, err
	}
	h.path = address(server, "console", database)
	h.environ = append(h.environ, "DELETECALL_HISTORY="+h.path)
	return h, administer(server, `CREATE DATABASE `+database)
}

func address(server *pgserver.Server, role, database string) string {
	parsed, err := url.Parse(server.URL())
	if err != nil {
		panic(err) // it is our own
	}
	parsed.User, parsed.Path = url.User(role), "/"+database
	return parsed.String()
}

// measureSendTo runs whole processes in turn.
func measureSendTo(onServer, inFile history) error {
	endpoint, stop, err := answerAtOnce()
	if err != nil {
		return err
	}
	defer stop()
	var ours, other usages
	for i := range rounds {
		for _, side := range []struct {
			of   history
			into *usages
		}{{onServer, &ours}, {inFile, &other}} {
			one, err := measureProcess(side.of.environ, side.of.program, "send", "--url", endpoint, "--call-id", fmt.Sprintf("bench-%d", i), "--yes", "--json")
			if err != nil {
				return err
			}
			side.into.add(one)
		}
	}
	report("send, wall, PostgreSQL", ours.wall, other.wall, "SQLite")
	report("send, CPU, PostgreSQL", ours.cpu, other.cpu, "SQLite")
	return nil
}

// measureWithoutServer expects a refusal, and nothing that looks like an empty history.
func measureWithoutServer(h history) error {
	command := exec.Command(h.program, "history", "list")
	command.Env = append(os.Environ(), h.environ...)
	started := time.Now()
	output, err := command.Output()
	took := time.Since(started)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || len(output) > 0 {
		return fmt.Errorf("without its server, history list ended with %v and wrote %q", err, output)
	}
	fmt.Printf("%-34s %8.2f ms   with exit code %d\n", "refused without the server", milliseconds(took), exit.ExitCode())
	return nil
}
