package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/query"
	"deletecall/safetext"
)

// mostOffered bounds what is offered from the history.
const mostOffered = 30

// completeNumber offers the newest records; for settle, those that wait for it.
func (p Program) completeNumber(settings *settings) completer {
	return func(command *cobra.Command, args []string, _ string) (words []string, directive cobra.ShellCompDirective) {
		directive = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		if len(args) > 0 {
			return nil, directive
		}
		p.fromHistory(command.Context(), settings, func(history query.Finder) {
			var records []deletion.Record
			if command.Name() == "settle" {
				records, _, _ = history.Unsettled(command.Context(), mostOffered)
			} else if page, err := history.Find(command.Context(), query.Query{}, query.PageRequest{Limit: mostOffered}); err == nil {
				records = page.Records
			}
			for _, record := range records {
				words = append(words, fmt.Sprintf("%d\t%s, %s", record.Intent.Number, safetext.Line(record.Intent.Describe()), outcomeLabel(record)))
			}
		})
		return words, directive
	}
}

// valuesIn offers values that records have in a field of a query, after the text before them.
func (p Program) valuesIn(ctx context.Context, settings *settings, field query.Field, before, begun string) (words []string) {
	p.fromHistory(ctx, settings, func(history query.Finder) {
		values, _ := history.Values(ctx, field, begun, mostOffered)
		for _, value := range values {
			// What has to be quoted a shell would quote in another way.
			if quoted := field.Quote(value); quoted == value && !strings.ContainsAny(value, "\t\n'\\$`") {
				words = append(words, before+safetext.Line(value))
			}
		}
	})
	return words
}

// fromHistory opens the history for reading only: a key of a shell must neither make one nor
// write into it. Where it can't be read, nothing is offered.
func (p Program) fromHistory(ctx context.Context, settings *settings, use func(query.Finder)) {
	flags := settings.flags
	// The history does not depend on the server, and a mistyped one must not end the completion.
	flags.Server, flags.URL = "", ""
	loaded, err := config.Load(config.Sources{Flags: flags, LookupEnv: p.withoutServer})
	if err != nil {
		return
	}
	// Not app.Load, which writes into the log.
	history, err := (&app.Session{Config: loaded, Environment: p.environment()}).ReadHistory(ctx)
	if err != nil {
		return
	}
	defer history.Close()
	use(history)
}

// takesNumber reports whether a command's argument is the number of a record.
func takesNumber(command *cobra.Command) bool {
	return strings.Contains(command.Use, " "+recordNumberName)
}

// recordNumberName stands for the number of a record in the use of a command.
const recordNumberName = "NUMBER"
