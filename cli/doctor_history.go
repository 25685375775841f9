package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/process"
	"deletecall/query"
	"deletecall/safetext"
)

// examineHistory opens the history as a deletion does, and looks at it from all sides.
func (p Program) examineHistory(ctx context.Context, session *app.Session, report *doctorReport) {
	const check = "history"
	history, err := session.OpenHistory(ctx)
	if err != nil {
		report.failure(check, &unopenedError{err})
		return
	}
	defer history.Close()
	// The same question that a deletion asks before its intent, so that doctor and send never
	// disagree.
	warnings, unready := history.Ready(ctx)
	if unready != nil {
		report.failure(check, unready)
		report.doubt(distrusted(history) != nil)
	}
	for _, warning := range warnings {
		report.warning(check, warning, "")
	}
	_, total, err := history.Count(ctx, query.Query{})
	if err != nil {
		report.failure(check, err)
		return
	}
	report.ok(check, safetext.Line(session.HistoryName())+", "+safetext.Count(total, "record", "records"))
	examineRole(ctx, history, report)
	// Lists can be fine over a damaged page that no list reads.
	if err := history.Check(ctx); err != nil && (unready == nil || err.Error() != unready.Error()) {
		report.failure(check, err)
	}
	if _, count, err := history.Unsettled(ctx, 1); err == nil && count > 0 {
		report.warning(check, safetext.Count(count, "unknown outcome", "unknown outcomes")+" to settle",
			"look the conversations up in Verba, then: deletecall history settle NUMBER")
	}
	p.examineTree(ctx, session, history, report)
	p.examineSurroundings(history, report)
	p.examineClock(ctx, history, session.Zone, report)
}

// examineRole looks for rights with which whoever deletes could also change the evidence.
func examineRole(ctx context.Context, history store.Condition, report *doctorReport) {
	const check = "role"
	rights, err := history.Rights(ctx)
	if err != nil {
		report.failure(check, err)
		return
	}
	if rights == nil {
		return
	}
	found := rights.Excess
	const shown = 3 // of a superuser or an owner the rest follows
	switch {
	case len(found) == 0 && len(rights.Spare) > 0:
		report.warning(check, strings.Join(rights.Spare, " "), "no console needs that: ask an administrator to take it away")
		return
	case len(found) == 0:
		report.ok(check, "it has no rights but those of a console or an auditor")
		return
	}
	text := strings.Join(found[:min(len(found), shown)], " ")
	if more := len(found) - shown; more > 0 {
		text += fmt.Sprintf(" It has %s too many.", safetext.Count(more, "other right", "other rights"))
	}
	report.problem(check, text, rights.Advice)
}

// eventsVerified is how many events the doctor verifies: a second or two.
const eventsVerified = 100_000

// examineTree verifies the history as history verify does, unless that takes long.
func (p Program) examineTree(ctx context.Context, session *app.Session, history store.History, report *doctorReport) {
	const check = "tree"
	// What this machine signed is compared too, as in history verify: a history that agrees
	// only with itself proves nothing.
	machine := session.Remembered(ctx, history, history.IsCopy())
	events, _, err := history.TreeHead(ctx)
	if reason := replaced(history); reason != nil {
		err, machine = reason, app.Machine{}
	}
	report.suspects(machine)
	if err != nil {
		report.failure(check, err)
		return
	}
	if events > eventsVerified {
		report.ok(check, safetext.Count(events, "event", "events")+", too many to check here; deletecall history verify checks them")
		return
	}
	trusted, _ := machine.Trusted(ctx, history, nil)
	verified, err := app.VerifyAll(ctx, history, machine.Given, trusted)
	if err != nil {
		report.failure(check, err)
		return
	}
	findings, unanswered := verified.Findings, verified.Unanswered != nil
	if !history.IsCopy() {
		if err := store.CheckKept(ctx, history, machine.Remembers()); err != nil {
			unanswered = store.IsUnanswered(err) && (unanswered || len(findings) == 0)
			findings = append(findings, asFinding(err))
		}
	}
	if reason := replaced(history); reason != nil {
		report.failure(check, reason)
		return
	}
	advice := "leave the history untouched and find out who changed it; deletecall history verify lists everything"
	if unanswered {
		advice = "what could not be read was not checked, which is no sign of a change\nrun this again when all of it can be read"
	}
	report.doubt(len(findings) > 0)
	for _, finding := range findings {
		report.problem(check, finding, advice)
	}
	if len(findings) == 0 {
		report.ok(check, safetext.Count(verified.Report.Events, "event", "events")+", their hashes, the lists and the rules of the database are consistent")
	}
}

func (r *doctorReport) suspects(machine app.Machine) {
	r.doubt(len(machine.Suspect) > 0)
	for _, problem := range machine.Suspect {
		if _, ok := errors.AsType[*app.CosignedError](problem); ok {
			r.failure("witness", problem)
		} else {
			r.failure("key", problem)
		}
	}
	if machine.Unsigned != nil && !slices.Contains(machine.Suspect, machine.Unsigned) {
		r.failure("key", machine.Unsigned)
	}
}

func (p Program) examineSurroundings(history store.History, report *doctorReport) {
	if history.IsCopy() {
		return // nothing is made next to a copy, not even to try its locks
	}
	found, err := history.Surroundings()
	if found.Free > 0 { // Ready has said so when there is too little
		report.ok("space", safetext.Number(int64(found.Free>>20))+" MiB are free")
	}
	switch {
	case err != nil:
		report.failure("locks", err)
	case found.Processes > 0:
		report.ok("locks", fmt.Sprintf("locking works; %s using this history", safetext.Count(found.Processes, "other process is", "other processes are")))
	default:
		report.ok("locks", "locking works; no other process is using this history")
	}
}

// examineClock compares the clock with what the history has seen, and asks the
// kernel. No server is asked for its time: with --connect-only no request is sent, and the
// server's clock could be the wrong one.
func (p Program) examineClock(ctx context.Context, history query.Finder, zone *time.Location, report *doctorReport) {
	const check = "clock"
	now := deletion.FormatTime(p.Now(), zone)
	page, err := history.Find(ctx, query.Query{}, query.PageRequest{Limit: 1})
	if err == nil && len(page.Records) == 1 && page.Records[0].Intent.Confirmed.After(p.Now().Add(deletion.ClockTolerance)) {
		report.warning(check, fmt.Sprintf("it shows %s, but the newest record was confirmed at %s",
			now, deletion.FormatTime(page.Records[0].Intent.Confirmed, zone)), "set the clock")
		return
	}
	if synchronised, known := process.ClockIsSynchronised(); known && !synchronised {
		report.warning(check, now+"; the kernel reports the clock as not synchronised",
			"compare it with another clock, and let NTP set it")
		return
	}
	report.ok(check, now)
}
