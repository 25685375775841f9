package ui_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

func TestTheHeaderSaysWhichServerIsMeant(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.ExpectScreen("deletecall practice 127.0.0.1:8088")
		s.Type("8856").Press(keymap.ChooseServer).ExpectScreen("Which server?", "▸practice", "legal hold applies")
		s.Press(keymap.MoveDown, keymap.DialogAccept).ExpectScreen("deletecall production verba.example.com legal hold applies",
			"Extension 8856", "POST https://verba.example.com/verba/")
		if s.Title() != "deletecall – production – form" {
			t.Errorf("the title is %q", s.Title())
		}
		s.Press(keymap.FormNext, keymap.FormNext).Type("GDPR").Review()
		s.ExpectConfirm("Delete this conversation?", "On production at verba.example.com", "Reason: GDPR").Accept()
		s.ExpectSent(1).ExpectScreen("✓ Deleted.", "Server production")
		if server := s.Sender.Sent()[0].Server.Name; server != "production" {
			t.Errorf("sent to %s", server)
		}
		s.Press(keymap.ChooseServer, keymap.DialogCancel).ExpectScreen("deletecall production")
	})
}

func TestAServerThatHasNoNameIsCalledByItsHostOnce(t *testing.T) {
	server := uitest.Practice()
	server.Name = server.Host
	journey(t, uitest.Options{Servers: []deletion.Server{server}}, func(s *uitest.Session) {
		s.ExpectScreen("deletecall " + server.Host).ExpectNot(server.Host + " " + server.Host)
		s.Type("8856").Review()
		s.ExpectConfirm("Delete this conversation?", "On "+server.Host)
		s.ExpectNot("at " + server.Host)
	})
}

func TestAReasonIsRequiredWhereTheServerAsksForOne(t *testing.T) {
	journey(t, production(), func(s *uitest.Session) {
		s.Type("8856").Review().ExpectScreen("Reason *", "✗ Give a reason; production requires one")
		s.Type("GDPR-2211").Review()
		s.ExpectConfirm("Delete this conversation?", "Reason: GDPR-2211").Accept()
		s.ExpectSent(1)
		if reason := s.History.Records()[0].Intent.Reason; reason != "GDPR-2211" {
			t.Errorf("recorded with the reason %q", reason)
		}
	})
}

func TestAPasteWithAControlCharacterIsRefusedAndNothingIsLost(t *testing.T) {
	for text, said := range map[string]string{
		"56\x1b[2J":    `character 3 is \x1b (escape)`,
		"5\u009b31m":   `character 2 is \u009b (control character)`,
		"12345\xff678": `character 6 is \xff (not UTF-8)`,
		"56\x9b31m7":   `character 3 is \x9b (not UTF-8)`,
		"56\x1b]0;x\a": `character 3 is \x1b (escape)`,
		"56\x00":       `character 3 is \x00 (control character)`,
		"56\x7f7":      `character 3 is \x7f (control character)`,
		"56\t7":        `character 3 is \t (tab)`,
		"56\u00857":    "it has several lines. Paste one line.",
	} {
		journey(t, plain(), func(s *uitest.Session) {
			s.Type("88").Paste(text).ExpectScreen("✗ Not pasted: "+said, "Extension 88")
			s.Paste(" 56 ").ExpectScreen("Extension 8856").ExpectNot("Not pasted")
			s.Press(keymap.FormNext, keymap.FormNext).Type("why").Paste(text).ExpectScreen("✗ Not pasted: "+said, "Reason why", "Extension 8856")
		})
	}
}

// A megabyte by mistake would make every key slow from then on.
func TestAPasteThatNoFieldHoldsIsRefusedAndSaysHowLongItIs(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("88").Paste(strings.Repeat("7", 1_000_000)).ExpectScreen("✗ Not pasted: it has 1,000,000", "Extension 88")
		s.Press(keymap.FormNext, keymap.FormNext).Type("why").Paste(strings.Repeat("7", 10_001)).ExpectScreen("✗ Not pasted: it has 10,001", "Reason why")
	})
}

func TestAReasonWithWhatNobodySeesIsRefused(t *testing.T) {
	for text, said := range map[string]string{
		"6\u202e5":  `character 2 is \u202e (bidirectional control)`,
		"56\u200b7": `character 3 is \u200b (invisible character)`,
	} {
		journey(t, plain(), func(s *uitest.Session) {
			s.Press(keymap.FormNext, keymap.FormNext).Type("why").Paste(text).ExpectScreen("✗ Not pasted: "+said, "Reason why")
		})
	}
}

func TestWhatIsTypedStaysInSightHoweverLong(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Press(keymap.FormNext, keymap.FormNext).Type("a reason that is longer than its field, and ends with 山田 END")
		s.ExpectScreen("山田 END")
		at := s.Model().View().Cursor
		row := []rune(strings.Split(ansi.Strip(s.Model().View().Content), "\n")[at.Y])
		if before, _, found := strings.Cut(string(row), "END"); !found || ansi.StringWidthWc(before+"END") != at.X {
			t.Errorf("the cursor is in column %d of %q", at.X, string(row))
		}
		s.Keys("home").ExpectScreen("a reason that is longer")
	})
}

func TestQuittingWaitsForTheOutcomeAndRecordsIt(t *testing.T) {
	uitest.Run(t, plain(), func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.Quit)
		if err := s.End(); err != nil {
			t.Fatalf("the program ends with %v", err)
		}
		drained := make(chan error, 1)
		go func() { drained <- s.Workflow.Drain(context.Background()) }()
		s.Pass(30 * time.Second)
		select {
		case <-drained:
			t.Error("nobody waits for the outcome")
		default:
		}
		s.Sender.Answer(uitest.Refused(-50, "no such call"))
		if err := <-drained; err != nil {
			t.Fatal(err)
		}
		if kind := s.History.Records()[0].Outcome.Kind; kind != deletion.Refused {
			t.Errorf("recorded as %s", kind)
		}
	})
}

func TestAPanicGivesTheTerminalBackAndDoesNotLoseTheOutcome(t *testing.T) {
	quietStderr(t)
	fault := func() { panic("it broke") }
	command := func() tea.Msg { fault(); return nil }
	for name, breaks := range map[string]func(*uitest.Session, *bool){
		"View":       func(s *uitest.Session, view *bool) { *view = true; s.Send(uitest.Key("x")) },
		"Update":     func(s *uitest.Session, _ *bool) { s.Send(fault) },
		"a command":  func(s *uitest.Session, _ *bool) { s.Send(tea.Cmd(command)) },
		"a batch":    func(s *uitest.Session, _ *bool) { s.Send(tea.BatchMsg{command, command}) },
		"a sequence": func(s *uitest.Session, _ *bool) { s.Send(tea.Sequence(command, command)()) },
	} {
		var view bool
		options := uitest.Options{Broken: func(tea.Model) {
			if view {
				fault()
			}
		}}
		uitest.Run(t, options, func(s *uitest.Session) {
			s.Sender.Wait()
			confirmed(s)
			breaks(s, &view)
			if err := s.End(); !errors.Is(err, tea.ErrProgramPanic) {
				t.Errorf("%s: the program ends with %v", name, err)
			}
			s.Sender.Answer(uitest.Accepted())
			if err := s.Workflow.Drain(context.Background()); err != nil {
				t.Fatal(err)
			}
			if kind := s.History.Records()[0].Outcome.Kind; kind != deletion.Accepted {
				t.Errorf("%s: recorded as %s", name, kind)
			}
			if !bytes.Contains(s.Written(), []byte("\x1b[?1049l")) {
				t.Errorf("%s: the terminal's screen is not given back", name)
			}
		})
	}
}

// quietStderr keeps the report of a wanted panic out of the tests' output.
func quietStderr(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	former := os.Stderr
	os.Stderr = null
	t.Cleanup(func() { os.Stderr = former; _ = null.Close() })
}

// hostile is text that tries everything.
const hostile = "\x1b[31mred\x1b]0;title\x07\u009b2J\u202egpj\u200b\x00\r\n\u2028\x7f\xff"

func hostileRecords() []deletion.Record {
	records := uitest.Records()
	for i := range records {
		record := &records[i]
		record.Intent.Identifier, record.Intent.Reason, record.Intent.Server = hostile+"1", hostile+"会議", hostile
		record.Intent.Operator.Name, record.Intent.Endpoint, record.Intent.KeyFingerprint = hostile, hostile, hostile
		record.Outcome.Message, record.Outcome.Detail, record.Outcome.Cause = hostile, hostile, deletion.Cause(hostile)
		record.Outcome.Answer.Text, record.Outcome.Answer.Body = hostile, []byte(hostile)
		record.Outcome.Answer.ContentType, record.Outcome.Answer.SHA256 = hostile, hostile
	}
	records[0].Outcome.Kind = deletion.OutcomeKind(hostile)
	return records
}

func TestHostileTextReachesNoTerminalRaw(t *testing.T) {
	server := uitest.Practice()
	server.Name, server.Host, server.Note, server.Colour = "practice "+hostile, hostile, hostile, hostile
	options := uitest.Options{Records: hostileRecords(), Servers: []deletion.Server{server, uitest.Production()}, Width: 120, Height: 40}
	journey(t, options, func(s *uitest.Session) {
		s.History.Warn(hostile)
		s.Sender.Script(uitest.Refused(-99, hostile), uitest.Unknown())
		confirmed(s)
		s.Press(keymap.RecordRaw, keymap.Back, keymap.RecordCopy, keymap.Back)
		s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.HistoryOpen, keymap.MoveBottom, keymap.DetailNext, keymap.Back)
		s.Press(keymap.HistoryFind).Type("x\u202ey").Press(keymap.FilterCancel)
		s.Press(keymap.ChooseServer, keymap.DialogCancel, keymap.ShowDelete)
		s.Press(keymap.FormClear).Type("8801").Review().ExpectConfirm("Delete this conversation?", "8801").Accept()
		s.Press(keymap.RecordSettle).ExpectScreen("What did you find?")
		s.Press(keymap.DialogCancel)
		s.History.Break(&deletion.HistoryError{Op: "read", Path: hostile, Problem: hostile})
		s.Press(keymap.ShowHistory, keymap.HistoryRefresh)
		checkBytes(t, s.Written())
		if strings.Contains(s.Title(), "\x1b") {
			t.Errorf("the title is %q", s.Title())
		}
	})
}

// checkBytes wants nothing in the bytes for a terminal but plain text and the
// sequences that the renderer itself makes.
func checkBytes(t *testing.T, written []byte) {
	t.Helper()
	parser := ansi.NewParser()
	var text strings.Builder
	parser.SetHandler(ansi.Handler{
		Print: func(r rune) { text.WriteRune(r) },
		HandleOsc: func(command int, data []byte) {
			if !utf8.Valid(data) || strings.ContainsAny(string(data), "\x1b\u009b\u202e\x00\r\n") {
				t.Errorf("a sequence OSC %d carries %q", command, data)
			}
		},
		HandleDcs: func(ansi.Cmd, ansi.Params, []byte) { t.Error("a device control string") },
		HandleApc: func([]byte) { t.Error("an application program command") },
		HandlePm:  func([]byte) { t.Error("a privacy message") },
		HandleSos: func([]byte) { t.Error("a start of string") },
		HandleCsi: func(cmd ansi.Cmd, params ansi.Params) {
			if cmd.Final() == 'm' && len(params) == 1 && params[0].Param(0) == 31 {
				t.Error("the colour of the hostile text")
			}
		},
		Execute: func(b byte) {
			if b >= 0x80 || b == 0 || b == 0x7f {
				t.Errorf("a control %#x", b)
			}
		},
	})
	for _, b := range written {
		parser.Advance(b)
	}
	for _, r := range text.String() {
		if !unicode.IsPrint(r) {
			t.Errorf("%U is printed", r)
		}
	}
}

func TestWideTextKeepsItsColumns(t *testing.T) {
	records := settledRecords().Records
	for i := range records {
		if i%2 == 0 {
			records[i].Intent.Operator.Name, records[i].Intent.Reason = "山田太郎と仲間たち", "会議の録音を削除してください"
			records[i].Intent.Identifier = "内線八八五六内線八八五六"
		}
	}
	journey(t, uitest.Options{Records: records, Width: 130, Height: 30}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		for _, width := range []int{60, 72, 80, 100, 111, 112, 130} {
			s.Resize(width, 30)
			lines := strings.Split(s.Screen(), "\n")
			column := ansi.StringWidthWc(strings.Split(lines[5], "OPERATOR")[0])
			if !strings.Contains(lines[5], "OPERATOR") {
				continue
			}
			for _, line := range lines[6:20] {
				if before := ansi.CutWc(line, column-1, column); before != " " {
					t.Errorf("at %d cells the column before the operator holds %q in %q", width, before, line)
				}
			}
		}
	})
}
