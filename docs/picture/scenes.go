package main

import (
	"errors"
	"os"
	"os/exec"
	"strings"

	"deletecall/e2e/terminal"
	"deletecall/simulator"
)

const width, height = 100, 28

// visit is a person who takes the tour.
type visit struct {
	program, home string
	theme         theme
	system        *simulator.Simulator
	*terminal.Terminal
}

// scene is what is done, and what then is on the screen.
type scene struct {
	name string
	play func(*visit) error
}

// scenes are the tour, in its order. Each goes on from the one before.
var scenes = []scene{
	{"form", func(v *visit) error {
		if err := v.start(); err != nil {
			return err
		}
		return v.fill("8856", "GDPR-2211 erasure request")
	}},
	{"confirmation", func(v *visit) error { return errors.Join(v.press("\r", "Delete this conversation?"), v.hasRead()) }},
	{"result", func(v *visit) error { return v.confirm("No longer found") }},
	{"refusal", func(v *visit) error {
		return v.again("8803", "code -50", simulator.Fault{Code: -50, Message: "More than one record was found for 8803"})
	}},
	{"unknown", func(v *visit) error { return v.again("8857", "not known", simulator.Fault{Drop: true}) }},
	{"settle", func(v *visit) error {
		return v.do([2]string{"s", "How did you check?"}, [2]string{"Searched by number and time", "by number and time"},
			[2]string{"\r", "Choose what you found"}, [2]string{" ", "● 1 Deleted"})
	}},
	{"history", func(v *visit) error {
		if err := v.Write("\r"); err != nil {
			return err
		}
		settled := func(screen string) bool {
			return strings.Contains(screen, "Record 3 is settled") && !strings.Contains(screen, "to settle")
		}
		// The record is shown then; esc leads to the list.
		return errors.Join(v.WaitUntil("the settled record", settled), v.press("\x1b", "8803", "8857", "8856"))
	}},
	{"search", func(v *visit) error {
		return v.do([2]string{"\x1b[18~", "Find calls on"}, [2]string{"today\t\t88\r", "BEGIN"})
	}},
	{"certificate", func(v *visit) error {
		v.leave()
		// Below the page is its proof, for the program that checks it.
		err := v.run(36, "sh", "-c", `"$0" history certificate 1 --format text | head -n 35`, v.program)
		if err == nil {
			_, err = v.Wait() // a command's picture is what it leaves
		}
		return err
	}},
}

// start opens the console.
func (v *visit) start() error {
	if err := v.run(height, v.program); err != nil {
		return err
	}
	return v.WaitFor("Extension", "quit")
}

// run starts a program in a terminal of so many rows.
func (v *visit) run(rows int, name string, args ...string) (err error) {
	command := exec.Command(name, args...)
	command.Dir = v.home
	command.Env = []string{"HOME=" + v.home, "PATH=" + os.Getenv("PATH"), "TZ=UTC", "LANG=C.UTF-8"}
	v.Terminal, err = terminal.Start(command, width, rows)
	return err
}

// leave ends the program that runs, if one does.
func (v *visit) leave() {
	if v.Terminal != nil {
		v.Close()
		v.Terminal = nil
	}
}

// press types keys, and waits for texts on the screen.
func (v *visit) press(keys string, texts ...string) error {
	if err := v.Write(keys); err != nil {
		return err
	}
	return v.WaitFor(texts...)
}

// do presses keys after one another, each until its text is shown.
func (v *visit) do(steps ...[2]string) error {
	for _, step := range steps {
		if err := v.press(step[0], step[1]); err != nil {
			return err
		}
	}
	return nil
}

// fill fills in the form for an extension.
func (v *visit) fill(extension, reason string) error {
	return v.press(extension+"\t\t"+reason, reason, "extension="+extension)
}

// hasRead waits for the call that is looked up, and for the end of the reading time. The screen is drawn from top to
// bottom: it is whole when its last line says how to cancel, and no longer how to skip the look-up.
func (v *visit) hasRead() error {
	return v.WaitUntil("the end of the reading time", func(screen string) bool {
		screen = strings.TrimRight(screen, "\n")
		last := screen[strings.LastIndex(screen, "\n")+1:]
		isWhole := strings.Contains(last, "cancel") && !strings.Contains(last, "skip")
		return isWhole && !strings.Contains(screen, "Looking up the call") && !strings.Contains(screen, "Please read this")
	})
}

// confirm confirms once the reading time is over, and waits for the result.
func (v *visit) confirm(result string) error { return errors.Join(v.hasRead(), v.press("y", result)) }

// again deletes another call after the one whose result is shown.
func (v *visit) again(extension, result string, fault simulator.Fault) error {
	v.system.Inject(fault)
	if err := v.do([2]string{"n", "Reason"}, [2]string{extension, "extension=" + extension}, [2]string{"\r", "Delete this conversation?"}); err != nil {
		return err
	}
	return v.confirm(result)
}

// draw writes what is on the screen.
func (v *visit) draw(path string) error {
	return os.WriteFile(path, drawSVG(v.Emulator, v.theme), 0o644)
}
