package ui_test

import (
	"bytes"
	"testing"

	"deletecall/ui/uitest"
)

func TestCtrlCQuitsOnEveryKeyboard(t *testing.T) {
	for keyboard, sent := range map[string]string{
		"Kitty's protocol": "\x1b[1089;5u", "Kitty's with alternate keys": "\x1b[1089::99;5u", "xterm": "\x1b[27;5;1089~",
		"Greek": "\x1b[27;5;968~", "Hebrew": "\x1b[27;5;1489~", "Arabic": "\x1b[27;5;1572~",
	} {
		t.Run(keyboard, func(t *testing.T) {
			uitest.Run(t, uitest.Options{}, func(s *uitest.Session) {
				if !bytes.Contains(s.Written(), []byte("\x1b[>5u")) {
					t.Error("the terminal is not asked for a key's place on a US keyboard")
				}
				if err := s.Bytes(sent).End(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestTheHistoryIsReadOnARussianKeyboard(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(5)}, func(s *uitest.Session) {
		s.Keys("f2").Bytes("о").Bytes("о").ExpectScreen("▸3 ").Bytes("№").ExpectScreen("Go to")
	})
}
