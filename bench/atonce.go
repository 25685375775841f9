package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
)

const (
	// deletes makes this program a console that deletes so many calls, one after the other.
	deletes   = "BENCH_DELETES"
	consoles  = 8
	deletions = 40 // of each console
	turns     = 3  // of each history
	mostTries = 5  // of a deletion, which a person would make, too
)

// measureAtOnce lets several consoles that stay open delete at once. The time of a deletion is
// all that a person would wait for, the review and the answer of a server on loopback included.
func measureAtOnce(onServer, inFile history) error {
	endpoint, stop, err := answerAtOnce()
	if err != nil {
		return err
	}
	defer stop()
	var rates [2][]time.Duration // of an event
	var worst [2]time.Duration
	for range turns {
		for i, h := range []history{onServer, inFile} {
			waits, took, err := deleteAtOnce(append(h.environ, "DELETECALL_URL="+endpoint))
			if err != nil {
				return err
			}
			rates[i] = append(rates[i], took/time.Duration(2*len(waits)))
			for _, wait := range waits {
				worst[i] = max(worst[i], wait)
			}
		}
	}
	perSecond := func(each []time.Duration) float64 { return float64(time.Second) / float64(median(each)) }
	a, b := perSecond(rates[0]), perSecond(rates[1])
	fmt.Printf("%-34s %8.1f a second  %-15s %8.1f a second  ratio %.2f\n", fmt.Sprintf("events of %d consoles, PostgreSQL", consoles), a, "SQLite", b, a/b)
	fmt.Printf("%-34s %8.2f ms   %-18s %8.2f ms\n", "the slowest of these deletions", milliseconds(worst[0]), "SQLite", milliseconds(worst[1]))
	return nil
}

// deleteAtOnce starts the consoles one after the other, and lets them delete once all are ready.
func deleteAtOnce(environ []string) (waits []time.Duration, took time.Duration, err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, 0, err
	}
	start, begin, err := os.Pipe()
	if err != nil {
		return nil, 0, err
	}
	defer start.Close()
	var ended sync.WaitGroup
	var mu sync.Mutex
	for range consoles {
		ready := make(chan struct{})
		ended.Go(func() {
			wrong := runConsole(program, append(environ, deletes+"="+strconv.Itoa(deletions)), start, func() { close(ready) }, func(wait time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				waits = append(waits, wait)
			})
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, wrong)
		})
		<-ready
	}
	started := time.Now()
	_ = begin.Close() // the end of its input is the sign for all
	ended.Wait()
	return waits, time.Since(started), err
}

func runConsole(program string, environ []string, start *os.File, ready func(), deleted func(time.Duration)) error {
	isReady := sync.OnceFunc(ready)
	defer isReady()
	var messages bytes.Buffer
	command := exec.Command(program)
	command.Env, command.Stdin, command.Stderr = environ, start, &messages
	output, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if wait, err := time.ParseDuration(lines.Text()); err == nil {
			deleted(wait)
		}
		isReady()
	}
	if err := command.Wait(); err != nil {
		return fmt.Errorf("a console: %w: %s", err, messages.String())
	}
	return nil
}

// deleteInALoop is such a console. It writes a line when it is ready, and the time of each
// deletion.
func deleteInALoop() error {
	count, err := strconv.Atoi(os.Getenv(deletes))
	if err != nil {
		return err
	}
	session, err := app.Load(config.Flags{}, app.Environment{Now: time.Now, LookupEnv: os.LookupEnv, Version: "bench",
		Warn: func(problem error) { fmt.Fprintln(os.Stderr, problem) }})
	if err != nil {
		return err
	}
	server, err := session.FirstServer()
	if err != nil {
		return err
	}
	ctx := context.Background()
	history := session.StayingHistory(func() {})
	workflow := session.Workflow(history, history)
	if _, err := workflow.Ready(ctx); err != nil {
		return fmt.Errorf("at its start: %w", err)
	}
	fmt.Println("ready")
	_, _ = os.Stdin.Read(make([]byte, 1))
	for range count {
		started := time.Now()
		err := deleteOnce(ctx, workflow, server)
		for tries := 1; err != nil && tries < mostTries; tries++ { // others had the history for too long
			err = deleteOnce(ctx, workflow, server)
		}
		if err != nil {
			return err
		}
		fmt.Println(time.Since(started))
	}
	history.Leave()
	return nil
}

func deleteOnce(ctx context.Context, workflow *deletion.Workflow, server deletion.Server) error {
	selector, err := deletion.NewSelector(deletion.CallID, uuid.NewString(), "")
	if err != nil {
		return err
	}
	request, err := deletion.NewRequest(server, selector, "")
	if err != nil {
		return err
	}
	review, err := workflow.Review(ctx, request)
	if err != nil {
		return err
	}
	_, err = workflow.Execute(ctx, review)
	return err
}
