package plain_test

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/ui/uitest"
)

// A serial line may hand a CR over as it is, drop it, or have been left without echo.
func TestALineThatDoesNotTranslateItsEndsIsUsable(t *testing.T) {
	for name, change := range map[string]func(*unix.Termios){
		"CR is not translated": func(modes *unix.Termios) { modes.Iflag &^= unix.ICRNL },
		"CR is dropped":        func(modes *unix.Termios) { modes.Iflag |= unix.IGNCR },
		"raw, no echo":         func(modes *unix.Termios) { modes.Lflag &^= unix.ICANON | unix.ECHO; modes.Iflag &^= unix.ICRNL },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(uitest.Records())
			var before unix.Termios
			p, _ := d.sit(t, func(file *os.File) {
				modes, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
				if err != nil {
					t.Fatal(err)
				}
				change(modes)
				if err := unix.IoctlSetTermios(int(file.Fd()), unix.TCSETS, modes); err != nil {
					t.Fatal(err)
				}
				before = *modes
			})
			p.sees("deletecall> ")
			p.types("help\r")
			p.sees("quit: end")
			p.sees("deletecall> ")
			p.types("quit\r")
			if err := p.ends(); err != nil {
				t.Error(err)
			}
			// The keyboard's side has the same modes.
			after, err := unix.IoctlGetTermios(int(p.file.Fd()), unix.TCGETS)
			if err != nil || after.Iflag != before.Iflag || after.Lflag != before.Lflag {
				t.Errorf("the modes are not what they were: %v", err)
			}
		})
	}
}
