package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/export"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
)

func (p Program) historySalvageCommand(settings *settings) *cobra.Command {
	var force bool
	command := &cobra.Command{
		Use:   "salvage FILE",
		Short: "Write what can still be read of a damaged history; it proves nothing",
		Long: `salvage writes everything that can be read of a damaged history to a new FILE, a line of JSON for each record,
the newest first: what history list --json prints, and the answer of the server as it came (raw_answer, base64). A record
that can't be read, or does not match the history, has its number and "problem". The damaged files are not changed; one
that is not in the configured place is named with --history. Of a file that was cut off, a copy is read, which takes as
much room in the folder for temporary files until salvage ends.

What is salvaged is no evidence; a backup is: deletecall history restore. The exit code is 9 when anything is
missing or does not match.`,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{"salvage needs one FILE to write to"}
			}
			path, err := p.fileToWrite(args[0])
			if err != nil {
				return err
			}
			session, err := p.load(settings)
			if err != nil {
				return err
			}
			open := func(ctx context.Context) (store.History, error) {
				opened, err := session.OpenToSalvage(ctx)
				if store.IsDamage(err) {
					err = nothingReadable(session.Paths.History, err)
				}
				return opened, err
			}
			now := "nothing was salvaged"
			err = p.withOpened(command.Context(), settings, session, open, func(session *app.Session, opened store.History) error {
				made, err := p.salvage(command.Context(), session, opened, path, force)
				now = cmp.Or(made, now)
				return err
			})
			return p.conclude(err, now)
		},
	}
	command.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return command
}

// nothingReadable is of a history that was cut off, or overwritten, where it says how it is to be read.
func nothingReadable(path string, damage error) error {
	return hint.Instead(hint.Below(safetext.Line(path)+" can't be read: its beginning, which describes the rest, is gone or damaged; nothing was salvaged",
		`leave the file untouched, and restore the newest backup: `+history.RestoreCommand+`
without a backup, read an archive or another copy of the file: deletecall history list --history FILE
what was deleted since is in the servers' own logs, in exports, certificates and proofs
checkpoints that were carried elsewhere show how many events there were: keep them`), damage)
}

// salvage writes the records, and says what it could not read.
//
// A signal cancels it, as it cancels an export: a part of a file would pass for all of it.
func (p Program) salvage(ctx context.Context, session *app.Session, opened store.History, path string, force bool) (now string, err error) {
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	if opened.Owns(path) {
		return "", &usageError{safetext.Line(path) + " is a file of the history itself\nName another one"}
	}
	// What is damaged need not be where records are read: found before, the lists are taken
	// from the events, and nothing that lies in the wrong place is passed over.
	_ = opened.Check(ctx)
	salvaged := salvaging{opened: opened}
	err = export.ToFile(ctx, path, force, func(out io.Writer) error {
		if err := salvaged.write(ctx, out); err != nil {
			return err
		}
		return p.writeDown(ctx, session, opened, history.Act{What: history.SalvageAct, Count: salvaged.whole, To: exportTarget(path), At: p.Now()})
	})
	if errors.Is(err, context.Canceled) {
		return "", &interruptedError{now: "no file was written"}
	}
	if err != nil {
		return "", err
	}
	now = safetext.Line(path) + " has " + safetext.Count(salvaged.whole, "whole record", "whole records")
	damage := opened.Damage()
	if damage == nil && len(salvaged.problems) > 0 {
		damage = errChanged
	}
	if damage != nil || distrusted(opened) != nil {
		now += fromUnfit
	}
	if damage == nil {
		return now, nil
	}
	named := salvaged.problems[:min(len(salvaged.problems), mostUnreadNamed)]
	return now, &damagedError{named, int64(len(salvaged.problems)), damage}
}

// errChanged is of records that can be read, and were changed around the program.
var errChanged = errors.New(hint.Below("what was changed is marked", "to see more, run: deletecall history verify"))

type salvaging struct {
	opened   store.History
	whole    int64
	problems []int64 // numbers of records
}

// write goes on after a record that can't be read, which its line says: salvaging is for histories that are damaged.
func (s *salvaging) write(ctx context.Context, out io.Writer) error {
	for record, err := range s.opened.Records(ctx, query.Query{}, func(int64) {}) {
		if err != nil {
			return err
		}
		line, err := s.line(ctx, record)
		if err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// line is a record with the answer of the server, or as much of it as there is, with what
// is wrong.
func (s *salvaging) line(ctx context.Context, record deletion.Record) ([]byte, error) {
	number, problem := record.Intent.Number, ""
	if record.Intent.ID == "" { // it only stands for one
		problem = record.Outcome.Detail
	}
	whole, err := s.opened.Record(ctx, number)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		record = whole
	case problem == "":
		problem = hint.Sentences(err.Error())
	}
	if problem == "" {
		s.whole++
	} else {
		s.problems = append(s.problems, number)
	}
	more := struct {
		Answer  []byte `json:"raw_answer,omitempty"`
		Problem string `json:"problem,omitempty"`
	}{record.Outcome.Answer.Body, safetext.Bounded(problem, mostOfAFinding)}
	if record.Intent.ID == "" {
		return json.Marshal(struct {
			Number  int64  `json:"number"`
			Problem string `json:"problem"`
		}{number, more.Problem})
	}
	return joined(record, more)
}

// joined is one object with the members of two. A record writes its own JSON, so a struct that
// embeds it would write the record alone.
func joined(first, second any) ([]byte, error) {
	a, err := json.Marshal(first)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(second)
	if err != nil || string(b) == "{}" {
		return a, err
	}
	return append(append(bytes.TrimSuffix(a, []byte("}")), ','), bytes.TrimPrefix(b, []byte("{"))...), nil
}
