package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deletecall/config"
	"deletecall/safetext"
)

// expandPath replaces a ~ that the shell has left, as in --history=~/x.db or in quotes.
//
// Other things that only a shell replaces, such as ~bob or $HOME, are refused: a history in a
// folder that is literally called $HOME would be made without a word.
func (p Program) expandPath(what, path string) (string, error) {
	expanded, problem, hint := config.ExpandPath(path, p.lookupEnv)
	if problem != "" {
		return "", &usageError{what + " " + safetext.Bounded(path, mostOfAnArgument) + " " + problem + "\nPlease " + hint}
	}
	return expanded, nil
}

// fileToWrite is a FILE that is made whole or not at all. It can't be standard output, which - is elsewhere.
func (p Program) fileToWrite(path string) (string, error) {
	if path == "-" {
		return "", &usageError{"standard output can't take this, which is written whole or not at all\nName a file; one that is called - is ./-"}
	}
	return p.expandPath("FILE", path)
}

// expandFlags does what [Program.expandPath] does for every flag of a command that takes a file.
func (p Program) expandFlags(command *cobra.Command) (err error) {
	command.Flags().Visit(func(flag *pflag.Flag) {
		// Visit can't be ended early.
		if err != nil || !takesFile(flag) {
			return
		}
		var expanded string
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			paths := list.GetSlice()
			for i := range paths {
				if paths[i], err = p.expandPath("--"+flag.Name, paths[i]); err != nil {
					return
				}
			}
			err = list.Replace(paths)
		} else if expanded, err = p.expandPath("--"+flag.Name, flag.Value.String()); err == nil {
			err = flag.Value.Set(expanded)
		}
	})
	return err
}
