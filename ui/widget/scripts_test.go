package widget_test

import (
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"deletecall/ui/widget"
)

// scripts are texts whose clusters take more cells than one, by wcwidth.
var scripts = map[string]string{
	"Hindi": "नमस्ते क्षत्रिय", "Thai": "น้ำ กำลัง", "Tamil": "தமிழ் கொ", "Burmese": "မြန်မာ", "half-width kana": "ｶﾞｷﾞ ﾊﾟ", "Chinese": "山田", "Latin": "e\u0301t\u0323\u0302",
}

// drawn is the column in which a line's mark | is on a terminal that counts by wcwidth:
// Bubble Tea's own buffer, as long as nobody has told it of mode 2027.
func drawn(line string) int {
	buffer := uv.NewScreenBuffer(60, 1)
	uv.NewStyledString(line).Draw(buffer, buffer.Bounds())
	for x := range 60 {
		if cell := buffer.CellAt(x, 0); cell != nil && cell.Content == "|" {
			return x
		}
	}
	return -1
}

func TestColumnsLineUpInEveryScript(t *testing.T) {
	for script, text := range scripts {
		text = widget.Clean(text)
		if strings.Contains(text, "\\u") {
			t.Errorf("%s is not shown plainly: %q", script, text)
		}
		for width := 1; width < 24; width++ {
			if at := drawn(widget.Fit(text, width) + "|"); at != width {
				t.Errorf("%s in %d cells: the next column begins at %d", script, width, at)
			}
		}
		input := widget.NewInput("")
		input.Focus()
		input.SetValue(text)
		line, cursor := input.View(40, plain)
		line = ansi.Strip(line)
		if at := drawn(strings.TrimRight(line, " ") + "|"); at != cursor {
			t.Errorf("%s: the text ends in column %d, the cursor is in %d", script, at, cursor)
		}
	}
}
