package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"deletecall/deletion"
	"deletecall/hint"
)

// selectorFlags are the flags that name a conversation. Commands that look one up take those of send, so that
// one can be made of the other.
type selectorFlags struct {
	identifiers map[deletion.IdentifierType]*string
	status      string
}

func (f *selectorFlags) add(command *cobra.Command) {
	f.addIdentifiers(command)
	command.Flags().StringVar(&f.status, "status", "", "for an extension, which call: "+hint.OneOf(deletion.Statuses()...))
}

// addIdentifiers adds those that name a conversation without saying which call of an extension.
func (f *selectorFlags) addIdentifiers(command *cobra.Command) {
	f.identifiers = map[deletion.IdentifierType]*string{}
	flags := command.Flags()
	for _, row := range deletion.Identifiers() {
		f.identifiers[row.Type] = flags.String(row.Flag, "", "`ID`: "+row.Meaning+", such as "+row.Example)
	}
}

// selector reads the one identifier flag that was given, and the status.
func (f selectorFlags) selector(command *cobra.Command) (deletion.Selector, error) {
	name, err := f.name(command)
	if err != nil {
		return deletion.Selector{}, err
	}
	return deletion.NewSelector(name.Type, name.Identifier, f.status)
}

func (f selectorFlags) name(command *cobra.Command) (deletion.Name, error) {
	var given []deletion.Identifier
	var names []string
	for _, row := range deletion.Identifiers() {
		names = append(names, "--"+row.Flag)
		if command.Flags().Changed(row.Flag) {
			given = append(given, row)
		}
	}
	// Whether a flag was given counts, not whether it is empty: an empty variable in a script
	// must be refused, not skipped.
	if len(given) != 1 {
		problem := "no identifier is given"
		if len(given) > 1 {
			problem = "more than one identifier is given"
		}
		return deletion.Name{}, &usageError{problem + "\nExpected one of " + strings.Join(names, ", ")}
	}
	return deletion.Name{Type: given[0].Type, Identifier: *f.identifiers[given[0].Type]}, nil
}
