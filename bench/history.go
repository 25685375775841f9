package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

const (
	defaultRecords = 1_000_000
	fewRecords     = 10_000
)

// history is a made-up history, and the program that reads it.
type history struct {
	program string
	path    string
	environ []string
	records int64
}

func measureHistory(console, yardstick, folder string) error {
	large, err := largeHistory(console, filepath.Join(folder, "large"))
	if err != nil {
		return err
	}
	few, err := makeHistory(console, filepath.Join(folder, "few"), fewRecords)
	if err != nil {
		return err
	}
	fmt.Printf("the history has %d records\n", large.records)
	return errors.Join( // a figure that can't be taken does not keep the others from it
		measureFirstPage(few, large, yardstick),
		measureFilter(large, 3*rounds),
		measureEcho(large, yardstick),
		measureEnds(large),
		measureMemory(few, large, yardstick),
		measureBytes(large, yardstick),
		measureProof(large),
		measureExport(large, folder),
	)
}

// largeHistory copies the one that BENCH_HISTORY names, or makes one.
func largeHistory(program, folder string) (history, error) {
	given := os.Getenv("BENCH_HISTORY")
	if given == "" {
		count := defaultRecords
		if text := os.Getenv("BENCH_RECORDS"); text != "" {
			var err error
			if count, err = strconv.Atoi(text); err != nil {
				return history{}, fmt.Errorf("BENCH_RECORDS: %w", err)
			}
		}
		return makeHistory(program, folder, count)
	}
	h, err := newHistory(program, folder)
	if err != nil {
		return h, err
	}
	started := time.Now()
	if _, err := h.run("history", "backup", "--history", given, h.path); err != nil {
		return h, err
	}
	fmt.Printf("%-34s %8.2f s\n", "backup", time.Since(started).Seconds())
	if _, err := h.run("history", "restore", "--history", h.path, h.path); err != nil {
		return h, err
	}
	if err := copyFile(given+"-search", h.path+"-search"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return h, err
	}
	h.records, err = h.newest("")
	return h, err
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

func makeHistory(program, folder string, count int) (history, error) {
	h, err := newHistory(program, folder)
	if err != nil {
		return h, err
	}
	started := time.Now()
	if _, err := h.run("simulate", "--fill", strconv.Itoa(count), "--history", h.path); err != nil {
		return h, err
	}
	fmt.Printf("%-34s %8.2f s   for %d records\n", "fill with the search index", time.Since(started).Seconds(), count)
	h.records, err = h.newest("")
	return h, err
}

func newHistory(program, folder string) (history, error) {
	h := history{program: program, path: filepath.Join(folder, "history.db")}
	h.environ = append(os.Environ(), append(consoleEnvironment(folder), "DELETECALL_HISTORY="+h.path)...)
	return h, os.MkdirAll(folder, 0o700)
}

// run returns what a command of the program writes.
func (h history) run(args ...string) ([]byte, error) {
	command := exec.Command(h.program, args...)
	command.Env = h.environ
	var messages bytes.Buffer
	command.Stderr = &messages
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w: %s", args, err, messages.String())
	}
	return output, nil
}

// newest is the number of the newest record that fits; 0 when none does.
func (h history) newest(query string) (int64, error) {
	output, err := h.run("history", "list", "--json", "--limit", "1", query)
	if err != nil || len(output) == 0 {
		return 0, err
	}
	var record struct{ Number int64 }
	err = json.Unmarshal(output, &record)
	return record.Number, err
}
