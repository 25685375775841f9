package ui_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/keymap"
	"deletecall/ui/uitest"
)

// Terminals disagree on the cells of a joined emoji, so the screen has its parts only.
func TestAReasonWithJoinersIsSentWholeAndDrawnInItsParts(t *testing.T) {
	const reason = "⚠\ufe0f 👩\u200d💻 می\u200cخواهم"
	drawn := strings.NewReplacer("\ufe0f", "", "\u200d", "", "\u200c", "").Replace(reason)
	for _, size := range sizes {
		journey(t, plain(), func(s *uitest.Session) {
			s.Resize(size[0], size[1]).Type("8856").Press(keymap.FormNext, keymap.FormNext).Paste(reason)
			s.ExpectScreen(drawn).Review()
			s.ExpectConfirm("Delete this conversation?", drawn).Accept()
			s.Pass(time.Second).ExpectSent(1)
			if got := s.Sender.Sent()[0].Reason; got != reason {
				t.Errorf("sent with the reason %+q", got)
			}
			if strings.ContainsAny(s.Model().View().Content, "\ufe0f\u200d\u200c") {
				t.Errorf("a joiner is drawn:\n%+q", s.Screen())
			}
		})
	}
}

// A Persian keyboard has a key for the non-joiner. It shows as an escape until a letter follows.
func TestANonJoinerIsTyped(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Press(keymap.FormNext, keymap.FormNext).Bytes("می").Bytes("\u200c").ExpectScreen(`می\u200c`)
		s.Bytes("خ").ExpectScreen("میخ").ExpectNot(`\u200c`)
	})
}
