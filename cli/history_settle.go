package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
)

func (p Program) historySettleCommand(settings *settings) *cobra.Command {
	var finding, note string
	command := &cobra.Command{
		Use:   "settle NUMBER --found deleted|not-deleted --note TEXT",
		Short: "Settle an unknown outcome with what you found",
		Long: `settle adds to a record with an unknown outcome what you found when you looked in Verba.
The outcome stays unknown. What you found is added, with your name, the time and how you checked.`,
		Args: exactlyOneNumber,
		RunE: func(command *cobra.Command, args []string) error {
			number, err := recordNumber(args[0])
			if err != nil {
				return err
			}
			found, err := parseFinding(finding)
			if err != nil {
				return err
			}
			return p.settle(command.Context(), settings, number, found, note)
		},
	}
	command.Flags().StringVar(&finding, "found", "", "what you found: `deleted` or not-deleted")
	command.Flags().StringVar(&note, "note", "", "how you checked")
	return command
}

// findings are deletion's, as a command line writes them.
func findings() []string { return []string{"deleted", "not-deleted"} }

// parseFinding also takes the underscore of the JSON and the query language, so that a copied
// word works.
func parseFinding(text string) (deletion.Finding, error) {
	found, err := choice("found", strings.ReplaceAll(text, "_", "-"), findings())
	return deletion.Finding(strings.ReplaceAll(found, "-", "_")), err
}

func (p Program) settle(ctx context.Context, settings *settings, number int64, finding deletion.Finding, note string) error {
	return p.withStore(ctx, settings, func(session *app.Session, history store.History) error {
		// A signal must not end the process between the event and its being read back.
		defer p.onEnding(func(os.Signal) {})()
		if err := session.Workflow(history, nil).Settle(ctx, number, finding, note); err != nil {
			return err
		}
		// The finding is repeated in words: the record can be settled only once.
		p.say("record %d is settled: %s", number, finding.Label())
		return nil
	})
}
