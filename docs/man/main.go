// Command man writes the manual pages, one a command, from the program's own help.
//
//	make man
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"deletecall/cli"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "man:", err)
		os.Exit(1)
	}
}

func run() error {
	folder := "bin/man"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := os.RemoveAll(folder); err != nil { // pages of commands that are gone
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	root := cli.Commands()
	keepLines(root)
	root.DisableAutoGenTag = true // which names the day; the head of a page has SOURCE_DATE_EPOCH, or today
	return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "deletecall", Manual: "deletecall"}, folder)
}

// keepLines makes code of the indented lines of a help text: cobra takes the text for Markdown,
// which would make one paragraph of a table.
func keepLines(command *cobra.Command) {
	lines := strings.Split(command.Long, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "  ") {
			lines[i] = "    " + line
		}
	}
	command.Long = strings.Join(lines, "\n")
	for _, below := range command.Commands() {
		keepLines(below)
	}
}
