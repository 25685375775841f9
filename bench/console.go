package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// footer is the last thing that a full first frame of each program holds.
const (
	consoleFooter   = "quit"
	yardstickFooter = "more"
)

// consoleEnvironment points the console at a server that need not exist and at
// a history of its own.
func consoleEnvironment(folder string) []string {
	return []string{
		"HOME=" + folder, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=",
		"DELETECALL_URL=http://127.0.0.1:9", "DELETECALL_API_KEY=74c8eea0-50c6-40b2-9f3e-252ed501c3c8",
		"DELETECALL_HISTORY=" + filepath.Join(folder, "console", "history.db"),
	}
}

func measureFirstForm(console, yardstick, folder string) error {
	var ours, other []time.Duration
	for range rounds {
		a, err := firstFrame(consoleEnvironment(folder), consoleFooter, console)
		if err != nil {
			return err
		}
		b, err := firstFrame(nil, yardstickFooter, yardstick)
		if err != nil {
			return err
		}
		ours, other = append(ours, a), append(other, b)
	}
	report("exec to the full form, 120x40", ours, other, "minimal list")
	return nil
}

func firstFrame(environ []string, footer, program string) (time.Duration, error) {
	started := time.Now()
	t, err := startTerminal(environ, program)
	if err != nil {
		return 0, err
	}
	defer t.close()
	if err := t.waitFor(footer); err != nil {
		return 0, err
	}
	return time.Since(started), nil
}

// startYardstick starts the minimal list, and waits until it is drawn.
func startYardstick(program string) (*terminal, error) {
	t, err := startTerminal(nil, program)
	if err != nil {
		return nil, err
	}
	if err := t.waitFor(yardstickFooter); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func measureKeys(console, yardstick, folder string) error {
	ours, err := startTerminal(consoleEnvironment(folder), console)
	if err != nil {
		return err
	}
	defer ours.close()
	other, err := startYardstick(yardstick)
	if err != nil {
		return err
	}
	defer other.close()
	if err := ours.waitFor(consoleFooter); err != nil {
		return err
	}
	const quiet = 300 * time.Millisecond
	ours.settle(quiet)
	other.settle(quiet)

	var a, b []time.Duration
	for i := range 10 * rounds {
		digit := string(rune('0' + i%10))
		if i%20 == 19 {
			digit = "\x15" // ctrl+u empties the field before it is full
		}
		ourTime, err := keyToFrame(ours, digit)
		if err != nil {
			return err
		}
		otherTime, err := keyToFrame(other, []string{"j", "k"}[i/10%2])
		if err != nil {
			return err
		}
		a, b = append(a, ourTime), append(b, otherTime)
	}
	report("key to frame in the form", a, b, "minimal list")
	ours.settle(quiet) // what waits until nobody types
	fmt.Printf("%-34s %8d bytes in 3 s\n", "written while idle", ours.settle(3*time.Second))
	return nil
}

func keyToFrame(t *terminal, key string) (time.Duration, error) {
	started := time.Now()
	if err := t.press(key); err != nil {
		return 0, err
	}
	if err := t.waitFor(""); err != nil {
		return 0, err
	}
	took := time.Since(started)
	// The programs draw on a ticker: a key must not always meet it at the same
	// moment of its period.
	t.settle(20*time.Millisecond + rand.N(17*time.Millisecond))
	return took, nil
}

func measurePackageInit(console, _, folder string) error {
	trace, err := initTrace(console, folder)
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %8.2f ms   in %d packages, most in %s\n", "package init of the binary", trace.total, trace.packages, trace.slowest)
	return os.MkdirAll(filepath.Join(folder, "console"), 0o700)
}
