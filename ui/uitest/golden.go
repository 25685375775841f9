package uitest

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// named gives a golden file another name than the test's.
type named struct {
	testing.TB
	name string
}

func (n named) Name() string { return n.TB.Name() + "/" + n.name }

// Golden compares a text with testdata/<test>/<name>.golden; -update writes it.
// Read the diff after an update: the file then agrees with any mistake.
func Golden(t testing.TB, name, text string) {
	t.Helper()
	golden.RequireEqual(named{t, name}, text)
}

// Plain is a screen as it is read: without styles, and without blanks at the ends
// of lines.
func Plain(content string) string {
	lines := strings.Split(ansi.Strip(content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
