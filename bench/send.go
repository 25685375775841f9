package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"
)

const (
	apiKey  = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"
	success = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<VerbaApi><Response code="0" type="DeleteCall" /></VerbaApi>`
)

// measureSend holds a whole `deletecall send`, with its two durable records,
// against curl doing the same request to the same server, and against the least
// program that makes the request and two durable records. `version` shows how
// much of it the start of the program is.
func measureSend(console, _, folder string) error {
	curl, err := exec.LookPath("curl")
	if err != nil {
		fmt.Println("send against curl: not measured, this machine has no curl (apt-get install curl)")
		return nil
	}
	endpoint, stop, err := answerAtOnce()
	if err != nil {
		return err
	}
	defer stop()

	least := filepath.Join(folder, "leastsend")
	if err := build(least, "./bench/leastsend"); err != nil {
		return err
	}
	environ := append(os.Environ(), "HOME="+folder, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=",
		"DELETECALL_API_KEY="+apiKey, "DELETECALL_HISTORY="+filepath.Join(folder, "send", "history.db"))
	var ours, other, floor, start usages
	for i := range rounds {
		id := fmt.Sprintf("bench-%d", i)
		a, err := measureProcess(environ, console, "send", "--url", endpoint, "--call-id", id, "--yes", "--json")
		if err != nil {
			return err
		}
		b, err := measureProcess(environ, curl, "-sS", "-d", "action=DeleteCall", "-d", "apiKey="+apiKey,
			"-d", "responseType=XML", "-d", "callID="+id, endpoint)
		if err != nil {
			return err
		}
		c, err := measureProcess(environ, least, filepath.Join(folder, "least.db"), endpoint)
		if err != nil {
			return err
		}
		d, err := measureProcess(environ, console, "version")
		if err != nil {
			return err
		}
		start.add(d)
		floor.add(c)
		ours.add(a)
		other.add(b)
	}
	report("send, wall", ours.wall, other.wall, "curl")
	report("send, CPU", ours.cpu, other.cpu, "curl")
	report("the least program, wall", floor.wall, other.wall, "curl")
	report("the least program, CPU", floor.cpu, other.cpu, "curl")
	report("version, wall", start.wall, other.wall, "curl")
	report("version, CPU", start.cpu, other.cpu, "curl")
	a, b := median(ours.memory), median(other.memory)
	fmt.Printf("%-34s %8.1f MiB  %-18s %8.1f MiB  ratio %.2f\n", "send, peak memory", mebibytes(a), "curl", mebibytes(b), float64(a)/float64(b))
	return nil
}

func mebibytes(kilobytes int64) float64 { return float64(kilobytes) / 1024 }

// answerAtOnce serves the specification's success on loopback, so that what is
// measured is the client.
func answerAtOnce() (endpoint string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{
		ReadHeaderTimeout: patience,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "text/xml; charset=utf-8")
			_, _ = io.WriteString(w, success)
		}),
	}
	go func() { _ = server.Serve(listener) }()
	stop = func() { _ = server.Shutdown(context.Background()) }
	return "http://" + listener.Addr().String() + "/verba/api", stop, nil
}

// usages collects what the operating system accounts to finished processes.
type usages struct {
	wall, cpu []time.Duration
	memory    []int64 // kilobytes
}

type usage struct {
	wall, cpu time.Duration
	memory    int64
}

func (u *usages) add(one usage) {
	u.wall = append(u.wall, one.wall)
	u.cpu = append(u.cpu, one.cpu)
	u.memory = append(u.memory, one.memory)
}

// forgetPeak makes this process small again: the peak of a new process begins
// with that of the one that started it.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // proc_pid_clear_refs(5); elsewhere the peak is only too large
}

func measureProcess(environ []string, name string, args ...string) (usage, error) {
	command := exec.Command(name, args...)
	command.Env = environ
	var messages bytes.Buffer
	command.Stderr = &messages
	forgetPeak()
	started := time.Now()
	if err := command.Run(); err != nil {
		return usage{}, fmt.Errorf("%s: %w: %s", filepath.Base(name), err, messages.String())
	}
	wall := time.Since(started)
	state := command.ProcessState
	return usage{wall, state.UserTime() + state.SystemTime(), state.SysUsage().(*syscall.Rusage).Maxrss}, nil
}
