package cli

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// An example that can't be typed is worse than none.
func TestEveryCommandHasExamplesThatCanBeTyped(t *testing.T) {
	root := Commands()
	used := map[string]bool{}
	for _, command := range commandsBelow(root) {
		if command.Hidden || strings.HasPrefix(command.CommandPath(), "deletecall completion ") {
			continue // cobra's own, one for each shell, whose help has some in its text
		}
		if command.Example == "" {
			t.Errorf("%s has no example", command.CommandPath())
		}
		used[strings.TrimSpace(strings.TrimPrefix(command.CommandPath(), "deletecall"))] = true
		for line := range strings.Lines(command.Example) {
			line, _, _ = strings.Cut(line, "#")
			line, _, _ = strings.Cut(line, " > ")
			words := strings.Fields(line)
			if len(words) == 0 { // a remark
				continue
			}
			if words[0] != "deletecall" {
				t.Errorf("%s: %s", command.CommandPath(), line)
				continue
			}
			found, rest, err := root.Find(words[1:])
			if err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			for _, word := range rest {
				name, isFlag := strings.CutPrefix(word, "--")
				if isFlag && flagOf(found.Flags(), name) == nil && flagOf(found.InheritedFlags(), name) == nil {
					t.Errorf("%s: %s has no flag %s", line, found.CommandPath(), word)
				}
			}
		}
	}
	for path := range examples {
		if !used[path] {
			t.Errorf("examples of %q, which is no command", path)
		}
	}
}

func flagOf(flags *pflag.FlagSet, name string) *pflag.Flag {
	name, _, _ = strings.Cut(name, "=")
	return flags.Lookup(name)
}
