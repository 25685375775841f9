package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/safetext"
)

func (p Program) historyShowCommand(settings *settings) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "show NUMBER",
		Short: "Show everything recorded about one deletion",
		Args:  exactlyOneNumber,
		RunE: func(command *cobra.Command, args []string) error {
			number, err := recordNumber(args[0])
			if err != nil {
				return err
			}
			return p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				record, err := history.Record(command.Context(), number)
				if err != nil {
					return err
				}
				damage := session.CheckTree(command.Context(), history, app.MayBeOlder(history))
				// A tree that contradicts its own hashes makes every record doubtful, this one
				// too. A bad page elsewhere does not.
				if damage != nil && !store.IsDamage(damage) {
					return damage
				}
				if asJSON {
					err = json.NewEncoder(p.Out).Encode(record)
				} else {
					err = writeRecord(p.Out, record, session.Zone)
					p.sayHowToSettle(session.Workflow(history, nil), record)
				}
				if damage == nil {
					damage = unread(command.Context(), history)
				}
				// A bad page elsewhere keeps nobody from reading this record.
				return errors.Join(err, damage)
			})
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}

// exactlyOneNumber is for commands about one record: with several, one exit code would have to
// stand for all of them.
func exactlyOneNumber(command *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &usageError{fmt.Sprintf("%s takes the number of one record, such as 12", command.CommandPath())}
	}
	return nil
}

// recordNumber reads a record's number, with the # that the console shows and people copy.
// Numbers begin with 1, so 0 and less are mistakes of typing.
func recordNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || number < 1 {
		return 0, &usageError{fmt.Sprintf("%q is not a record number\nUse a number as deletecall history list shows it", safetext.Bounded(text, 40))}
	}
	return number, nil
}

func writeRecord(out io.Writer, record deletion.Record, zone *time.Location) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, fact := range record.Facts(zone) {
		fmt.Fprintf(table, "%s\t%s\n", fact.Name, safetext.Line(fact.Value))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if text := record.Outcome.Answer.Text; text != "" {
		_, err := fmt.Fprintf(out, "\nAnswer\n%s\n", safetext.Block(text, maxAnswerLines))
		return err
	}
	return nil
}

// maxAnswerLines bounds an answer on a terminal: 64 KiB of it are kept, and they may be line
// ends only.
const maxAnswerLines = 400
