package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testCommand  = regexp.MustCompile("`go test ([^`]*?) -run '?([^'`]+)'?`")
	testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// A name of the test map that no test has would run nothing, and look as if it passed.
func TestTheTestMapNamesTestsThatThereAre(t *testing.T) {
	commands := testCommand.FindAllStringSubmatch(read(t, "CONTRIBUTING.md"), -1)
	if len(commands) < 12 {
		t.Errorf("%d commands were found in CONTRIBUTING.md", len(commands))
	}
	for _, command := range commands {
		names := testsOf(t, strings.Fields(command[1]))
		for pattern := range strings.SplitSeq(command[2], "|") {
			name, _, _ := strings.Cut(pattern, "/")
			if !regexp.MustCompile("(?m)" + name).MatchString(names) {
				t.Errorf("%s: no test is named like %s", command[0], pattern)
			}
		}
	}
}

// testsOf are the names of the tests of some folders, one a line.
func testsOf(t *testing.T, folders []string) string {
	var names []string
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s has no tests", folder)
		}
		for _, file := range files {
			for _, found := range testFunction.FindAllStringSubmatch(read(t, file), -1) {
				names = append(names, found[1])
			}
		}
	}
	return strings.Join(names, "\n")
}
