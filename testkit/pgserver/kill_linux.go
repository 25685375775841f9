package pgserver

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Kill ends every process of the server with kill -9. What it has stays.
func (s *Server) Kill() error {
	server, err := s.postmaster()
	if err == nil {
		err = syscall.Kill(server, syscall.SIGSTOP) // it starts no more processes
	}
	if err != nil {
		return err
	}
	for _, process := range append(children(server), server) {
		err = errors.Join(err, kill(process))
	}
	s.Stop()
	return err
}

// KillOne ends one of the server's processes with kill -9, of whichever connection or work.
// The server then ends the others and goes on, as after a crash (postgresql.org/docs,
// "Shutting Down the Server"). The process that recovers after such a crash is left alone: without it the
// server gives up, and does not go on.
func (s *Server) KillOne() error {
	server, err := s.postmaster()
	if err != nil {
		return err
	}
	processes := slices.DeleteFunc(children(server), recovers)
	if len(processes) == 0 {
		return nil
	}
	return kill(processes[rand.IntN(len(processes))])
}

// recovers takes a process that has no title yet for the one that recovers.
func recovers(process int) bool {
	title, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process))
	return err != nil || !bytes.HasPrefix(title, []byte("postgres: ")) || bytes.HasPrefix(title, []byte("postgres: startup"))
}

func (s *Server) postmaster() (int, error) {
	content, err := os.ReadFile(filepath.Join(s.Data(), "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(content), "\n")
	return strconv.Atoi(line)
}

// kill takes a process that has ended by itself for killed.
func kill(process int) error {
	if err := syscall.Kill(process, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

// children are the processes that a process started itself (proc_pid_stat(5)).
func children(parent int) (found []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		content, _ := os.ReadFile(stat)
		_, after, _ := strings.Cut(string(content), ") ")
		var state string
		var of int
		if _, err := fmt.Sscan(after, &state, &of); err == nil && of == parent {
			process, _ := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
			found = append(found, process)
		}
	}
	return found
}
