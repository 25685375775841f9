package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/testkit"
	"deletecall/ui/uitest"
)

func TestScreensLookAsTheyDid(t *testing.T) {
	for _, scene := range testkit.Some(scenes()) {
		t.Run(scene.name, func(t *testing.T) {
			uitest.Run(t, scene.options, func(s *uitest.Session) {
				scene.arrange(s)
				sizes := [][2]int{{80, 24}, {120, 40}, {40, 12}}
				kind, _, _ := strings.Cut(scene.name, "-")
				roomy := slices.Contains([]string{"form", "result", "history", "jump", "search", "calls"}, kind)
				if roomy {
					sizes = append(sizes, [2]int{160, 45}) // there more is beside and below
				}
				for _, size := range sizes {
					s.Resize(size[0], size[1])
					if roomy {
						s.Pass(200 * time.Millisecond) // it comes once nobody types
					}
					uitest.Golden(s.TB, fmt.Sprintf("%dx%d", size[0], size[1]), s.Screen())
				}
				if scene.styled {
					s.Resize(80, 24)
					uitest.Golden(s.TB, "80x24-styled", s.Model().View().Content+"\n")
				}
			})
		})
	}
}

func TestATerminalThatIsTooSmallIsToldSo(t *testing.T) {
	uitest.Run(t, uitest.Options{}, func(s *uitest.Session) {
		for _, size := range [][2]int{{39, 12}, {40, 11}, {20, 5}, {7, 3}} {
			s.Resize(size[0], size[1])
			uitest.Golden(s.TB, fmt.Sprintf("%dx%d", size[0], size[1]), s.Screen())
		}
		s.Resize(80, 24).ExpectScreen("Find the conversation by")
	})
}
