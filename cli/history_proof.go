package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/safetext"
)

// verificationError says that something does not fit. It is printed already.
type verificationError struct{ findings int }

// Error counts the findings: each was said on a line of its own.
func (e *verificationError) Error() string {
	return fmt.Sprintf("Bad: verification failed with %s", safetext.Count(e.findings, "finding", "findings"))
}

// historyCheckpointCommand prints the public key too, since both have to be kept elsewhere: a
// checkpoint is checked with the key, and a key that comes with a history could be a forger's.
func (p Program) historyCheckpointCommand(settings *settings) *cobra.Command {
	var out string
	var force, key bool
	command := &cobra.Command{
		Use:   "checkpoint",
		Short: "Sign a checkpoint of the history as it is now, to keep elsewhere",
		Args:  noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := checkForce(command, out); err != nil {
				return err
			}
			return p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				if key {
					signing, _, err := session.SigningKey(history)
					if err != nil {
						return err
					}
					return p.putOut(command.Context(), out, force, []byte(signing.Public()+"\n"))
				}
				// What was changed must not get a new signature.
				if err := session.CheckTree(command.Context(), history, app.MayBeOlder(history)); err != nil {
					return err
				}
				// Signed, and not only read: the checkpoint has to cover the history as it is
				// now. A history that contradicts the last one signed here is refused there.
				checkpoint, err := session.Sign(command.Context(), history)
				if err != nil {
					return err
				}
				if err := p.putOut(command.Context(), out, force, checkpoint.Note); err != nil {
					return err
				}
				// After the person has it: a place that does not answer may take seconds.
				return errors.Join(session.Carrier(history).Carry(command.Context(), history)...)
			})
		},
	}
	outFlags(command, &out, &force)
	command.Flags().BoolVar(&key, "public-key", false, "print the public key instead")
	return command
}

func (p Program) historyProveCommand(settings *settings) *cobra.Command {
	var out string
	var force, answers bool
	var withheld []string
	command := &cobra.Command{
		Use:   "prove NUMBER",
		Short: "Write a file that proves one deletion without showing the others",
		Args:  exactlyOneNumber,
		RunE: func(command *cobra.Command, args []string) error {
			number, err := recordNumber(args[0])
			if err != nil {
				return err
			}
			if err := checkForce(command, out); err != nil {
				return err
			}
			if err := checkWithheld(withheld); err != nil {
				return err
			}
			if !answers {
				withheld = append(withheld, history.RawAnswer)
			}
			return p.withStore(command.Context(), settings, func(session *app.Session, opened store.History) error {
				return p.prove(command.Context(), session, opened, number, withheld, out, force)
			})
		},
	}
	outFlags(command, &out, &force)
	command.Flags().BoolVar(&answers, "with-answers", false, "include what the server answered, as it came")
	command.Flags().StringSliceVar(&withheld, "withhold", nil, "personal data that it does not show: "+strings.Join(withholdable(), ", "))
	_ = command.RegisterFlagCompletionFunc("withhold", cobra.FixedCompletions(withholdable(), cobra.ShellCompDirectiveNoFileComp))
	return command
}

func (p Program) prove(ctx context.Context, session *app.Session, opened store.History, number int64, withheld []string, out string, force bool) error {
	if err := checkOut(out, force); err != nil {
		return err
	}
	// Before anything is signed over it: otherwise a row that was changed with plain SQL would get
	// a valid proof (docs/decisions/history.md, "What leaves is checked").
	if _, err := session.CheckedRecord(ctx, opened, number); err != nil {
		return err
	}
	checkpoint, key, err := session.Provable(ctx, opened)
	if err != nil {
		return err
	}
	file, err := opened.Prove(ctx, number, checkpoint.Note, withheld, key)
	if err != nil {
		return err
	}
	// After everything that may fail, and before anybody has the file.
	if err := p.writeDown(ctx, session, opened, issued(history.ProofAct, number, out, p.Now())); err != nil {
		return err
	}
	return p.putOut(ctx, out, force, file)
}

// withholdable are the kinds of personal data, and the fields by themselves.
func withholdable() (names []string) {
	for _, kind := range deletion.AllData() {
		names = append(names, string(kind))
	}
	for _, name := range history.PrivateNames() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// checkWithheld refuses unknown names: a proof can't be taken back once it has shown what a
// mistyped name was to withhold.
func checkWithheld(names []string) error {
	for _, name := range names {
		if !slices.Contains(withholdable(), name) {
			return &usageError{fmt.Sprintf("there is no personal data called %q\n%sNames: %s", safetext.Line(name), hint.Meant(name, withholdable()...), strings.Join(withholdable(), ", "))}
		}
	}
	return nil
}
