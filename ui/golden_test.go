package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"deletecall/ui/uitest"
)

func TestScreensLookAsTheyDid(t *testing.T) {
	for _, scene := range scenes() {
		t.Run(scene.name, func(t *testing.T) {
			uitest.Run(t, scene.options, func(s *uitest.Session) {
				scene.arrange(s)
				sizes := [][2]int{{80, 24}, {120, 40}, {40, 12}}
				if strings.HasPrefix(scene.name, "history") {
					sizes = append(sizes, [2]int{160, 45}) // there the record stands beside the table
				}
				for _, size := range sizes {
					s.Resize(size[0], size[1])
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
