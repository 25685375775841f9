package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/testkit"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// sweepSizes step finely where screens are small, and coarsely beyond.
func sweepSizes() [][2]int {
	var sizes [][2]int
	for _, width := range []int{1, 7, 39, 40, 60, 72, 80, 112, 130} {
		for _, height := range []int{1, 5, 12, 16, 50} {
			sizes = append(sizes, [2]int{width, height})
		}
	}
	return sizes
}

func TestEveryScreenKeepsWithinEverySize(t *testing.T) {
	for _, scene := range testkit.Some(scenes()) {
		t.Run(scene.name, func(t *testing.T) {
			uitest.Run(t, scene.options, func(s *uitest.Session) {
				scene.arrange(s)
				s.Screen()
				for _, size := range sweepSizes() {
					width, height := size[0], size[1]
					model, _ := s.Model().Update(tea.WindowSizeMsg{Width: width, Height: height})
					view := model.View()
					checkSize(s, view, width, height)
					if counted, drawn := model.(ui.Console).Edges(); counted != drawn {
						s.Errorf("%dx%d has %d lines above and below its body, and is laid out for %d", width, height, drawn, counted)
					}
					if width >= 40 && height >= 12 {
						checkWayOut(s, scene.name, ansi.Strip(view.Content), width, height)
					}
				}
			})
		})
	}
}

func checkSize(s *uitest.Session, view tea.View, width, height int) {
	lines := strings.Split(view.Content, "\n")
	if len(lines) > height {
		s.Errorf("%dx%d has %d lines", width, height, len(lines))
	}
	for _, line := range lines {
		if cells := ansi.StringWidthWc(line); cells > width {
			s.Errorf("%dx%d has a line of %d cells: %q", width, height, cells, line)
		}
	}
	if at := view.Cursor; at != nil && (at.X < 0 || at.X >= width || at.Y < 0 || at.Y >= height) {
		s.Errorf("%dx%d has the cursor at %d,%d", width, height, at.X, at.Y)
	}
}

// checkWayOut wants the keys that leave, and on a confirmation its buttons.
func checkWayOut(s *uitest.Session, scene, screen string, width, height int) {
	lines := strings.Split(screen, "\n")
	footer := lines[len(lines)-1]
	wanted := []string{"ctrl+c quit"}
	switch kind, _, _ := strings.Cut(scene, "-"); kind {
	case "confirm", "settle", "server", "jump", "saved", "columns":
		wanted = append(wanted, "esc cancel")
	case "result", "viewer", "copied", "help", "detail", "chart", "counts":
		leaves := "esc back"
		if scene == "help-searched" {
			leaves = "esc clear" // first what was typed
		}
		wanted = append(wanted, leaves)
	case "sending":
		if scene != "sending-left" {
			wanted = append(wanted, "esc leave")
		}
	}
	for _, text := range wanted {
		if !strings.Contains(footer, text) {
			s.Errorf("%dx%d: %q is not in the footer %q", width, height, text, footer)
		}
	}
	if strings.HasPrefix(scene, "confirm") && (!strings.Contains(screen, " Cancel ") || !strings.Contains(screen, " Delete ")) {
		s.Errorf("%dx%d: a button is missing:\n%s", width, height, screen)
	}
}
