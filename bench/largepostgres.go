package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"deletecall/testkit/pgserver"
)

// measureLargePostgres looks at a history of many records on a server: at the one that
// BENCH_POSTGRES names, or at a copy of one that it makes, on a server of its own.
func measureLargePostgres(console, _, folder string) error {
	given := os.Getenv("BENCH_POSTGRES")
	if given == "" {
		return withServer(func(server *pgserver.Server) error { return measureCopied(server, console, folder) })
	}
	h, err := newHistory(console, filepath.Join(folder, "given"))
	if err != nil {
		return err
	}
	h.path = given
	h.environ = append(h.environ, "DELETECALL_HISTORY="+given)
	if h.records, err = h.newest(""); err != nil {
		return err
	}
	fmt.Printf("the history has %d records\n", h.records)
	return errors.Join(measureStart(h), measureBrowsing(h))
}

// measureCopied leaves a file that can only be read, and is as fast to read.
func measureCopied(server *pgserver.Server, console, folder string) error {
	inFile, err := largeHistory(console, filepath.Join(folder, "to-copy"))
	if err != nil {
		return err
	}
	large, err := inDatabase(server, inFile, filepath.Join(folder, "large-on-server"), "large")
	if err != nil {
		return err
	}
	large.records = inFile.records
	took, err := measureProcess(inFile.environ, console, "history", "copy", inFile.path, address(server, "owner", "large"))
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %8.2f s   for %d records, with %.1f MiB of memory\n", "history copy to PostgreSQL", took.wall.Seconds(), large.records, mebibytes(took.memory))
	return errors.Join(measureFirstPageOn(large, inFile), measureMemoryOn(large, inFile), measureBrowsing(large))
}

func measureFirstPageOn(onServer, inFile history) error {
	var ours, other []time.Duration
	for range rounds {
		for _, side := range []struct {
			of   history
			into *[]time.Duration
		}{{onServer, &ours}, {inFile, &other}} {
			t, started, shown, err := side.of.browse()
			if err != nil {
				return err
			}
			t.close()
			*side.into = append(*side.into, shown.Sub(started))
		}
	}
	report("exec to the first page, PostgreSQL", ours, other, "SQLite")
	return nil
}

// measureStart times the first page where there is no file to compare it with.
func measureStart(h history) error {
	var times []time.Duration
	for range rounds {
		t, started, shown, err := h.browse()
		if err != nil {
			return err
		}
		t.close()
		times = append(times, shown.Sub(started))
	}
	reportTimes("exec to the first page, PostgreSQL", times)
	return nil
}

func measureMemoryOn(onServer, inFile history) error {
	var memory [2]int64
	for i, h := range []history{onServer, inFile} {
		t, _, _, err := h.browse()
		if err != nil {
			return err
		}
		if memory[i], err = browsed(t, keyEnd, keyHome, "/", "gdpr-1", "\x15", keyEsc, "jjjjj"); err != nil {
			return err
		}
	}
	fmt.Printf("%-34s %8.1f MiB  %-18s %8.1f MiB  ratio %.2f\n", "peak memory, PostgreSQL",
		mebibytes(memory[0]), "SQLite", mebibytes(memory[1]), float64(memory[0])/float64(memory[1]))
	return nil
}

// measureBrowsing times the rows that a key brings, from the first page on. It types few words: what
// each has to find is asked of a command, which counts all records.
func measureBrowsing(h history) error {
	return errors.Join(measureFirstRows(h), measureWays(h), measureFilter(h, rounds/3))
}

// measureFirstRows asks consoles that are open for the history.
func measureFirstRows(h history) error {
	var times []time.Duration
	for range rounds {
		t, err := startTerminal(h.environ, h.program)
		if err != nil {
			return err
		}
		err = t.waitFor(consoleFooter)
		var took time.Duration
		if err == nil {
			took, err = t.rowsAfter(keyHistory, h.records)
		}
		t.close()
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	reportTimes("key to rows, first page (F2)", times)
	return nil
}

func reportTimes(what string, times []time.Duration) {
	fmt.Printf("%-34s %8.2f ms   p99 %.2f ms, of %d\n", what, milliseconds(median(times)), milliseconds(p99(times)), len(times))
}

// rowsAfter waits until the program is quiet, presses a key, and times how long it takes until
// the cursor is on a record.
func (t *terminal) rowsAfter(key string, number int64) (time.Duration, error) {
	t.settle(300*time.Millisecond + rand.N(17*time.Millisecond))
	started := time.Now()
	if err := t.press(key); err != nil {
		return 0, err
	}
	shown, err := t.until(fmt.Sprintf("record %d after %q", number, key), selects(number))
	return shown.Sub(started), err
}

func measureWays(h history) error {
	t, _, _, err := h.browse()
	if err != nil {
		return err
	}
	defer t.close()
	times := map[string][]time.Duration{}
	var names []string
	way := func(name, key string, number int64) {
		if err != nil {
			return
		}
		var took time.Duration
		took, err = t.rowsAfter(key, number)
		if times[name] == nil {
			names = append(names, name)
		}
		times[name] = append(times[name], took)
	}
	refused, err := h.newest("outcome:refused")
	if err != nil {
		return err
	}
	for round := range int64(rounds) {
		way("the oldest page (End)", keyEnd, 1)
		way("the newest page (Home)", keyHome, h.records)
		way("the order reversed (R)", "R", 1)
		way("the order as it was (R)", "R", h.records)
		way("the refused ones (5)", "5", refused)
		way("all of them (1)", "1", h.records)
		anywhere := h.records*(round+1)/(rounds+2) + 1
		if err == nil { // one key is timed, as everywhere here
			err = t.press(fmt.Sprintf("#%d", anywhere))
		}
		way("a record by its number (enter)", "\r", anywhere)
		way("the newest page again (Home)", keyHome, h.records)
	}
	for _, name := range names {
		reportTimes("key to rows, "+name, times[name])
	}
	return err
}
