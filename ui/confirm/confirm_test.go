package confirm_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/deletion"
	"deletecall/palette"
	"deletecall/ui/confirm"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
	"deletecall/ui/widget"
)

const (
	now  = time.Duration(0)
	fast = 30 * time.Millisecond  // a key that is held down repeats
	calm = 150 * time.Millisecond // a person types
)

func TestTheDefaultIsToCancel(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		d.expectScreen("[ Cancel ]")
		d.read()
		d.strike(now, "enter")
		d.pass(time.Second)
		if !d.cancelled() || d.confirmed() {
			t.Errorf("enter at once gives %v", d.answers)
		}
	})
}

func TestAKeyConfirmsAfterTheReadingTime(t *testing.T) {
	for _, keys := range [][]string{{"y"}, {"tab", "enter"}, {"right", "enter"}, {"tab", "shift+tab", "shift+tab", "enter"}} {
		at(t, uitest.Practice(), "8856", func(d *desk) {
			d.read()
			d.strike(calm, keys...)
			d.pass(calm)
			if len(d.answers) != 1 || !d.confirmed() {
				t.Errorf("%v gives %v", keys, d.answers)
			}
		})
	}
}

func TestAKeyStruckWithinTheReadingTimeNeverConfirms(t *testing.T) {
	for _, moment := range []time.Duration{0, time.Millisecond, 100 * time.Millisecond, 599 * time.Millisecond} {
		at(t, uitest.Practice(), "8856", func(d *desk) {
			d.strike(moment, "y")
			d.expectScreen("Please read this first.")
			d.pass(500 * time.Millisecond) // the reading time has begun again
			d.strike(now, "y")
			d.pass(10 * time.Second)
			if len(d.answers) > 0 {
				t.Errorf("y after %s gives %v", moment, d.answers)
			}
		})
	}
}

func TestAHeldDownKeyNeverConfirms(t *testing.T) {
	for _, key := range []string{"enter", "y", "space", "tab"} {
		for _, server := range []deletion.Server{uitest.Practice(), uitest.Production()} {
			for delay := now; delay <= time.Second; delay += 90 * time.Millisecond {
				at(t, server, "8856", func(d *desk) {
					// Struck before the dialog opened, it begins to repeat after the keyboard's delay.
					d.pass(delay)
					for range 200 {
						d.strike(fast, key)
					}
					d.pass(10 * time.Second)
					if d.confirmed() {
						t.Errorf("%s, held down and repeating after %s, confirms", key, delay)
					}
				})
			}
		}
	}
}

func TestAHeldDownEnterDoesNotPressTheChosenDelete(t *testing.T) {
	for _, repeats := range []bool{false, true} {
		at(t, uitest.Practice(), "8856", func(d *desk) {
			d.strike(fast, "enter", "enter", "tab")
			key := uitest.Key("enter")
			for range 100 {
				d.pass(fast)
				d.take(key)
				key.IsRepeat = repeats
			}
			d.pass(5 * time.Second)
			if d.confirmed() {
				t.Error("it confirms")
			}
		})
	}
}

func TestARepeatedKeyNeverConfirmsHoweverSlow(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		d.read()
		for range 20 {
			d.pass(time.Second)
			d.take(tea.KeyPressMsg{Code: 'y', Text: "y", IsRepeat: true})
		}
		if d.confirmed() {
			t.Error("it confirms")
		}
	})
}

func TestAPasteNeverConfirms(t *testing.T) {
	for _, text := range []string{"y", "y\n", "\ty\n", "yes\r\n", "8856\n", "8856"} {
		for _, server := range []deletion.Server{uitest.Practice(), uitest.Production()} {
			at(t, server, "8856", func(d *desk) {
				d.take(tea.PasteMsg{Content: text})
				d.read()
				d.take(tea.PasteMsg{Content: text})
				d.expectScreen("Pasting does not confirm. Type it.")
				d.pass(5 * time.Second)
				if len(d.answers) > 0 {
					t.Errorf("the paste %q gives %v", text, d.answers)
				}
			})
		}
	}
}

func TestABurstOfKeysNeverConfirms(t *testing.T) {
	// A terminal that does not mark pastes hands them over like this, in one read.
	bursts := [][]string{
		{"y", "enter"}, {"y", "y"}, {"tab", "enter"}, {"tab", "y"}, {"tab", "y", "enter"}, {"y", "e", "s", "enter"}, {"y", "space"},
		{"8", "8", "5", "6", "enter"}, {"8", "8", "5", "6", "tab", "tab", "enter"},
	}
	for _, burst := range bursts {
		for _, server := range []deletion.Server{uitest.Practice(), uitest.Production()} {
			for _, gap := range []time.Duration{0, 10 * time.Millisecond, 50 * time.Millisecond} {
				at(t, server, "8856", func(d *desk) {
					d.read()
					d.strike(gap, burst...)
					d.pass(5 * time.Second)
					if d.confirmed() {
						t.Errorf("the burst %v on %s confirms", burst, server.Name)
					}
				})
			}
		}
	}
}

func TestAfterABurstTheKeyCountsAgain(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		d.read()
		d.strike(now, "y", "y")
		d.pass(calm)
		d.expectScreen("Too fast; press again.")
		d.strike(calm, "y")
		d.strike(now, "x")
		d.expectScreen("Too fast; press again.")
		if d.confirmed() {
			t.Error("a burst confirms")
		}
		d.strike(calm, "y")
		d.pass(calm)
		if !d.confirmed() {
			t.Error("y does not confirm any more")
		}
	})
}

func TestOnlyTheExactEndOfTheIdentifierConfirmsWhereItIsTyped(t *testing.T) {
	for _, c := range []struct {
		typed, hint string
	}{
		{"", "Type 2211 to confirm, or press esc to cancel."},
		{"2212", "That is not 2211, the end of the identifier."},
		{"221", "That is not 2211, the end of the identifier."},
		{"22111", "That is not 2211, the end of the identifier."},
		{"y", "That is not 2211, the end of the identifier."},
		{"02211", "That is not 2211, the end of the identifier."},
	} {
		for _, press := range [][]string{{"enter"}, {"tab", "tab", "enter"}} {
			at(t, uitest.Production(), "+36 1 2211", func(d *desk) {
				d.expectScreen("Type 2211 to delete:")
				d.read()
				for _, r := range c.typed {
					d.strike(calm, string(r))
				}
				d.strike(calm, press...)
				d.pass(time.Second)
				d.expectScreen(c.hint)
				if len(d.answers) > 0 {
					t.Errorf("%q gives %v", c.typed, d.answers)
				}
			})
		}
	}
	at(t, uitest.Production(), "+36 1 2211", func(d *desk) {
		d.read()
		d.strike(calm, "2", "2", "1", "1", "enter")
		d.pass(calm)
		if !d.confirmed() {
			t.Errorf("the right end gives %v", d.answers)
		}
	})
}

func TestYDoesNotConfirmWhereTheEndIsTyped(t *testing.T) {
	at(t, uitest.Production(), "8856", func(d *desk) {
		d.read()
		d.strike(calm, "tab", "y")
		d.pass(time.Second)
		d.expectScreen("Type 8856 to confirm.")
		if len(d.answers) > 0 {
			t.Errorf("y gives %v", d.answers)
		}
	})
}

func TestEscCancelsAtAnyMoment(t *testing.T) {
	for _, server := range []deletion.Server{uitest.Practice(), uitest.Production()} {
		for _, before := range [][]string{{}, {"y"}, {"8", "8"}, {"tab"}, {"tab", "tab"}} {
			for _, wait := range []time.Duration{0, 300 * time.Millisecond, time.Second} {
				at(t, server, "8856", func(d *desk) {
					d.pass(wait)
					d.strike(now, before...)
					d.strike(10*time.Millisecond, "esc") // before a y may count
					if fmt.Sprint(d.answers) != fmt.Sprint([]confirm.Answer{confirm.Cancelled{}}) {
						t.Errorf("%v, esc after %s gives %v", before, wait, d.answers)
					}
				})
			}
		}
	}
}

func TestTheAnswerCarriesTheVeryReviewThatWasShown(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		for i, parameter := range d.review.Preview.ChoosingFirst() {
			d.expectScreen(parameter.Name + "=" + parameter.Value)
			if i == 0 {
				d.expectScreen("POST " + parameter.Name) // the selector comes first
			}
		}
		d.expectScreen("to " + d.review.Preview.Endpoint)
		d.read()
		d.strike(now, "y")
		d.pass(calm)
		if len(d.answers) != 1 {
			t.Fatalf("y gives %v", d.answers)
		}
		answer := d.answers[0].(confirm.Confirmed)
		if !reflect.DeepEqual(answer.Review, d.review) {
			t.Errorf("confirmed %v, shown %v", answer.Review, d.review)
		}
		if _, err := d.workflow.Execute(context.Background(), answer.Review); err != nil {
			t.Fatal(err)
		}
		// It is the one that was shown: that one is used up by now.
		if _, err := d.workflow.Execute(context.Background(), d.review); !errors.Is(err, deletion.ErrReviewUsed) {
			t.Errorf("the review that was shown can still be executed: %v", err)
		}
		if sent := d.sender.Sent(); len(sent) != 1 || sent[0] != d.review.Request {
			t.Errorf("sent %v", sent)
		}
	})
}

func TestANarrowConfirmationSaysThatThereIsMoreAndScrolls(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		d.read()
		d.model = d.model.Resize(40, 8)
		d.expectScreen("(↓ for more)")
		if d.expectScreen("Delete this conversation?"); t.Failed() {
			return
		}
		d.strike(calm, "down", "down", "down", "down", "down", "down", "down", "down", "down")
		d.expectScreen("status=last")
		d.expectScreen("[ Cancel ]")
		if len(d.answers) > 0 {
			t.Errorf("scrolling gives %v", d.answers)
		}
	})
}

func TestNothingThatAFastOperatorTypesIsThrownAway(t *testing.T) {
	at(t, uitest.Production(), "8856", func(d *desk) {
		d.strike(80*time.Millisecond, "8", "8", "5", "6", "enter") // 400 ms after it opened
		d.expectScreen("Please read this first. ■■■")
		d.expectScreen("Type 8856 to delete: 8856")
		d.pass(500 * time.Millisecond)
		d.expectScreen("Please read this first. ■□□")
		d.pass(200 * time.Millisecond)
		d.expectScreen("Now press the key again.")
		if len(d.answers) > 0 {
			t.Fatalf("the early enter gives %v", d.answers)
		}
		d.strike(now, "enter")
		d.pass(calm)
		if !d.confirmed() {
			t.Errorf("what was typed early does not count: %v\n%s", d.answers, d.screen())
		}
	})
	// Typing does not begin the reading time again: one enter after it is enough.
	at(t, uitest.Production(), "8856", func(d *desk) {
		d.strike(140*time.Millisecond, "8", "8", "5", "6", "enter")
		d.pass(calm)
		if !d.confirmed() {
			t.Errorf("%v\n%s", d.answers, d.screen())
		}
	})
}

func TestWhatIsTypedAtAButtonGoesIntoTheField(t *testing.T) {
	at(t, uitest.Production(), "8856", func(d *desk) {
		d.strike(calm, "8", "tab", "8", "5", "6")
		d.expectScreen("Type 8856 to delete: 8856")
	})
}

func TestWhereAKeyConfirmsNothingMovesTheFocusBeforeItCouldBeRead(t *testing.T) {
	at(t, uitest.Practice(), "8856", func(d *desk) {
		d.strike(calm, "tab")
		d.expectScreen("[ Cancel ]")
	})
}

func TestADeletionThatMayTakeAnotherCallSaysSoBeforeAnythingElse(t *testing.T) {
	server := uitest.Production()
	after(t, unknownOn(server, 21), server, "8856", func(d *desk) {
		lines := strings.Split(d.screen(), "\n")
		if !strings.Contains(lines[0], "╔═ Delete this conversation? ═") || !strings.Contains(lines[1], "║ ! The outcome of record 21 is unknown") {
			t.Errorf("it begins with\n%s", d.screen())
		}
	})
}

func TestAFocusedDeleteIsNeverTakenForCancel(t *testing.T) {
	for name, styles := range map[string]theme.Styles{"colours": theme.New(palette.Dark, theme.Terminal{Dark: true}), "none": theme.Plain()} {
		at(t, uitest.Practice(), "8856", func(d *desk) {
			d.read()
			cancel := d.model.View(styles)
			d.strike(calm, "tab")
			deletes := d.model.View(styles)
			text := uitest.Plain(strings.Join(deletes.Lines, "\n"))
			if !strings.Contains(text, "!![ Delete the call ]!!") || !strings.Contains(text, "Enter deletes. This can't be undone.") || strings.Contains(text, "[ Cancel ]") {
				t.Errorf("%s: it says\n%s", name, text)
			}
			for _, c := range []struct {
				frame widget.Frame
				label string
			}{{cancel, "Cancel ]"}, {deletes, "Delete the call ]"}} {
				line := []rune(ansi.Strip(c.frame.Lines[c.frame.Cursor.Y]))
				if at := string(line[c.frame.Cursor.X:]); !strings.HasPrefix(at, c.label) {
					t.Errorf("%s: the cursor is at %q", name, at)
				}
			}
		})
	}
}

// At 40x12 the warning came after the identifier, in the part that scrolls, and was cut off.
func TestThatAnotherCallIsDeletedComesBeforeEverythingElseAtEverySize(t *testing.T) {
	server := uitest.Practice()
	unknown := unknownOn(server, 21)
	deleted := unknownOn(server, 21)
	deleted[0].Outcome, deleted[0].Intent.Confirmed = uitest.Accepted(), time.Date(1999, 12, 31, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		records []deletion.Record
		warning string
		brief   string // in the title, where lines are few
	}{
		{deleted, "This deletes another call: ", "! This deletes another call."},
		{unknown, "If it deleted a call, this deletes another one.", "! This may delete another call."},
	} {
		for _, size := range [][2]int{{40, 10}, {40, 24}, {59, 40}, {80, 12}, {80, 15}, {80, 20}, {120, 36}, {160, 41}} {
			after(t, c.records, server, "8856", func(d *desk) {
				d.model = d.model.Resize(size[0], size[1])
				screen := strings.Join(strings.Fields(strings.NewReplacer("│", "", ", status last", "").Replace(d.screen())), " ")
				before, _, named := strings.Cut(screen, "Extension ")
				if !named || !strings.Contains(before, c.warning) && !strings.Contains(before, c.brief) || strings.Count(screen, "another call") > 1 {
					t.Errorf("%v:\n%s", size, d.screen())
				}
			})
		}
	}
}
