package safetext_test

import (
	"slices"
	"strings"
	"testing"

	"deletecall/safetext"
)

func TestBoundedCutsToCellsAndShowsThatItDid(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string
	}{
		{"short text is whole", "8856", 4, "8856"},
		{"long text ends in an ellipsis", "extension", 5, "exte…"},
		{"wide characters are not halved", "山田太郎", 6, "山田…"},
		{"an escape counts as what is drawn", "\x1b[31m", 6, `\x1b[…`},
		{"one cell", "extension", 1, "…"},
		{"no room", "extension", 0, ""},
		{"negative room", "extension", -3, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := safetext.Bounded(c.in, c.max); got != c.want {
				t.Errorf("Bounded(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
			}
		})
	}
}

func TestBoundedShowsTheCutWhereOnlyInvisibleTextFollows(t *testing.T) {
	s := strings.Repeat("e"+strings.Repeat("\u0301", 4), 500)
	if got := safetext.Bounded(s, 10); safetext.Width(got) != 10 || !strings.HasSuffix(got, "…") {
		t.Errorf("got %q", got)
	}
}

func TestBoundedCostsWhatItShowsNotWhatItIsGiven(t *testing.T) {
	huge := strings.Repeat("\x1b\u202e", 1<<20)
	if n := testing.AllocsPerRun(5, func() { safetext.Bounded(huge, 80) }); n > 10_000 {
		t.Errorf("%v allocations for 80 cells", n)
	}
}

func TestExcerptSaysHowMuchThereWas(t *testing.T) {
	page := strings.Repeat("Bad gateway. ", 400)
	if got, want := safetext.Excerpt(page, 42), "Bad gateway. Bad gate… (5200 bytes in all)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := safetext.Excerpt(page, 10); got != "Bad gatew…" {
		t.Errorf("without room for the note: got %q", got)
	}
	ends := "The answer of the server says no more than this…"
	if got := safetext.Excerpt(ends, 60); got != ends {
		t.Errorf("a text that fits: got %q", got)
	}
}

func TestLinesKeepLineBreaksAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     []string
	}{
		{"nothing", "", 5, nil},
		{"no room", "a", 0, nil},
		{"one line", "a", 5, []string{"a"}},
		{"line feeds and carriage returns before them", "a\r\nb\n\nc", 5, []string{"a", "b", "", "c"}},
		{"a closing line feed begins no line", "a\n", 5, []string{"a"}},
		{"a lone carriage return rewrites nothing", "code 0\rcode 1", 5, []string{`code 0\rcode 1`}},
		{"tabs go to the next stop", "a\tbc\t\td\u5c71\te", 5, []string{"a   bc      d\u5c71 e"}},
		{"escapes are visible", "a\x1b[2J\u2028b", 5, []string{`a\x1b[2J\u2028b`}},
		{"as many as fit", "a\nb\nc", 3, []string{"a", "b", "c"}},
		{"the rest is counted", "a\nb\nc\nd\n", 3, []string{"a", "b", "… 2 more lines"}},
		{"only the count fits", "a\nb", 1, []string{"… 2 more lines"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := safetext.Lines(c.in, c.max)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := safetext.Block(c.in, c.max); got != strings.Join(c.want, "\n") {
				t.Errorf("Block gives %q", got)
			}
		})
	}
}

func TestLinesAnnounceTheCutOfAnEndlessLine(t *testing.T) {
	for name, in := range map[string]string{
		"letters": strings.Repeat("x", 100<<10),
		"tabs":    strings.Repeat("\t", 100<<10),
	} {
		line := safetext.Lines(in, 1)[0]
		if safetext.Width(line) > 64<<10 || !strings.Contains(line, "…") {
			t.Errorf("%s: %d cells, ending in %q", name, safetext.Width(line), line[len(line)-40:])
		}
	}
}
