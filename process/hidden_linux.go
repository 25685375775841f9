package process

import (
	"os"

	"golang.org/x/sys/unix"
)

// askedInSecret is said in the terminal when the program died while it asked for a secret.
const askedInSecret = `deletecall ended without warning while it asked for a secret. Nothing was sent.`

// HideTyping keeps a terminal from showing what is typed, and drops what was typed before. The returned
// function puts back what was there; where this process dies before, a watcher does.
//
// ctrl+z is an ordinary character meanwhile: the shell would show what is typed after it.
func HideTyping(file *os.File) (restore func(), err error) {
	before, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	if err != nil {
		return nil, err
	}
	hidden := *before
	hidden.Iflag = hidden.Iflag&^(unix.IGNCR|unix.INLCR) | unix.ICRNL
	hidden.Lflag = hidden.Lflag&^unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG
	hidden.Cc[unix.VSUSP] = 0 // _POSIX_VDISABLE
	set := func(modes *unix.Termios) error { return unix.IoctlSetTermios(int(file.Fd()), unix.TCSETS, modes) }
	watcher := watchTerminal(file, "", askedInSecret)
	watcher.wait() // a process that is killed at once leaves the terminal hidden otherwise
	watcher.ours(true)
	// Whoever stopped the process from outside has let a shell set modes of its own.
	stop := onContinued(func() { _ = set(&hidden) })
	restore = func() {
		stop()
		_ = set(before)
		watcher.stop()
	}
	if err := set(&hidden); err != nil {
		restore()
		return nil, err
	}
	DropInput(file)
	return restore, nil
}
