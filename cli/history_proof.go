package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/history/export"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// verificationError says that something does not fit. It is told already.
type verificationError struct{ findings int }

func (e *verificationError) Error() string {
	return fmt.Sprintf("verification failed: %s", counted(e.findings, "finding", "findings"))
}

// counted writes a number with its noun. Above 9,999 it has thousands separators, so it is for
// people; JSON takes the number itself.
func counted(count int, one, many string) string {
	if count == 1 {
		return "1 " + one
	}
	return safetext.Number(int64(count)) + " " + many
}

func (p Program) historyVerifyCommand(settings *settings) *cobra.Command {
	var options verifyOptions
	command := &cobra.Command{
		Use:   "verify",
		Short: "Check that nobody changed the history",
		Long: `verify reads the whole history, computes its hash tree again, and compares it with the stored hashes, with
the checkpoints that the history keeps, and with those given, which were kept elsewhere. Only the latter can
show that the newest records were cut off or that an old copy was restored. It says first who could have forged
what it confirms: without a checkpoint from elsewhere or the cosignature of a witness, the owner of this account
can change the history and sign it again. It says what it could not check, and where the clock went back from one
record to the next, which is a remark, not a finding.

A backup, an archive or another copy, named with --history, is verified as it is and not changed.

The exit code is 0 when everything matches, even if nothing was ever deleted, and 9 when something does not: a
history that is missing, empty, cut off, damaged, somebody else's, or not readable for this user can't be
verified, which is a finding too.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.verify(command.Context(), settings, options)
		},
	}
	command.Flags().StringArrayVar(&options.checkpoints, "checkpoint", nil, "a `FILE` with checkpoints kept elsewhere, such as a log or a mail; - is standard input; may be repeated")
	command.Flags().StringArrayVar(&options.keys, "key", nil, "trust only this public `KEY`, or the one in a file of this name; take it from outside the history; may be repeated")
	options.witnesses.flags(command)
	command.Flags().BoolVar(&options.asJSON, "json", false, "print JSON")
	return command
}

// maxCheckpointFile bounds a file of checkpoints, in bytes: some 250,000 of them.
const maxCheckpointFile = 64 << 20

// readCheckpoints reads the checkpoints in a file, and returns which of its lines are
// damaged. Where nothing is left of any, the file itself is one that proves nothing.
//
// A damaged checkpoint among intact ones is not a finding: a file that lines are appended to
// may end in a torn one. A file with nothing but damaged ones has to stay in the comparison,
// or an attacker could empty the evidence by damaging it.
func (p Program) readCheckpoints(path string) (named []proof.NamedCheckpoint, damaged []string, err error) {
	found, err := p.readNotes(path)
	if err != nil {
		return nil, nil, &usageError{"the checkpoint can't be read: " + namedProblem(path, maxCheckpointFile, err).Error()}
	}
	for _, note := range found.Notes {
		named = append(named, proof.NamedCheckpoint{Name: path, Note: note})
	}
	for _, lines := range found.Damaged {
		if len(found.Notes) == 0 {
			named = append(named, proof.NamedCheckpoint{Name: path + ", " + lines.String()})
			continue
		}
		damaged = append(damaged, fmt.Sprintf("A checkpoint in %s is damaged: %s. The others in that file were used.", safetext.Line(path), lines))
	}
	if len(named) == 0 {
		return nil, nil, &usageError{safetext.Line(path) + " has no checkpoint"}
	}
	return named, damaged, nil
}

func (p Program) readNotes(path string) (proof.Notes, error) {
	file, err := p.openNamed(path)
	if err != nil {
		return proof.Notes{}, err
	}
	defer file.Close()
	// One byte more, so that a file of exactly the limit does not count as too long.
	bounded := &io.LimitedReader{R: file, N: maxCheckpointFile + 1}
	found, err := proof.ReadNotes(bounded)
	if err == nil && bounded.N == 0 {
		err = privatefile.ErrTooLong
	}
	return found, err
}

// printedReport is what verify prints.
//
// Findings decide the exit code. What is unchecked or remarked does not, and must never be
// printed with ✓: a reader takes silence and ticks for proof.
type printedReport struct {
	*proof.Report
	outside                      proof.Outside
	findings, unchecked, remarks []string
}

func (p Program) printReport(report printedReport, asJSON bool) error {
	outside := report.outside
	if asJSON {
		return json.NewEncoder(p.Out).Encode(struct {
			OK            bool     `json:"ok"`
			Events        int64    `json:"events"`
			Records       int64    `json:"records"`
			Root          string   `json:"root"`
			OutsideEvents int64    `json:"outside_events"`
			OutsideBy     []string `json:"outside_by"`
			Findings      []string `json:"findings"`
			Confirmations []string `json:"confirmations"`
			Unchecked     []string `json:"unchecked"`
			Remarks       []string `json:"remarks"`
		}{len(report.findings) == 0, report.Events, report.Records, report.Root.String(), outside.Covered, notNil(outside.Sources),
			notNil(report.findings), notNil(report.Confirmations()), notNil(report.unchecked), notNil(report.remarks)})
	}
	var failed error
	say := func(sign string, lines ...string) {
		for _, line := range lines {
			_, err := fmt.Fprintf(p.Out, "%s %s\n", sign, line)
			failed = errors.Join(failed, err)
		}
	}
	say("✗", report.findings...)
	// Right after the findings, before any ✓: who could have forged the history decides what
	// the ticks below are worth.
	if outside.Events > 0 {
		sign := "!"
		if outside.Complete() && len(report.findings) == 0 {
			sign = "✓"
		}
		say(sign, outside.String())
	}
	say("✓", report.Confirmations()...)
	say("?", report.unchecked...)
	say("!", report.remarks...)
	_, err := fmt.Fprintf(p.Out, "%s of %s were read; the root of the tree is %s\n",
		counted(int(report.Events), "event", "events"), counted(int(report.Records), "record", "records"), report.Root)
	return errors.Join(failed, err)
}

// notNil keeps an empty list from becoming null in JSON, which scripts that iterate over it
// can't take.
func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

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
					return p.writeOut(command.Context(), out, force, func(w io.Writer) error {
						_, err := fmt.Fprintln(w, signing.Public())
						return err
					})
				}
				// Signed, and not only read: the checkpoint has to cover the history as it is
				// now. A history that contradicts the last one signed here is refused there.
				checkpoint, err := session.Sign(command.Context(), history)
				if err != nil {
					return err
				}
				if err := p.writeOut(command.Context(), out, force, func(w io.Writer) error {
					_, err := w.Write(checkpoint.Note)
					return err
				}); err != nil {
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
			return p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				// Before anything is signed over it: otherwise a row that was changed with
				// plain SQL would get a valid proof (docs/decisions/history.md, "What leaves
				// is checked").
				if _, err := session.CheckedRecord(command.Context(), history, number); err != nil {
					return err
				}
				checkpoint, key, err := session.Provable(command.Context(), history)
				if err != nil {
					return err
				}
				file, err := history.Prove(command.Context(), number, checkpoint.Note, answers, key)
				if err != nil {
					return err
				}
				// After everything that may fail, and before anybody has the file.
				if err := p.writeDown(command.Context(), session, history, issued("proof", number, out, p.Now())); err != nil {
					return err
				}
				return p.writeOut(command.Context(), out, force, func(w io.Writer) error {
					_, err := w.Write(file)
					return err
				})
			})
		},
	}
	outFlags(command, &out, &force)
	command.Flags().BoolVar(&answers, "with-answers", false, "include what the server answered")
	return command
}

// historyCheckProofCommand needs no configuration: whoever was handed a proof checks it on a
// machine that has never seen the history. That is also why the key must be given; the one in
// the file proves only that the file agrees with itself.
func (p Program) historyCheckProofCommand() *cobra.Command {
	var key string
	var witnesses witnessPolicy
	var asJSON bool
	command := &cobra.Command{
		Use:   "check-proof FILE --key PUBLIC",
		Short: "Check the proof of one deletion offline, without the history",
		RunE: func(command *cobra.Command, args []string) error {
			if err := refuseFlags(command, "on check-proof, which reads no history", "history"); err != nil {
				return err
			}
			if len(args) != 1 || key == "" {
				return &usageError{"check-proof needs a proof's FILE (- for standard input) and --key, the public key of the history, from somewhere other than the file"}
			}
			path, err := p.expandPath("FILE", args[0])
			if err != nil {
				return err
			}
			return p.checkProof(path, key, witnesses, asJSON)
		},
	}
	command.Flags().StringVar(&key, "key", "", "the history's public `KEY`, or a file with it")
	witnesses.flags(command)
	command.Flags().BoolVar(&asJSON, "json", false, "print the record as JSON")
	return command
}

func (p Program) checkProof(path, key string, witnesses witnessPolicy, asJSON bool) error {
	content, err := p.readNamed(path, proof.MaxFile)
	if err != nil {
		return &usageError{"the proof can't be read: " + err.Error()}
	}
	if key, err = publicKey(key); err != nil {
		return err
	}
	// No witnesses of this machine's configuration: the result must not depend on where it is
	// checked.
	policy, err := witnesses.policy(proof.Policy{})
	if err != nil {
		return err
	}
	proved, err := proof.CheckProof(content, key)
	var outside proof.Outside
	if err == nil {
		outside, err = proved.Outside(policy)
	}
	if err != nil {
		p.say("%s", err)
		return &verificationError{1}
	}
	if outside.Finding != "" {
		p.say("nothing is proved: %s", outside.Finding)
		return &verificationError{1}
	}
	if asJSON {
		return json.NewEncoder(p.Out).Encode(proved.Record)
	}
	p.say("proved: these events were in the history %s when checkpoint %s was signed", proved.Checkpoint.Origin, proved.Checkpoint.Short())
	for _, source := range outside.Sources {
		p.say("%s", source)
	}
	if outside.Covered == 0 {
		p.say("no witness vouches for it: whoever owns the account with the signing key could have made it")
	}
	// In UTC: two people who check one proof read the same times.
	return writeRecord(p.Out, proved.Record, time.UTC)
}

// maxKeyFile is more than a file with a public key has.
const maxKeyFile = 4 << 10 // bytes

// publicKey returns the key that was given, or that lies in the file of that name.
func publicKey(given string) (string, error) {
	text, err := textOrFile("--key", given)
	if err != nil {
		return "", err
	}
	if err := proof.CheckKey(text); err != nil {
		return "", &usageError{"--key: " + err.Error()}
	}
	return text, nil
}

// textOrFile returns what a flag was given, or what the file of that name holds.
//
// What can't be opened as a file is taken for the text itself, which the caller checks. Only a
// name that clearly is something else, such as a folder or a large file, is refused here: the
// message about a wrong key would mislead.
func textOrFile(flag, given string) (string, error) {
	content, err := privatefile.Read(given, maxKeyFile)
	switch {
	case err == nil:
		given = string(content)
	case errors.Is(err, privatefile.ErrNotRegular), errors.Is(err, privatefile.ErrTooLong):
		return "", &usageError{flag + ": " + safetext.Line(given) + ": " + err.Error()}
	}
	return strings.TrimSpace(given), nil
}

// writeOut writes to standard output or, whole or not at all, to a file.
//
// For standard output there is no whole or nothing: what was written before an error stays
// with its reader, so anything that may refuse has to come before.
func (p Program) writeOut(ctx context.Context, path string, force bool, write func(io.Writer) error) error {
	if path == "-" || path == "" {
		return write(p.Out)
	}
	return export.ToFile(ctx, path, force, write)
}
