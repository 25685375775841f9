package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/export"
	"deletecall/history/store"
)

func outFlags(command *cobra.Command, out *string, force *bool) {
	command.Flags().StringVar(out, "out", "-", "write to this `FILE`; - is standard output")
	command.Flags().BoolVar(force, "force", false, "replace an existing file")
}

func isStdout(out string) bool { return out == "-" || out == "" }

func checkForce(command *cobra.Command, out string) error {
	if isStdout(out) {
		return refuseFlags(command, "without --out FILE", "force")
	}
	return nil
}

// checkOut refuses a file that [Program.writeOut] would refuse, before anything is recorded of what
// nobody gets.
func checkOut(path string, force bool) error {
	if isStdout(path) {
		return nil
	}
	return export.CheckTarget(path, force)
}

// writeOut writes to standard output or, whole or not at all, to a file.
//
// For standard output there is no whole or nothing: what was written before an error stays
// with its reader, so anything that may refuse has to come before.
func (p Program) writeOut(ctx context.Context, path string, force bool, write func(io.Writer) error) error {
	if isStdout(path) {
		return write(p.Out)
	}
	return export.ToFile(ctx, path, force, write)
}

func (p Program) putOut(ctx context.Context, path string, force bool, content []byte) error {
	return p.writeOut(ctx, path, force, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// writeDown makes it an event of the history that records are handed over. Where
// nothing can be recorded, in an archive, on a full disk, or because the history is
// damaged, that is said.
//
// Reading must stay possible then: an archive and a full disk are just when somebody needs the
// records. Any other failure ends the command.
func (p Program) writeDown(ctx context.Context, session *app.Session, opened store.History, act history.Act) error {
	if reason := cmp.Or(opened.Unwritable(), opened.Damage()); reason != nil {
		p.say("warning: this is not recorded in the history: %s", reason)
		return nil
	}
	act.Operator = session.Operator()
	err := opened.RecordAct(ctx, act)
	// A restore is what the records themselves become, and no reading.
	if errors.As(err, new(*store.ContradictedError)) || errors.As(err, new(*store.FullError)) && act.What != history.RestoreAct {
		p.say("warning: this is not recorded in the history: %s", err)
		return nil
	}
	return err
}

// issued is what is written down of evidence about one record.
func issued(what string, number int64, out string, at time.Time) history.Act {
	return history.Act{What: what, Query: "record " + strconv.FormatInt(number, 10), Count: 1, To: exportTarget(out), At: at}
}

// exportTarget names where the records went, for somebody who reads it years later: a relative
// path would need the working folder of that day.
func exportTarget(out string) string {
	if isStdout(out) {
		return "standard output"
	}
	if path, err := filepath.Abs(out); err == nil {
		return path
	}
	return out
}
