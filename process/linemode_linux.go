package process

import (
	"os"

	"golang.org/x/sys/unix"
)

// LineMode lets a terminal hand over whole lines, show what is typed, and take a carriage
// return for a line end, as serial lines and a terminal that a program left in another mode
// may not. The returned function puts back what was there. Other files are left alone.
func LineMode(file *os.File) (restore func()) {
	before, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	if err != nil {
		return func() {}
	}
	lines := *before
	lines.Iflag = lines.Iflag&^(unix.IGNCR|unix.INLCR) | unix.ICRNL
	lines.Lflag |= unix.ICANON | unix.ECHO | unix.ISIG
	if lines == *before {
		return func() {}
	}
	set := func(modes *unix.Termios) { _ = unix.IoctlSetTermios(int(file.Fd()), unix.TCSETS, modes) }
	set(&lines)
	return func() { set(before) }
}
