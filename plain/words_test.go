package plain_test

import (
	"fmt"
	"strings"
	"testing"

	"deletecall/plain"
)

func TestLinesAreBrokenBetweenWords(t *testing.T) {
	long := strings.Repeat("x", 30)
	for text, want := range map[string]string{
		"short\n":                                          "short\n",
		"search: find calls on the server\n":               "search: find calls\non the server\n",
		"exactly twenty cells\n":                           "exactly twenty cells\n",
		"/a/path/of/" + long + " is kept\n":                "/a/path/of/" + long + "\nis kept\n",
		"die 漢字漢字漢字漢字 kommen\n":                            "die 漢字漢字漢字漢字\nkommen\n",
		"one\n\n  two three four five six\n":               "one\n\n  two three four\nfive six\n",
		"Said.\nType y to delete, anything else cancels: ": "Said.\nType y to delete, anything else cancels: ",
	} {
		var out strings.Builder
		if n, err := fmt.Fprint(plain.BetweenWords(&out, 20), text); err != nil || n != len(text) || out.String() != want {
			t.Errorf("%q: %d, %v, %q", text, n, err, out.String())
		}
	}
}
