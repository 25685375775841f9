package cli

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/safetext"
)

// holdCommand has the commands about holds: one list for all servers, kept as events of the history
// (docs/decisions/deletion.md, "A hold is an event, and is read from the events").
func (p Program) holdCommand(settings *settings) *cobra.Command {
	return group("hold", "Keep calls from being deleted, and say who wants that",
		p.holdAddCommand(settings), p.holdListCommand(settings), p.holdReleaseCommand(settings))
}

func (p Program) holdAddCommand(settings *settings) *cobra.Command {
	var names selectorFlags
	var reason, owner, tag string
	var asJSON bool
	command := &cobra.Command{
		Use:   "add",
		Short: "Hold the calls with an identifier",
		Long: `add keeps the calls with an identifier from being deleted, on every server, until the hold is released. From then on
each deletion that it fits is refused and recorded as refused, with its owner and reason.

A hold guards what names the same call: the identifier itself, in any letter case and however its digits are grouped, and
where the call was looked up first, its call ID and the numbers of its parties and legs.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			// Without a status: a hold is about an identifier, and keeps each of its calls.
			name, err := names.name(command)
			if err != nil {
				return err
			}
			// Checked before the history is opened, which would make one of a mistyped command.
			hold, err := deletion.NewHold(name, reason, owner, tag)
			if err != nil {
				return err
			}
			return p.addHold(command.Context(), settings, hold, asJSON)
		},
	}
	names.addIdentifiers(command)
	flags := command.Flags()
	flags.StringVar(&reason, "reason", "", "why the calls have to be kept")
	flags.StringVar(&owner, "owner", "", "who wants them kept, such as Legal")
	flags.StringVar(&tag, "tag", "", "a short name, such as case-77; it is never removed from the history")
	flags.BoolVar(&asJSON, "json", false, "print the hold as JSON")
	return command
}

// addHold has no question to a person: a hold deletes nothing, and release takes it back.
func (p Program) addHold(ctx context.Context, settings *settings, hold deletion.Hold, asJSON bool) error {
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	// A hold may come before the first deletion: then it makes the history.
	history, err := session.OpenHistory(ctx)
	if err != nil {
		return &unopenedError{err}
	}
	defer history.Close()
	p.warn(ctx, history)
	// A signal must not end the process between the event and its being read back.
	defer p.onEnding(func(os.Signal) {})()
	hold.Operator, hold.Added = session.Operator(), p.Now()
	if hold, err = history.AddHold(ctx, hold); err != nil {
		return err
	}
	if asJSON {
		if err = json.NewEncoder(p.Out).Encode(holdJSONOf(hold)); err == nil {
			return nil
		}
	}
	p.say("hold %d: %s is held for %s", hold.Number, safetext.Line(hold.Describe()), safetext.Line(hold.Owner))
	return err
}

func (p Program) holdListCommand(settings *settings) *cobra.Command {
	var all, asJSON bool
	command := &cobra.Command{
		Use:        "list",
		Short:      "List the holds",
		SuggestFor: []string{"ls", "show"},
		Long:       `list lists the holds that were not released, the oldest first; with --all released ones too. Each is checked against the hash tree.`,
		Args:       noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			// Where there is no history, nothing is held: that is an empty list, and no failure.
			return p.unlessNone(p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				holds, err := history.Holds(command.Context())
				if err != nil {
					return err
				}
				if err := p.printHolds(holds, session.Zone, all, asJSON); err != nil {
					return err
				}
				// A hold that is missing because the end was cut off shows only in the history as a whole.
				return session.CheckTree(command.Context(), history, app.MayBeOlder(history))
			}))
		},
	}
	command.Flags().BoolVar(&all, "all", false, "released ones too")
	command.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each hold")
	return command
}

func (p Program) holdReleaseCommand(settings *settings) *cobra.Command {
	var reason string
	command := &cobra.Command{
		Use:        "release NUMBER",
		Short:      "Release a hold",
		SuggestFor: []string{"delete", "del", "remove", "rm", "end", "lift"},
		Long:       `release ends a hold. Where several fit a call, each of them has to be released before it can be deleted.`,
		Args:       exactlyOneNumber,
		RunE: func(command *cobra.Command, args []string) error {
			number, err := recordNumber(args[0])
			if err != nil {
				return err
			}
			release, err := deletion.NewRelease(reason)
			if err != nil {
				return err
			}
			// Unlike add, it makes no history: where there is none, there is nothing to release.
			return p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				defer p.onEnding(func(os.Signal) {})() // as in addHold
				release.Operator, release.Released = session.Operator(), p.Now()
				hold, err := history.ReleaseHold(command.Context(), number, release)
				if err != nil {
					return err
				}
				p.say("hold %d is released: %s", number, safetext.Line(hold.Describe()))
				return nil
			})
		},
	}
	command.Flags().StringVar(&reason, "reason", "", "why the calls need not be kept any more")
	return command
}

// printHolds leaves released holds out unless all are wanted. The line below the table says so:
// nothing is hidden (promise 9).
func (p Program) printHolds(holds []deletion.Hold, zone *time.Location, all, asJSON bool) error {
	shown := 0
	encoder := json.NewEncoder(p.Out)
	table := p.table(column{heading: "HOLD"}, column{heading: "IDENTIFIER", least: 8}, column{heading: "SINCE", leaves: 2}, column{heading: "OWNER", least: 5},
		column{heading: "TAG", least: 4, leaves: 1}, column{heading: "REASON", least: 6, leaves: 3}, column{heading: "RELEASED"})
	for _, hold := range holds {
		if hold.Release != nil && !all {
			continue
		}
		shown++
		if asJSON {
			if err := encoder.Encode(holdJSONOf(hold)); err != nil {
				return err
			}
			continue
		}
		whole := []string{strconv.FormatInt(hold.Number, 10), hold.Describe(), deletion.FormatTime(hold.Added, zone), hold.Owner, hold.Tag, hold.Reason, ""}
		narrow := slices.Clone(whole)
		narrow[2] = shortTime(hold.Added, zone)
		if hold.Release != nil {
			whole[6], narrow[6] = deletion.FormatTime(hold.Release.Released, zone), shortTime(hold.Release.Released, zone)
		}
		table.either(whole, narrow)
	}
	if asJSON {
		return nil
	}
	if err := table.flush(); err != nil {
		return err
	}
	if all {
		p.say("%s; times in %s", safetext.Count(shown, "hold", "holds"), deletion.ZoneName(zone, p.Now()))
	} else {
		p.say("%s, without those released; times in %s", safetext.OfAll(shown, len(holds), "hold", "holds"), deletion.ZoneName(zone, p.Now()))
	}
	return nil
}

// holdJSON is a hold in the form that scripts rely on.
type holdJSON struct {
	Hold           int64                   `json:"hold"`
	IdentifierType deletion.IdentifierType `json:"identifier_type"`
	Identifier     string                  `json:"identifier"`
	Reason         string                  `json:"reason"`
	Owner          string                  `json:"owner"`
	Tag            string                  `json:"tag"`
	deletion.PersonJSON
	AddedAt string       `json:"added_at"` // RFC 3339 in UTC
	Release *releaseJSON `json:"release"`  // null while it holds
	// Missing names the personal data that was removed on purpose. Without it, an empty text would
	// look as if nobody had written one.
	Missing []deletion.DataKind `json:"missing,omitempty"`
}

// releaseJSON is how a hold ended. It has a person of its own: whoever releases a hold need not be the one who
// added it.
type releaseJSON struct {
	Reason string `json:"reason"`
	deletion.PersonJSON
	ReleasedAt string `json:"released_at"`
}

// holdJSONOf cleans every text: what the history has is foreign (promise 7).
func holdJSONOf(hold deletion.Hold) holdJSON {
	line, utc := safetext.Line, func(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }
	form := holdJSON{
		Hold: hold.Number, IdentifierType: deletion.IdentifierType(line(string(hold.IdentifierType))), Identifier: line(hold.Identifier),
		Reason: line(hold.Reason), Owner: line(hold.Owner), Tag: line(hold.Tag),
		PersonJSON: deletion.PersonOf(hold.Operator), AddedAt: utc(hold.Added), Missing: hold.Missing.List(),
	}
	if release := hold.Release; release != nil {
		form.Release = &releaseJSON{line(release.Reason), deletion.PersonOf(release.Operator), utc(release.Released)}
	}
	return form
}
