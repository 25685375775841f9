package cli

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/safetext"
)

func (p Program) historyLogCommand(settings *settings) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "log",
		Short: "List what was done with the history itself: exports, backups, certificates, proofs, restores, verifications, refusals",
		Long: `log lists everything in the history that is not a deletion, the oldest first: who exported, backed up, restored or
verified it, or issued a certificate or a proof, when, of how many records, and where to. A refusal is a deletion
that was not begun, because one of the same target was in progress or had an unknown outcome: nothing was sent.
Each entry is checked against the hash tree.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.unlessNone(p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				entries, err := history.Log(command.Context())
				if err != nil {
					return err
				}
				if err := p.printLog(entries, session.Zone, asJSON); err != nil {
					return err
				}
				p.say("%s; times in %s", safetext.Count(len(entries), "entry", "entries"), deletion.ZoneName(session.Zone, p.Now()))
				// After the entries: a history that does not match is still shown, and the
				// exit code is 9.
				return session.CheckTree(command.Context(), history, app.MayBeOlder(history))
			}))
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each entry")
	return command
}

// loggedJSON is an entry in the form that scripts rely on.
type loggedJSON struct {
	Event int64  `json:"event"`
	At    string `json:"at"` // RFC 3339 in UTC
	What  string `json:"what"`
	// Query says which records it was about: the filter of an export, or words such as "record 12".
	Query string `json:"query"`
	Count int64  `json:"records"`
	To    string `json:"to"`
	deletion.PersonJSON
	Detail string `json:"detail"` // what else is known of it, such as a serial number
	Server string `json:"server"` // of a deletion that was refused, as is the reason
	Reason string `json:"reason"`
	// Missing names the personal data that was removed on purpose. Without it, an empty query would
	// pass for all records.
	Missing []deletion.DataKind `json:"missing,omitempty"`
}

// printLog lists the oldest first, so that a longer log begins with the lines of a shorter one. The
// table leaves out what only an investigation needs; JSON has every field.
func (p Program) printLog(entries []store.Logged, zone *time.Location, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(p.Out)
		for _, entry := range entries {
			line := loggedJSON{entry.Seq, entry.At.UTC().Format(time.RFC3339Nano), safetext.Line(entry.What), safetext.Line(entry.Query),
				entry.Count, safetext.Line(entry.To), deletion.PersonOf(entry.Operator), safetext.Line(entry.Detail),
				safetext.Line(entry.Server), safetext.Line(entry.Reason), entry.Missing.List()}
			if err := encoder.Encode(line); err != nil {
				return err
			}
		}
		return nil
	}
	table := p.table(column{heading: "EVENT"}, column{heading: "TIME"}, column{heading: "WHAT", least: 11}, column{heading: "RECORDS", leaves: 1},
		column{heading: "OPERATOR", least: 5}, column{heading: "OF", least: 6, leaves: 3}, column{heading: "TO", least: 6, leaves: 2})
	for _, entry := range entries {
		whole := []string{strconv.FormatInt(entry.Seq, 10), deletion.FormatTime(entry.At, zone), entry.What, safetext.Number(entry.Count),
			entry.Operator.Name, entry.Entry().About(), entry.To}
		narrow := slices.Clone(whole)
		narrow[1] = shortTime(entry.At, zone)
		table.either(whole, narrow)
	}
	return table.flush()
}
