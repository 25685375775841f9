package cli

import (
	"bytes"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/history/export"
	"deletecall/query"
)

func isCompleting(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

type completer = cobra.CompletionFunc

// complete gives every flag and command its completion: its values where they are
// few and known, files only where a file is meant, and else nothing, since a shell
// would offer files.
func (p Program) complete(root *cobra.Command, settings *settings) {
	nothing := cobra.NoFileCompletions
	for _, command := range commandsBelow(root) {
		command.LocalFlags().VisitAll(func(flag *pflag.Flag) {
			complete := p.valuesOf(command, flag.Name, settings)
			if takesFile(flag) {
				complete = nil
			} else if complete == nil {
				complete = nothing
			}
			if complete != nil && flag.NoOptDefVal == "" { // a switch has no value
				_ = command.RegisterFlagCompletionFunc(flag.Name, complete) // it fails for an unknown flag, and for a second registration
			}
		})
		switch {
		case command.ValidArgsFunction != nil || strings.Contains(command.Use, "FILE"):
		case takesNumber(command):
			command.ValidArgsFunction = p.completeNumber(settings)
		case takesQuery(command):
			command.ValidArgsFunction = p.completeQuery(settings)
		default:
			command.ValidArgsFunction = nothing
		}
	}
}

// describePlainly takes the backquotes out of the flags' help texts, which mark the name of a value: cobra
// offers a flag with its text as it is written.
//
// Whether a flag takes a file can't be said after that.
func describePlainly(root *cobra.Command) {
	for _, command := range commandsBelow(root) {
		command.LocalFlags().VisitAll(func(flag *pflag.Flag) { _, flag.Usage = pflag.UnquoteUsage(flag) })
	}
}

// fishScript prints cobra's script, in which fish takes a completion with a dash, -outcome:, for a flag of its
// own string split, and prints an error into the command line.
func fishScript(command *cobra.Command, _ []string) error {
	without, err := command.Flags().GetBool("no-descriptions")
	if err != nil {
		return err
	}
	var script bytes.Buffer
	if err := command.Root().GenFishCompletion(&script, !without); err != nil {
		return err
	}
	_, err = io.WriteString(command.OutOrStdout(), strings.ReplaceAll(script.String(), `string split --max 1 \t`, `string split --max 1 -- \t`))
	return err
}

func commandsBelow(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, command := range root.Commands() {
		all = append(all, commandsBelow(command)...)
	}
	return all
}

// takesFile reports whether the value of a flag is a file, or may be one.
//
// It reads the flag's help text, which is also what decides whether a ~ is expanded
// (expandFlags): a help text that calls a file something else loses both.
func takesFile(flag *pflag.Flag) bool {
	name, _ := pflag.UnquoteUsage(flag)
	return name == "FILE" || strings.Contains(flag.Usage, "file of this name") || strings.Contains(flag.Usage, "or a file")
}

// valuesOf returns the values of a flag where they are few and known; nil where
// they are not.
func (p Program) valuesOf(command *cobra.Command, flag string, settings *settings) completer {
	switch flag {
	// By the flag's name, whichever command has it: a flag of the same name has the same
	// values everywhere. format is the one exception.
	case "status":
		return fixed(deletion.Statuses()...)
	case "method":
		return fixed(deletion.Methods()...)
	case "response-type":
		return fixed(deletion.ResponseTypes()...)
	case "format":
		if command.Name() == "certificate" {
			return fixed(certificate.Formats()...)
		}
		return fixed(export.Formats()...)
	case "sort":
		return fixed(query.OrderNames()...)
	case "by":
		return fixed(query.Steps()...)
	case "spelling":
		return fixed(simulatedSpellings()...)
	case "disclose":
		return fixed(certificate.Disclosable()...)
	case "found":
		return fixed(findings()...)
	case "again":
		return p.completeAgain(settings)
	case "server":
		return p.configured(settings, func(loaded *config.Config) (names []string) {
			for _, server := range loaded.Servers {
				names = append(names, server.Name)
			}
			return names
		})
	case "filter":
		return p.configured(settings, func(loaded *config.Config) []string { return filterNames(loaded.Filters) })
	}
	return nil
}

func fixed[T ~string](values ...T) completer {
	var words []cobra.Completion
	for _, value := range values {
		words = append(words, string(value))
	}
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

// configured completes names of the configuration; there are none where it can't be
// read, which the command itself explains.
func (p Program) configured(settings *settings, names func(*config.Config) []string) completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		flags := settings.flags
		flags.Server, flags.URL = "", "" // they are what is being typed
		loaded, err := config.Load(config.Sources{Flags: flags, LookupEnv: p.withoutServer})
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(loaded), cobra.ShellCompDirectiveNoFileComp // the shell takes those that fit
	}
}

// withoutServer is the environment without the server that it begins with.
//
// A server that the configuration does not have is an error of loading, and then nothing would
// be offered.
func (p Program) withoutServer(name string) (string, bool) {
	if name == "DELETECALL_URL" || name == "DELETECALL_SERVER" {
		return "", false
	}
	return p.lookupEnv(name)
}

// completeQuery completes the fields of the query language, and their values: those that have
// few from the language, operators, servers and identifiers from the history.
func (p Program) completeQuery(settings *settings) completer {
	return func(command *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		dash := ""
		if rest, negated := strings.CutPrefix(typed, negation); negated {
			dash, typed = "-", rest
		}
		name, value, isCondition := strings.Cut(typed, ":")
		if !isCondition {
			var words []string
			for _, info := range query.Fields() {
				if strings.HasPrefix(string(info.Field), strings.ToLower(name)) {
					words = append(words, dash+string(info.Field)+":\t"+info.Meaning)
				}
			}
			// The value follows the colon without a blank.
			return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		}
		var words []string
		for _, info := range query.Fields() {
			if string(info.Field) != strings.ToLower(name) {
				continue
			}
			begun := info.Field.Begun(value)
			before := dash + name + ":" + strings.TrimSuffix(value, begun)
			for _, one := range info.Values {
				if strings.HasPrefix(one, begun) {
					words = append(words, before+one)
				}
			}
			if len(info.Values) == 0 {
				words = p.valuesIn(command.Context(), settings, info.Field, before, begun)
			}
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}
