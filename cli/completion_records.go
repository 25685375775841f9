package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
)

const mostOffered = 30

// completeNumber offers the newest records; for settle, those that wait for it; for release, the holds.
func (p Program) completeNumber(settings *settings) completer {
	return func(command *cobra.Command, args []string, _ string) (words []string, directive cobra.ShellCompDirective) {
		offer := p.newest
		switch command.Name() {
		case "settle":
			offer = p.unsettled
		case "release":
			offer = p.heldNow
		}
		if len(args) == 0 || strings.Contains(command.Use, recordNumberName+"...") {
			words = offer(command.Context(), settings)
		}
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

func (p Program) completeAgain(settings *settings) completer {
	return func(command *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return p.unsettled(command.Context(), settings), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

func (p Program) newest(ctx context.Context, settings *settings) (words []string) {
	p.fromHistory(ctx, settings, func(history store.History) {
		if page, err := history.Find(ctx, query.Query{}, query.PageRequest{Limit: mostOffered}); err == nil {
			words = offeredRecords(page.Records)
		}
	})
	return words
}

func (p Program) unsettled(ctx context.Context, settings *settings) (words []string) {
	p.fromHistory(ctx, settings, func(history store.History) {
		records, _, _ := history.Unsettled(ctx, mostOffered)
		words = offeredRecords(records)
	})
	return words
}

// heldNow offers the holds that were not released, the newest first. Holds have numbers of their own: a record's
// number would release another hold.
func (p Program) heldNow(ctx context.Context, settings *settings) (words []string) {
	p.fromHistory(ctx, settings, func(history store.History) {
		holds, _ := history.Holds(ctx)
		for _, hold := range slices.Backward(holds) {
			if hold.Release == nil && len(words) < mostOffered {
				words = append(words, strconv.FormatInt(hold.Number, 10)+"\t"+safetext.Line(hold.Describe())+", for "+safetext.Line(hold.Owner))
			}
		}
	})
	return words
}

func offeredRecords(records []deletion.Record) (words []string) {
	for _, record := range records {
		words = append(words, fmt.Sprintf("%d\t%s, %s", record.Intent.Number, safetext.Line(record.Intent.Describe()), outcomeLabel(record)))
	}
	return words
}

// valuesIn offers values that records have in a field of a query, after the text before them.
func (p Program) valuesIn(ctx context.Context, settings *settings, field query.Field, before, begun string) (words []string) {
	p.fromHistory(ctx, settings, func(history store.History) {
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
func (p Program) fromHistory(ctx context.Context, settings *settings, use func(store.History)) {
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

func takesNumber(command *cobra.Command) bool {
	return strings.Contains(command.Use, " "+recordNumberName) || strings.Contains(command.Use, "["+recordNumberName)
}

const recordNumberName = "NUMBER"
