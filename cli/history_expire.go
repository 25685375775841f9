package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/process"
	"deletecall/query"
	"deletecall/safetext"
)

type expireOptions struct {
	query  queryText
	data   []string
	before string
	dryRun bool
	yes    bool
}

func (p Program) historyExpireCommand(settings *settings) *cobra.Command {
	var options expireOptions
	command := &cobra.Command{
		Use:   "expire [QUERY...]",
		Short: "Remove personal data from old records on purpose; the proof of the deletions stays",
		Long: `expire removes personal data from records: the values, and the random salts without which they can't be guessed from
their digests. Outcome, time, server and the hash tree stay, so that the history can still be verified, and every
proof that was issued before still holds. What was removed, and by whom, becomes an event of the history.

Without a query it follows the periods in the section [expiry] of the configuration. With one, or with --before,
--data says what to remove: ` + dataKindNames() + `, or all.

With an identifier goes everything that quotes it: in the same record, and in the log of exports and the like. A query in the
log goes when it searches for a part of an identifier, number, name or reason that is removed. Records that are unsettled,
still being sent, or of a held call keep everything. Backups and exports made before keep what they have.

` + queryHelp(),
		RunE: func(command *cobra.Command, args []string) error {
			options.query.words = args
			return p.expire(command.Context(), settings, options)
		},
	}
	options.query.flag(command)
	flags := command.Flags()
	flags.StringSliceVar(&options.data, "data", nil, "what to remove: `KIND`, several with commas, or all")
	flags.StringVar(&options.before, "before", "", "only of records confirmed before this `DATE`, and of what is as old in the log")
	flags.BoolVar(&options.dryRun, "dry-run", false, "count what would be removed, and remove nothing")
	flags.BoolVar(&options.yes, "yes", false, "do not ask")
	_ = command.RegisterFlagCompletionFunc("data", cobra.FixedCompletions(append(strings.Split(dataKindNames(), ", "), "all"), cobra.ShellCompDirectiveNoFileComp))
	return command
}

func dataKindNames() string { return deletion.DataSet(deletion.AllData()...).String() }

// expiryPart is one removal: some kinds of data, of the records that a query finds.
type expiryPart struct {
	data    deletion.DataKinds
	records query.Query
	before  time.Time // for the log; zero for none of it
	detail  string    // in words; no identifier may be in it
}

// expire checks before it removes: a record that does not match its events keeps everything, since its remains
// may be the only trace of a change.
func (p Program) expire(ctx context.Context, settings *settings, options expireOptions) error {
	return p.withStore(ctx, settings, func(session *app.Session, opened store.History) error {
		parts, err := p.expiryParts(session, options)
		if err != nil {
			return err
		}
		if reason := cmp.Or(opened.Unwritable(), opened.Damage()); reason != nil {
			return reason
		}
		// What was changed around the program is evidence of that, and must not be removed.
		if err := session.CheckTree(ctx, opened, false); err != nil {
			return err
		}
		defer process.CollectLessOften()()
		chosen, err := p.choose(ctx, session, opened, parts)
		if err != nil {
			return err
		}
		if !options.dryRun {
			err = p.carryOut(ctx, session, opened, options.yes, &chosen)
		} else {
			err = p.countExpiry(ctx, opened, &chosen)
		}
		if n := len(chosen.misfits); err == nil && n > 0 {
			p.say("%s not match the history, and kept everything\nTo see what was changed, run: deletecall history verify", safetext.Count(n, "record does", "records do"))
			return &verificationError{n}
		}
		return err
	})
}

func (p Program) expiryParts(session *app.Session, options expireOptions) ([]expiryPart, error) {
	now := p.Now().In(session.Zone)
	if len(options.query.words) > 0 || options.query.filter != "" || options.before != "" {
		return chosenPart(session, options, now)
	}
	if len(options.data) > 0 {
		return nil, &usageError{"--data needs a query, or --before DATE\nWithout them, the section [expiry] of the configuration says what to remove."}
	}
	var parts []expiryPart
	for _, kind := range deletion.AllData() {
		period, configured := session.Expiry[kind]
		if !configured {
			continue
		}
		before := period.Before(now)
		part, err := partBefore(deletion.DataSet(kind), before, query.Query{}, now)
		if err != nil {
			return nil, err
		}
		part.detail = fmt.Sprintf("%s, kept for %s", kind, period)
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return nil, &usageError{"nothing says what to remove\nGive a query and --data, or set periods in the section [expiry] of the configuration"}
	}
	return parts, nil
}

// chosenPart wants both named, what to remove and from which records: an option that a script left out must
// never mean "all".
func chosenPart(session *app.Session, options expireOptions, now time.Time) ([]expiryPart, error) {
	var data deletion.DataKinds
	for _, name := range options.data {
		kind, err := choice("data", name, append(strings.Split(dataKindNames(), ", "), "all"))
		switch {
		case err != nil:
			return nil, err
		case kind == "all":
			data = deletion.DataSet(deletion.AllData()...)
		default:
			data.Add(deletion.DataKind(kind))
		}
	}
	if data == 0 {
		return nil, &usageError{"--data is missing\nName what to remove: " + dataKindNames() + ", or all."}
	}
	filter, err := options.query.parse(session.Filters, now)
	if err != nil {
		return nil, err
	}
	if options.before == "" && filter.IsZero() { // as of a variable of a shell that is not set
		return nil, &usageError{"the query is empty, so everything would be removed\nGive a query, or --before DATE."}
	}
	if options.before == "" {
		// The query itself is not recorded: it may name what is to be forgotten.
		return []expiryPart{{data: data, records: filter, detail: data.String() + ", of records found by a query"}}, nil
	}
	before, err := readMoment(options.before, now)
	if err != nil {
		return nil, err
	}
	part, err := partBefore(data, before, filter, now)
	part.detail = fmt.Sprintf("%s, before %s", data, before.Format(time.RFC3339))
	if !filter.IsZero() {
		part.before = time.Time{} // a query is about records
		part.detail += ", of records found by a query"
	}
	return []expiryPart{part}, err
}

func partBefore(data deletion.DataKinds, before time.Time, filter query.Query, now time.Time) (expiryPart, error) {
	last := before.Add(-time.Microsecond).Format(time.RFC3339Nano)
	records, err := query.Parse(strings.TrimSpace(filter.String()+` until:"`+last+`"`), now)
	return expiryPart{data: data, records: records, before: before}, err
}

type chosenRecords struct {
	expiries []store.Expiry
	misfits  []int64 // records that do not fit their events
}

func (p Program) choose(ctx context.Context, session *app.Session, opened store.History, parts []expiryPart) (chosen chosenRecords, err error) {
	for _, part := range parts {
		expiry := store.Expiry{ActsBefore: part.before, Data: part.data,
			Act: history.Act{What: history.ExpiryAct, Detail: part.detail, Operator: session.Operator(), At: p.Now()}}
		open := 0
		changed := func(number int64) { chosen.misfits = append(chosen.misfits, number) }
		for record, err := range opened.Records(ctx, part.records, changed) {
			number := record.Intent.Number
			switch {
			case err != nil:
				return chosen, err
			// Nothing is passed over for what it lacks already: a message that went with an
			// identifier leaves the rest of the answer.
			case slices.Contains(chosen.misfits, number):
			case record.Outcome.Kind == deletion.Pending || record.Unsettled():
				open++
			default:
				expiry.Records = append(expiry.Records, number)
			}
		}
		slices.Sort(expiry.Records)
		chosen.expiries = append(chosen.expiries, expiry)
		p.say("to remove: %s of up to %s", part.data, safetext.Count(len(expiry.Records), "record", "records"))
		if open > 0 {
			p.say("%s, unsettled or being sent, will keep everything", safetext.Count(open, "record", "records"))
		}
	}
	slices.Sort(chosen.misfits)
	chosen.misfits = slices.Compact(chosen.misfits)
	return chosen, nil
}

// countExpiry says what removing would reach, the log included: which of its entries quote an
// identifier shows only when each is looked at.
func (p Program) countExpiry(ctx context.Context, opened store.History, chosen *chosenRecords) error {
	for i := range chosen.expiries {
		chosen.expiries[i].DryRun = true
	}
	bar := p.progressBar(true)
	counts, err := opened.Expire(ctx, chosen.expiries, bar.draw)
	bar.clear()
	chosen.misfits = append(chosen.misfits, counts.Misfits...)
	if err != nil {
		return err
	}
	p.sayHeld(counts)
	p.say("personal data would be removed from %s, and from %s of the log", safetext.Count(counts.Records, "record", "records"), safetext.Count(counts.Acts, "entry", "entries"))
	p.say("this was a dry run: nothing was removed or recorded")
	return nil
}

func (p Program) carryOut(ctx context.Context, session *app.Session, opened store.History, agreed bool, chosen *chosenRecords) error {
	if !agreed {
		if err := p.agree(ctx, "Type yes to remove it for good, anything else cancels: "); err != nil {
			return err
		}
	}
	bar := p.progressBar(true)
	expired, err := opened.Expire(ctx, chosen.expiries, bar.draw)
	bar.clear()
	chosen.misfits = append(chosen.misfits, expired.Misfits...)
	p.sayHeld(expired)
	p.say("removed personal data from %s, and from %s of the log", safetext.Count(expired.Records, "record", "records"), safetext.Count(expired.Acts, "entry", "entries"))
	if err != nil {
		return err
	}
	if expired.Records+expired.Acts == 0 {
		return nil
	}
	if expired.Remains != "" {
		p.say("warning: %s", expired.Remains)
	}
	p.signAndCarry(ctx, session, opened)
	return nil
}

func (p Program) sayHeld(expired store.Expired) {
	if expired.Held > 0 {
		p.say("%s of held calls will keep everything\nTo see the holds, run: deletecall hold list", safetext.Count(expired.Held, "record", "records"))
	}
}
