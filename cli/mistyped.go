package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deletecall/hint"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/similar"
)

// mostOfAnArgument is how much of an argument a message repeats, in cells.
const mostOfAnArgument = 40

// noArguments refuses arguments, with the command that was probably meant.
//
// cobra's own NoArgs returns a plain error: the exit code would be 1, and the text would
// repeat the argument uncleaned.
func noArguments(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	given := safetext.Bounded(args[0], mostOfAnArgument)
	if !command.HasSubCommands() {
		return &usageError{fmt.Sprintf("%s takes no argument, but got %q\nSee %s --help", command.CommandPath(), given, command.CommandPath())}
	}
	advice := "See " + command.CommandPath() + " --help"
	if meant := meantCommand(command, args[0]); meant != "" {
		advice = "Did you mean " + meant + "?\n" + advice
	}
	return &usageError{fmt.Sprintf("unknown command %q\n%s", given, advice)}
}

// meantCommand returns the path of the command that was probably meant by a name: the
// nearest one beside it, or the one of this very name elsewhere.
//
// The second case is a subcommand typed without its group, such as deletecall export.
func meantCommand(among *cobra.Command, name string) string {
	if name == "help" && among.HasParent() {
		return among.Root().Name() + " help " + among.Name()
	}
	var names []string
	for _, one := range among.Commands() {
		names = append(names, one.Name())
	}
	near := similar.Nearest(name, names)
	if near == "" {
		near = expected(among, name)
	}
	if near == "" {
		if path := pathOf(among.Root(), name); path != "" {
			return path
		}
		near = similar.Value(name, names)
	}
	if near == "" {
		return ""
	}
	return among.CommandPath() + " " + near
}

// expected returns the command that people look for under another word (SuggestFor).
//
// Only beside the word: "delete" is send to who begins with it, and "hold delete" is not. Whoever
// wants to release a hold must not be sent to the command that deletes a call.
func expected(among *cobra.Command, word string) string {
	for _, one := range among.Commands() {
		if slices.Contains(one.SuggestFor, word) {
			return one.Name()
		}
	}
	return ""
}

func pathOf(below *cobra.Command, name string) string {
	for _, one := range below.Commands() {
		if !one.Hidden && one.Name() == name {
			return one.CommandPath()
		}
		if path := pathOf(one, name); path != "" {
			return path
		}
	}
	return ""
}

// flagProblem says what is wrong with the flags of a command, with the flag that was
// probably meant.
//
// pflag's messages are not used where a type says what happened: they contain the value as it
// was typed, control characters included.
func flagProblem(command *cobra.Command, err error) error {
	see := "See " + command.CommandPath() + " --help"
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return &usageError{fmt.Sprintf("--%s %q is not %s\n%s", invalid.GetFlag().Name, safetext.Bounded(invalid.GetValue(), mostOfAnArgument),
			expectedOf(invalid.GetFlag()), see)}
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return &usageError{safetext.Line(err.Error()) + "\n" + see}
	}
	if command.HasSubCommands() && command.Flags().NArg() > 0 {
		return noArguments(command, command.Flags().Args()) // the command is mistyped: its flags are unknown because of that
	}
	given := "--" + unknown.GetSpecifiedName()
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		given = "-" + short
	}
	advice := see
	if meant := meantFlag(command, strings.TrimLeft(given, "-")); meant != "" {
		advice = "Did you mean " + meant + "?\n" + see
	}
	return &usageError{fmt.Sprintf("unknown flag %s\n%s", safetext.Bounded(given, mostOfAnArgument), advice)}
}

// meantFlag returns the flag that was probably meant by a name: the nearest one of the
// command, or one below it, with the command that takes it.
func meantFlag(command *cobra.Command, name string) string {
	if near := nearestFlag(command, name); near != "" {
		return "--" + near
	}
	if takesQuery(command) {
		if condition := nearestCondition(name); condition != "" {
			return condition
		}
	}
	// Flags of send typed at the root, or of list below history, are the usual case: the
	// subcommand was forgotten.
	others := commandsBelow(command)[1:]
	isOther := func(c *cobra.Command) bool { return c.Name() != "send" && c.Name() != "list" }
	usual := slices.DeleteFunc(slices.Clone(others), isOther)
	for _, below := range append(usual, others...) {
		if near := nearestFlag(below, name); near != "" && !below.Hidden {
			return below.CommandPath() + " --" + near
		}
	}
	return ""
}

func nearestFlag(command *cobra.Command, name string) string {
	var names []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	return similar.Nearest(name, names)
}

// nearestCondition is what to write in a query for a flag such as --since.
func nearestCondition(name string) string {
	var names []string
	for _, field := range query.Fields() {
		names = append(names, string(field.Field))
	}
	near := similar.Nearest(name, names)
	for _, field := range query.Fields() {
		if string(field.Field) == near {
			return near + ":" + field.Example
		}
	}
	return ""
}

func expectedOf(flag *pflag.Flag) string {
	switch flag.Value.Type() {
	case "int", "uint64":
		return "a whole number"
	case "duration":
		return "a duration such as 90s or 2m"
	case "bool":
		return "true or false"
	}
	return "a " + flag.Value.Type()
}

// helpCommand is cobra's, but a mistyped command is a mistake.
//
// cobra's own prints the usage for a command that does not exist, and ends with 0: a script
// that probes for a command would find every one.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Explain a command",
		Example: "  deletecall help history export",
		ValidArgsFunction: func(command *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			about, _, err := command.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, one := range about.Commands() {
				if one.IsAvailableCommand() && strings.HasPrefix(one.Name(), typed) {
					names = append(names, one.Name()+"\t"+one.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(command *cobra.Command, args []string) error {
			about, rest, err := command.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noArguments(about, append(rest, args...))
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// checkCompletionShell makes a mistyped shell a mistake.
//
// cobra adds its completion command only while it executes. It is made here already, so that
// it can be changed.
func checkCompletionShell(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	command, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	for _, one := range commandsBelow(command) {
		one.Args = noArguments
		if one.Name() == "fish" {
			one.RunE = fishScript
		}
	}
	command.RunE = needs("a shell")
}

// group is a command that only has others below it.
//
// Without a RunE cobra prints the help and ends with 0, and a script that lost its subcommand
// would seem to succeed.
func group(name, short string, below ...*cobra.Command) *cobra.Command {
	command := &cobra.Command{Use: name, Short: short, Args: noArguments, RunE: needs("a command")}
	command.AddCommand(below...)
	return command
}

// needs refuses a command line that ends before one of the commands below.
func needs(what string) func(*cobra.Command, []string) error {
	return func(command *cobra.Command, _ []string) error {
		var names []string
		for _, one := range command.Commands() {
			names = append(names, one.Name())
		}
		return &usageError{fmt.Sprintf("%s needs %s: %s\nSee %s --help", command.Name(), what, hint.OneOf(names...), command.CommandPath())}
	}
}

// choice reads the value of a flag that takes one of a few.
//
// Case does not count, as in the configuration. An empty value is refused as missing: a
// script's empty variable must not choose the default.
func choice[T ~string](flag, value string, choices []T) (T, error) {
	for _, one := range choices {
		if strings.EqualFold(value, string(one)) {
			return one, nil
		}
	}
	if value == "" {
		return "", &usageError{fmt.Sprintf("--%s is missing\nUse %s", flag, hint.OneOf(choices...))}
	}
	return "", &usageError{fmt.Sprintf("invalid --%s %q\n%s", flag, safetext.Bounded(value, mostOfAnArgument), hint.Choose(value, choices...))}
}

// refuseFlags refuses flags that would do nothing here: a flag that is ignored
// silently looks as if it had worked. why ends the sentence that names the flag.
func refuseFlags(command *cobra.Command, why string, names ...string) error {
	for _, name := range names {
		if flag := command.Flag(name); flag != nil && flag.Changed {
			return &usageError{fmt.Sprintf("--%s has no effect %s\nLeave it out. See %s --help", safetext.Line(name), why, command.CommandPath())}
		}
	}
	return nil
}
