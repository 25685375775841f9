package config

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"deletecall/privatefile"
)

// endTree ends a child of this process and everything that it has started and not left to itself. The
// child must not have been waited for, so that its number is still its own.
//
// A process group of its own would be simpler, but a command in one can't ask on the terminal: the system
// stops what reads there from the background.
func endTree(child *os.Process) error {
	// What is stopped starts nothing more, and its children keep their numbers: nobody waits for them.
	if err := child.Signal(syscall.SIGSTOP); err != nil {
		return err // it has ended by itself
	}
	tree := map[int]bool{child.Pid: true}
	for grown := true; grown; {
		grown = false
		for pid, parent := range parents() {
			if tree[parent] && !tree[pid] {
				tree[pid], grown = true, true
				_ = syscall.Kill(pid, syscall.SIGSTOP)
			}
		}
	}
	delete(tree, child.Pid)
	for pid := range tree {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	return child.Kill()
}

// parents are the processes of this machine, each with its parent (proc(5), "/proc/pid/stat").
func parents() map[int]int {
	all := map[int]int{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		content, err := privatefile.Read(file, 1<<10)
		if err != nil {
			continue // it has ended
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		// The name before the state may have blanks and parentheses in it.
		at := bytes.LastIndexByte(content, ')')
		var state string
		var parent int
		if _, wrong := fmt.Sscan(string(content[at+1:]), &state, &parent); err == nil && wrong == nil {
			all[pid] = parent
		}
	}
	return all
}
