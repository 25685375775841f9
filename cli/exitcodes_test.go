package cli

import (
	"regexp"
	"testing"

	"deletecall/testkit"
)

// 134 is no code of ours: with it the system ends a process that crashed.
const crashCode = "134"

func TestTheREADMEListsEveryExitCode(t *testing.T) {
	section := testkit.Section(t, "../README.md", "## Exit codes")
	var listed []string
	for _, row := range regexp.MustCompile(`(?m)^\| \**([0-9]+)\** \|`).FindAllStringSubmatch(section, -1) {
		listed = append(listed, row[1])
	}
	testkit.Same(t, "the README", listed, append(testkit.Constants(t, "exit.go", ""), crashCode)...)
}
