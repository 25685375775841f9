package cli

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/privatefile"
	"deletecall/process"
	"deletecall/safetext"
)

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

The verification is recorded in the history (see history log) when nothing is wrong; a damaged history is left as
it is. A backup, an archive or another copy, named with --history, is verified as it is and not changed.

The exit code is 0 when everything matches, even if nothing was ever deleted, and 9 when something does not: a
history that is missing, empty, cut off, damaged, somebody else's, or not readable for this user can't be
verified, which is a finding too.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.verify(command.Context(), settings, options)
		},
	}
	command.Flags().StringArrayVar(&options.checkpoints, "checkpoint", nil, "a `FILE` with checkpoints kept elsewhere, such as a log or a mail; - is standard input; may be repeated")
	command.Flags().StringArrayVar(&options.keys, "key", nil, "trust only this public `KEY`, or the one in a file of this name, taken from outside the history; may be repeated")
	options.witnesses.flags(command)
	command.Flags().BoolVar(&options.asJSON, "json", false, "print JSON")
	return command
}

type verifyOptions struct {
	checkpoints, keys []string
	witnesses         witnessPolicy
	asJSON            bool
}

// verify carries out the command. What was given is read before the history is opened: a
// mistyped file name must not cost the minutes that verifying may take.
func (p Program) verify(ctx context.Context, settings *settings, options verifyOptions) error {
	keys := options.keys
	for i, key := range keys {
		var err error
		if keys[i], err = publicKey(key); err != nil {
			return err
		}
	}
	given, damaged, err := p.givenCheckpoints(options.checkpoints)
	if err != nil {
		return err
	}
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	policy, err := options.witnesses.policy(session.Policy())
	if err != nil {
		return err
	}
	// Reading every event makes much garbage, and little of it is alive at any moment.
	defer process.CollectLessOften()()
	// Findings are collected and not returned as errors: whoever verifies wants all of them,
	// and the report in JSON even when something failed.
	found, err := p.examine(ctx, settings, session, given, keys)
	if err != nil {
		return err
	}
	defer found.close()
	report, findings := found.report, found.findings
	outside, err := report.Outside(policy)
	outside.OnServer = session.HistoryServer != nil
	if err != nil {
		findings = append(findings, "The witnesses' signatures can't be checked: "+asFinding(err))
	} else if outside.Finding != "" {
		findings = append(findings, outside.Finding)
	}
	printed := printedReport{report, outside, findings, append(damaged, found.unchecked...), report.Remarks(p.Now(), session.Zone), found.unanswered}
	// What was found has to be told, whoever reads the report.
	unprinted := p.printReport(printed, options.asJSON)
	if unprinted != nil && len(findings) == 0 {
		return unprinted
	}
	contradictions := p.recordVerification(ctx, session, found.recordable, printed)
	p.advise(ctx, found)
	switch {
	case len(findings)+contradictions > 0:
		return errors.Join(unprinted, &verificationError{len(findings) + contradictions})
	case report.Events == 0:
		p.say("nothing was verified")
	case len(printed.unchecked) > 0:
		p.good("what was checked matches; the lines with ? were not checked")
	default:
		p.good("everything that was checked matches")
	}
	return nil
}

func (p Program) advise(ctx context.Context, found examined) {
	report := found.report
	switch {
	case found.unanswered:
		p.say("what could not be read was not checked: that is no sign of a change\nVerify again when all of the history can be read: deletecall history verify")
	case len(found.findings) > 0 && len(report.Findings()) == 0 && report.Events > 0 && rootOf(report) != "":
		p.say("the events themselves match%s", found.advice(ctx))
	}
}

func (p Program) givenCheckpoints(paths []string) (given []proof.NamedCheckpoint, damaged []string, err error) {
	for _, path := range paths {
		found, lines, err := p.readCheckpoints(path)
		if err != nil {
			return nil, nil, err
		}
		given, damaged = append(given, found...), append(damaged, lines...)
	}
	return given, damaged, nil
}

type examined struct {
	report              *proof.Report
	findings, unchecked []string
	unanswered          bool // all findings are of what could not be asked for, as in [app.Verified]
	advised             int  // how many findings say themselves what to do

	opened     store.History // nil where it could not be opened
	recordable store.History // the same; nil where the verification is not to be recorded in it
}

// advice is about a history whose events match, in a line below that. What is made from them can be made again.
func (e examined) advice(ctx context.Context) string {
	search, err := e.opened.SearchFindings(ctx)
	if !e.report.ListFits || len(search) > 0 || err != nil {
		return "\nTo make the list and the search index again from them, run: deletecall history rebuild"
	}
	// The events match, so it is what the database has next to them.
	var rules *deletion.HistoryError
	if err := e.opened.CheckTree(ctx); store.IsDamage(err) && errors.As(err, &rules) {
		return "\n" + hint.Capital(rules.Advice)
	}
	if len(e.findings) == e.advised {
		return ""
	}
	return "\nWhere nothing above says what to do, find out who changed it, and restore a backup: " + history.RestoreCommand
}

// add is of what a look met that did not end well.
func (e *examined) add(err error) {
	e.unanswered = store.IsUnanswered(err) && (e.unanswered || len(e.findings) == 0)
	e.findings = append(e.findings, asFinding(err))
}

func (e examined) close() {
	if e.opened != nil {
		_ = e.opened.Close()
	}
}

// examine verifies the history that the configuration names. One that can't be opened
// is a finding, whatever the reason: nobody can say then that it is as it was. The error
// is that of a cancelled context.
func (p Program) examine(ctx context.Context, settings *settings, session *app.Session, given []proof.NamedCheckpoint, keys []string) (
	found examined, err error,
) {
	found.report = &proof.Report{HashesFor: -1}
	// The root of an empty tree, so that the report has the same fields whatever was found.
	found.report.Root, _ = proof.TreeHead(0, nil)
	var none *noHistoryError
	err = p.checkHistory(settings, session)
	// With a checkpoint from elsewhere there was a history, and its absence is a finding.
	if errors.As(err, &none) && len(given) == 0 {
		found.unchecked = []string{"Nothing was verified: " + none.Error() + "."}
		return found, nil
	}
	var opened store.History
	if err == nil {
		opened, err = p.openToVerify(ctx, session)
	}
	if found.opened = opened; ctx.Err() != nil {
		found.close()
		return found, ctx.Err()
	}
	if errors.Is(err, history.ErrRestored) {
		return found, err
	}
	if err != nil {
		found.findings, found.unanswered = []string{"The history can't be verified: " + asFinding(err)}, store.IsUnanswered(err)
		return found, nil
	}
	p.warn(ctx, opened)
	// Only a copy that was named may end before what this machine signed. One that lies in the
	// history's place has lost the records after it, and that is what verify is to find.
	asCopy := settings.flags.History != "" && opened.IsCopy() && !opened.IsInPlaceOfHistory()
	machine := session.Remembered(ctx, opened, asCopy)
	trusted, untrusted := machine.Trusted(ctx, opened, keys)
	verified, err := app.VerifyAll(ctx, opened, append(given, machine.Given...), trusted)
	if err != nil {
		found.close()
		return found, err
	}
	found.report, found.findings, found.unanswered = verified.Report, verified.Findings, verified.Unanswered != nil
	if err := store.CheckEnd(ctx, opened); err != nil {
		found.add(err)
	}
	for _, err := range machine.Suspect {
		found.findings, found.unanswered = append(found.findings, asFinding(err)), false
		found.advised++
	}
	if !asCopy {
		if err := store.CheckKept(ctx, opened, machine.Remembers()); err != nil {
			found.add(err)
		}
	}
	if reason := replaced(opened); reason != nil {
		found.close()
		return found, reason
	}
	found.judge(opened, asCopy)
	found.unchecked = slices.Concat(found.report.Unchecked(), machine.Unchecked, untrusted)
	return found, nil
}

// judge notes whether a deletion, and so this verification, can be recorded here.
func (e *examined) judge(history store.History, asCopy bool) {
	reason := history.Unwritable()
	if reason == nil {
		reason = history.Trust()
	}
	if reason != nil && !asCopy && (history.IsCopy() || isSuspect(reason)) {
		e.findings, e.unanswered = append(e.findings, "No deletion can be recorded here: "+asFinding(reason)), false
		e.advised++
	}
	if reason == nil && !history.IsCopy() {
		e.recordable = history
	}
}

// asFinding is an error as one line of a report, in sentences as the other findings are.
func asFinding(err error) string {
	text := err.Error()
	if failure, ok := errors.AsType[*deletion.HistoryError](err); ok {
		text = failure.Reason()
	}
	return safetext.Bounded(hint.Sentences(text), mostOfAFinding)
}

const mostOfAFinding = 1000 // cells: a path may be long

// openToVerify opens a history for verifying. An empty file is not one, although the
// first deletion would make one of it.
func (p Program) openToVerify(ctx context.Context, session *app.Session) (store.History, error) {
	path := session.Paths.History
	if look, err := privatefile.ExamineThrough(path); err == nil && look.Mode.IsRegular() && look.Size == 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		// Opening would make a fine empty history of an empty file, and verify would then
		// confirm it: emptying the file would be the simplest attack.
		failure := &deletion.HistoryError{Op: "verify the history", Path: path, Problem: "is empty", Err: err,
			Advice: "if it had records, restore a backup: " + history.RestoreCommand}
		if err != nil {
			failure.Problem, failure.Advice = "can't be examined: "+privatefile.Cause(err), "run this as a user who can read it"
		}
		return nil, failure
	}
	return session.OpenHistory(ctx)
}
