package cli

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
)

func (p Program) historySettleCommand(settings *settings) *cobra.Command {
	var finding, note string
	var check bool
	command := &cobra.Command{
		Use:   "settle NUMBER --found deleted|not-deleted --note TEXT",
		Short: "Settle an unknown outcome with what you found",
		Long: `settle adds to a record with an unknown outcome what you found when you looked in Verba.
The outcome stays unknown. What you found is added, with your name, the time and how you checked.

--check looks the call up first, as history recheck does, and says what that found. It settles nothing by
itself: what you found is for you to say. Without --note, the look-up is how you checked.`,
		Args: exactlyOneNumber,
		RunE: func(command *cobra.Command, args []string) error {
			number, err := recordNumber(args[0])
			if err != nil {
				return err
			}
			found, err := parseFinding(finding)
			if err != nil && !(check && finding == "") {
				return err
			}
			return p.settle(command.Context(), settings, number, settling{found, note, check})
		},
	}
	command.Flags().StringVar(&finding, "found", "", "what you found: `deleted` or not-deleted")
	command.Flags().StringVar(&note, "note", "", "how you checked")
	command.Flags().BoolVar(&check, "check", false, "look the call up first, and say what that found")
	return command
}

// findings are deletion's, as a command line writes them.
func findings() (words []string) {
	for _, finding := range deletion.Findings() {
		words = append(words, strings.ReplaceAll(string(finding), "_", "-"))
	}
	return words
}

// parseFinding also takes the underscore of the JSON and the query language, so that a copied
// word works.
func parseFinding(text string) (deletion.Finding, error) {
	found, err := choice("found", strings.ReplaceAll(text, "_", "-"), findings())
	return deletion.Finding(strings.ReplaceAll(found, "-", "_")), err
}

// settling is how a record is settled; without a finding it is only looked up.
type settling struct {
	finding deletion.Finding
	note    string
	check   bool
}

// settle wants a finding from a person however clear the look-up is (docs/decisions/deletion.md,
// "What a look-up finds after a deletion settles nothing").
func (p Program) settle(ctx context.Context, settings *settings, number int64, as settling) error {
	return p.withStore(ctx, settings, func(session *app.Session, history store.History) error {
		record, err := history.Record(ctx, number)
		if err != nil {
			return err
		}
		// Read again afterwards, since the look-up is an event of the record by then.
		if as.check && record.Unsettled() {
			if err := p.recheck(ctx, session, history, []int64{number}, false); err != nil {
				return err
			}
			if record, err = history.Record(ctx, number); err != nil {
				return err
			}
		}
		if as.check && as.finding == "" {
			return p.offerToSettle(record, session.Zone)
		}
		// Only a look-up that proved something can stand for a person's own words.
		if as.note == "" && record.After.Proved() {
			as.note = record.After.Line(session.Zone)
		}
		// A signal must not end the process between the event and its being read back.
		defer p.onEnding(func(os.Signal) {})()
		if err := session.Workflow(history, nil).Settle(ctx, number, as.finding, as.note); err != nil {
			return err
		}
		// The finding is repeated in words: the record can be settled only once.
		p.say("record %d is settled: %s", number, as.finding.Label())
		for _, problem := range session.Carrier(history).Carry(ctx, history) {
			session.Warn(problem)
		}
		return nil
	})
}

// offerToSettle says how a record can be settled with what a look-up found. Which finding that
// proves is left to the person.
func (p Program) offerToSettle(record deletion.Record, zone *time.Location) error {
	number := record.Intent.Number
	switch {
	case !record.Unsettled():
		p.say("record %d has no unknown outcome to settle", number)
	case record.After.Proved():
		p.say("record %d is not settled\nIf that shows what became of the call: deletecall history settle %d --found deleted|not-deleted\nHow you checked is then: %s",
			number, number, record.After.Line(zone))
	}
	return nil
}
