package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/safetext"
)

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

func outFlags(command *cobra.Command, out *string, force *bool) {
	command.Flags().StringVar(out, "out", "-", "write to this `FILE`; - is standard output")
	command.Flags().BoolVar(force, "force", false, "replace an existing file")
}

func checkForce(command *cobra.Command, out string) error {
	if out == "-" || out == "" {
		return refuseFlags(command, "without --out FILE", "force")
	}
	return nil
}
