package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// few runs of what takes seconds.
const slowRounds = 5

// measureMemory looks at the console after somebody has browsed.
func measureMemory(few, large history, yardstick string) error {
	var memory [3]int64
	for i, h := range []history{few, large} {
		t, _, _, err := h.browse()
		if err != nil {
			return err
		}
		memory[i], err = browsed(t, keyEnd, keyHome, "/", "gdpr-1", "\x15", "qx", keyEsc, "jjjjj")
		if err != nil {
			return err
		}
	}
	t, err := startYardstick(yardstick)
	if err != nil {
		return err
	}
	if memory[2], err = browsed(t, "G", "g", "jjjjj"); err != nil {
		return err
	}
	for _, line := range []struct {
		what    string
		against int64
	}{{"minimal list", memory[2]}, {"few records", memory[0]}} {
		fmt.Printf("%-34s %8.1f MiB  %-18s %8.1f MiB  ratio %.2f\n", "peak memory, many records",
			mebibytes(memory[1]), line.what, mebibytes(line.against), float64(memory[1])/float64(line.against))
	}
	return nil
}

// browsed presses keys, each when all is quiet, and returns the memory.
func browsed(t *terminal, keys ...string) (int64, error) {
	defer t.close()
	for _, key := range keys {
		if err := t.press(key); err != nil {
			return 0, err
		}
		t.settle(time.Second)
	}
	return t.memory()
}

func measureBytes(h history, yardstick string) error {
	ours, _, _, err := h.browse()
	if err != nil {
		return err
	}
	defer ours.close()
	other, err := startYardstick(yardstick)
	if err != nil {
		return err
	}
	defer other.close()
	var counts [2][]int64
	for i, t := range []*terminal{ours, other} {
		t.settle(2 * time.Second)
		for range 20 {
			if err := t.press("j"); err != nil {
				return err
			}
			counts[i] = append(counts[i], int64(t.settle(200*time.Millisecond)))
		}
	}
	fmt.Printf("%-34s %8d bytes  %-16s %8d bytes\n", "a moved selection", median(counts[0]), "minimal list", median(counts[1]))
	fmt.Printf("%-34s %8d bytes in 3 s\n", "the history while idle", ours.settle(3*time.Second))
	return nil
}

// measureProof verifies everything, and proves one deletion.
func measureProof(h history) error {
	var verified struct{ Events int64 }
	output, err := h.run("history", "verify", "--json")
	if err == nil {
		err = json.Unmarshal(output, &verified)
	}
	if err != nil {
		return err
	}
	var verify usages
	for range slowRounds {
		used, err := measureProcess(h.environ, h.program, "history", "verify")
		if err != nil {
			return err
		}
		verify.add(used)
	}
	millions := float64(verified.Events) / 1e6
	fmt.Printf("%-34s %8.2f s   %.2f s per million events, CPU %.2f s per million, %d records\n", "verify", median(verify.wall).Seconds(),
		median(verify.wall).Seconds()/millions, median(verify.cpu).Seconds()/millions, h.records)
	if _, err := h.run("history", "checkpoint"); err != nil { // else the first proof would sign it
		return err
	}
	var prove, list []time.Duration
	for range rounds {
		for _, side := range []struct {
			args []string
			into *[]time.Duration
		}{{[]string{"history", "prove", fmt.Sprint(h.records / 2)}, &prove}, {[]string{"history", "show", fmt.Sprint(h.records / 2)}, &list}} {
			used, err := measureProcess(h.environ, h.program, side.args...)
			if err != nil {
				return err
			}
			*side.into = append(*side.into, used.wall)
		}
	}
	report("one proof, as a command", prove, list, "history show")
	return nil
}

// shellColumns are those of our 37 that the shell can write without reading events:
// number, outcome, code, message, identifier type, identifier, status, server,
// operator, reason and confirmed, in the words of the table record, and whether the
// outcome was settled. The other ones, such as the time of the answer, the evidence
// of the person and the answer's hash, are in the events only, and ours has them.
const shellColumns = "number, outcome, settled, code, type, status, confirmed, identifier, operator, server, reason, message"

// measureExport holds the export against SQLite's own shell, which writes the same
// records in the same order with a third of the columns and of the bytes.
func measureExport(h history, folder string) error {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		fmt.Println("export against sqlite3: not measured, this machine has no sqlite3 (apt-get install sqlite3)")
		return nil
	}
	var ours, other usages
	for range slowRounds {
		out := filepath.Join(folder, "export.csv")
		a, err := measureProcess(h.environ, h.program, "history", "export", "--format", "csv", "--out", out, "--force")
		if err != nil {
			return err
		}
		b, err := measureProcess(h.environ, shell, h.path, ".mode csv", ".output "+filepath.Join(folder, "shell.csv"),
			"SELECT "+shellColumns+" FROM record ORDER BY number DESC")
		if err != nil {
			return err
		}
		ours.add(a)
		other.add(b)
	}
	report("export as CSV", ours.wall, other.wall, "sqlite3")
	report("export as CSV, CPU", ours.cpu, other.cpu, "sqlite3")
	fmt.Printf("%-34s %8.1f MiB\n", "export as CSV, peak memory", mebibytes(median(ours.memory)))
	for _, format := range []string{"jsonl", "xlsx", "syslog", "ocsf"} {
		used, err := measureProcess(h.environ, h.program, "history", "export", "--format", format, "--out", filepath.Join(folder, "export.csv"), "--force")
		if err != nil {
			return err
		}
		fmt.Printf("%-34s %8.2f s   peak memory %.1f MiB\n", "export as "+format, used.wall.Seconds(), mebibytes(used.memory))
	}
	for _, name := range []string{"export.csv", "shell.csv"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}
