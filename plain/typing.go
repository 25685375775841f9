package plain

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/process"
	"deletecall/safetext"
	"deletecall/secret"
)

// ErrNotTyped says that a person did not want to type a credential.
var ErrNotTyped = errors.New("nothing was typed")

// TypeCredentials asks for what a person has to type before a request to a server, and has it kept. It
// returns io.EOF at the end of input.
func TypeCredentials(in *Lines, out io.Writer, workflow *deletion.Workflow, server deletion.Server) error {
	for _, wanted := range workflow.Untyped(server) {
		fmt.Fprintln(out, safetext.Line(hint.Capital(wanted.Why)+"."))
		text, err := hidden(in, out, fmt.Sprintf("Type the %s for %s; it is not shown, enter alone cancels: ", wanted.Credential, safetext.Line(server.Name)))
		if err != nil {
			return err
		}
		workflow.KeepTyped(server, wanted.Credential, text)
	}
	return nil
}

// hidden asks for a secret. What was typed before the question is no answer to it, and of several
// lines that come at once none is: the others would answer what is asked next.
func hidden(in *Lines, out io.Writer, question string) (text secret.Text, err error) {
	restore, err := process.HideTyping(in.file)
	if err != nil {
		return text, hint.Instead("nothing was asked for: "+safetext.Line(err.Error())+
			"\nType it in the console, or give it in another way: see docs/configuration.md", err)
	}
	defer restore()
	defer func() { in.read = nil }()
	in.read = nil
	for {
		fmt.Fprint(out, question)
		line, alone, err := in.lineAlone()
		line = withoutPasteMarks(line)
		switch {
		case errors.Is(err, errTooLong):
			fmt.Fprintln(out, hint.Capital(err.Error())+".")
		case err != nil:
			fmt.Fprintln(out)
			return text, err
		case !alone:
			if err := in.untilQuiet(func() {}); err != nil {
				return text, err
			}
			fmt.Fprintln(out, "Several lines came at once, and none was taken. Type or paste one line.")
		case line == "":
			return text, ErrNotTyped
		case safetext.Check("secret", line) != nil:
			fmt.Fprintln(out, "It has a character that can't be printed, and was not taken.")
		default:
			return secret.New(line), nil
		}
	}
}

// withoutPasteMarks leaves out what a terminal puts around a paste in bracketed paste mode, which a
// program before this one may have left on.
func withoutPasteMarks(line string) string {
	return strings.TrimSuffix(strings.TrimPrefix(line, "\x1b[200~"), "\x1b[201~")
}
