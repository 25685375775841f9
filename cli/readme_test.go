package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var codeSpan = regexp.MustCompile("`([^`]+)`")

// named is the command that words begin with; one that was named before may be left out.
func named(root *cobra.Command, before []string, words string) []string {
	var path []string
	for word := range strings.FieldsSeq(words) {
		if strings.ToLower(word) != word || strings.ContainsAny(word[:1], "-[") {
			break
		}
		path = append(path, word)
	}
	for _, path := range [][]string{path, append(slices.Clone(before), path...)} {
		if command, rest, err := root.Find(path); err == nil && len(rest) == 0 && command != root {
			return path
		}
	}
	return nil
}

func TestTheREADMEListsEveryCommandAndNoOther(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "\n## Commands\n")
	table, _, _ = strings.Cut(table, "\n\nData goes")
	root := Commands()
	var listed []string
	for row := range strings.Lines(table) {
		var group []string
		for _, found := range codeSpan.FindAllStringSubmatch(strings.SplitN(row+"||", "|", 3)[1], -1) {
			words := strings.TrimSpace(strings.TrimPrefix(found[1], "deletecall"))
			if words == "" || strings.HasPrefix(words, "--") {
				continue
			}
			path := named(root, group, words)
			if path == nil {
				t.Errorf("the README lists %q, and there is no such command", words)
				continue
			}
			group = path[:len(path)-1]
			listed = append(listed, strings.Join(path, " "))
		}
	}
	for _, command := range commandsBelow(root)[1:] {
		path := strings.TrimPrefix(command.CommandPath(), "deletecall ")
		isGroup := command.HasAvailableSubCommands() && path != "completion"
		if isGroup || strings.HasPrefix(path, "completion ") || path == "help" {
			continue
		}
		if !slices.Contains(listed, path) {
			t.Errorf("the README does not list %q", path)
		}
	}
}
