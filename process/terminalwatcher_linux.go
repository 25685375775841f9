package process

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// watch waits for the end of its input, which is the end of this process however it
// ends, and gives the terminal back if this process had it then.
const watch = `trap '' INT QUIT TERM HUP PIPE TSTP TTIN TTOU
while IFS= read -r word; do state=$word; done
[ "$state" = ours ] || exit 0
printf '%b' "$2"
stty "$1" <&1 || stty sane <&1
printf '\r\n%s\r\n' "$3"`

// watcher is a shell that outlives a crash of this process, since nothing of the process
// itself does: the Go runtime ends it without another word.
type watcher struct {
	pipe    *os.File        // to the shell; nil where there is none
	started <-chan struct{} // closed once it watches, or never will
}

// watchTerminal starts the watcher of a terminal whose modes are still the user's. It
// gets nothing of the environment, in which the key may be. Without a shell the
// terminal is not watched. sequences end what the process has begun in the terminal, and said is said
// there if the process dies.
func watchTerminal(output io.Writer, sequences, said string) watcher {
	to, ok := output.(descriptor)
	if !ok {
		return watcher{}
	}
	modes, err := unix.IoctlGetTermios(int(to.Fd()), unix.TCGETS)
	if err != nil {
		return watcher{}
	}
	terminal, err := unix.FcntlInt(to.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return watcher{}
	}
	screen := os.NewFile(uintptr(terminal), "terminal")
	reader, writer, err := os.Pipe()
	if err != nil {
		_ = screen.Close()
		return watcher{}
	}
	shell := exec.Command("/bin/sh", "-c", watch, "deletecall-watch", forStty(modes), strings.ReplaceAll(sequences, "\x1b", `\033`),
		strings.ReplaceAll(said, "\n", "\r\n"))
	shell.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin"}
	shell.Dir = "/"
	shell.Stdin, shell.Stdout = reader, screen
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what is typed, ctrl+c too, is not for it
	started := make(chan struct{})
	go func() {
		defer screen.Close()
		defer reader.Close()
		err := shell.Start()
		close(started)
		if err == nil {
			_ = shell.Wait()
		}
	}()
	return watcher{writer, started}
}

// forStty writes terminal modes as stty takes them: the flags, and 32 control characters.
func forStty(modes *unix.Termios) string {
	const characters = 32 // NCCS of the C libraries; the kernel knows fewer
	var text strings.Builder
	fmt.Fprintf(&text, "%x:%x:%x:%x", modes.Iflag, modes.Oflag, modes.Cflag, modes.Lflag)
	for i := range characters {
		var c uint8
		if i < len(modes.Cc) {
			c = modes.Cc[i]
		}
		fmt.Fprintf(&text, ":%x", c)
	}
	return text.String()
}

// ours says whether this process has the terminal now.
func (w watcher) ours(has bool) {
	if w.pipe == nil {
		return
	}
	word := "theirs\n"
	if has {
		word = "ours\n"
	}
	_, _ = w.pipe.WriteString(word) // a watcher that is gone does not watch
}

// wait returns when the watcher watches: from then on it outlives this process.
func (w watcher) wait() {
	if w.started != nil {
		<-w.started
	}
}

// stop ends the watcher; the terminal was given back.
func (w watcher) stop() {
	if w.pipe == nil {
		return
	}
	w.ours(false)
	_ = w.pipe.Close()
}
