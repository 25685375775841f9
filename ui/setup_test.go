package ui_test

import (
	"errors"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/setup"
	"deletecall/ui/uitest"
)

// unconfigured is a console without any server.
func unconfigured(port *uitest.Setup) uitest.Options {
	return uitest.Options{Servers: []deletion.Server{}, Setup: port}
}

// typedServer fills in a server, from the list of what to do first on.
func typedServer(s *uitest.Session) {
	s.Press(keymap.DialogAccept).Type("production").Press(keymap.FormNext).Type("verba.example.com").Press(keymap.FormNext, keymap.FormNext).Type("s3cret")
}

func setupScenes() []scene {
	wrong := &uitest.Setup{Findings: []setup.Finding{
		{State: setup.Wrong, Text: "The host verba.example.com is not known", Advice: "Check its name, or the VPN"},
		{State: setup.Warning, Text: "The server's certificate ends in 9 days", Advice: "Have it renewed"},
	}}
	tests := then(typedServer, presses(keymap.DialogAccept))
	return []scene{
		{"setup-first", unconfigured(&uitest.Setup{}), func(*uitest.Session) {}, true},
		{"setup-empty", unconfigured(&uitest.Setup{}), presses(keymap.DialogAccept), false},
		{"setup-typed", unconfigured(&uitest.Setup{}), typedServer, true},
		{"setup-login", unconfigured(&uitest.Setup{}), then(typedServer, presses(keymap.FormNext), types("verba-api"), presses(keymap.FormNext), types("hunter2")), true},
		{"setup-missing", unconfigured(&uitest.Setup{}), presses(keymap.DialogAccept, keymap.DialogAccept), false},
		{"setup-wrong-url", unconfigured(&uitest.Setup{}), then(presses(keymap.DialogAccept), types("p"), presses(keymap.FormNext), types("ftp://a"), presses(keymap.FormNext)), false},
		{"setup-testing", unconfigured(&uitest.Setup{Slow: time.Minute}), tests, false},
		{"setup-tested", unconfigured(&uitest.Setup{}), tests, true},
		{"setup-test-failed", unconfigured(wrong), tests, false},
		{"setup-not-saved", unconfigured(&uitest.Setup{Err: errors.New("the disk is full\nFree some space")}), then(tests, presses(keymap.DialogAccept)), false},
		{"setup-certificate", unconfigured(&uitest.Setup{Findings: untrusted}), tests, false},
		{"server-add", uitest.Options{Setup: &uitest.Setup{}}, presses(keymap.ChooseServer), false},
	}
}

var untrusted = []setup.Finding{{State: setup.Wrong, Text: "The certificate of verba.example.com is self-signed",
	Advice: "Make sure that it belongs to the server, then name it as ca_file of this server",
	Pin:    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}

// Trusting a certificate is chosen, and never what enter does by itself. It is tested again with it.
func TestACertificateThatNobodyVouchesForCanBePinned(t *testing.T) {
	port := &uitest.Setup{Findings: untrusted}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.DialogAccept).ExpectScreen("Its SHA-256 fingerprint is sha256:9f86d081", "[ Back ]", "Trust this certificate")
		s.Press(keymap.FormPrevious, keymap.DialogAccept).ExpectScreen("The test")
		s.Press(keymap.FormOptionNext, keymap.DialogAccept)
		if saved := port.Saved(); len(saved) != 1 || saved[0].Pin != untrusted[0].Pin {
			t.Errorf("saved is %+v", saved)
		}
	})
	// It belongs to the address at which it was found.
	port = &uitest.Setup{Findings: untrusted}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.DialogAccept, keymap.FormPrevious, keymap.DialogAccept, keymap.DialogCancel)
		s.Press(keymap.FormPrevious, keymap.FormPrevious).Type(".org").Press(keymap.DialogAccept, keymap.FormOptionNext, keymap.DialogAccept)
		if saved := port.Saved(); len(saved) != 1 || saved[0].Pin != "" || saved[0].URL != "verba.example.com.org" {
			t.Errorf("saved is %+v", saved)
		}
	})
}

// The help is what a newcomer looks for first, and the first screen is a dialog.
func TestTheHelpOpensOverADialogWhichStaysAsItIs(t *testing.T) {
	uitest.Run(t, unconfigured(&uitest.Setup{}), func(s *uitest.Session) {
		s.ExpectScreen("No server is configured yet").Press(keymap.ShowHelp).ExpectScreen("Possible here: ", "Filter of the history: examples")
		s.Press(keymap.ShowHelp, keymap.SearchClose).ExpectScreen("No server is configured yet").ExpectNot("Possible here")
		s.Press(keymap.DialogAccept).Type("prod").Press(keymap.ShowHelp).Type("x").ExpectScreen("Search x")
		s.Press(keymap.SearchClose, keymap.SearchClose).ExpectScreen("Add a server", "prod").ExpectNot("prodx")
	})
	// What its commands bring back reaches it meanwhile.
	port := &uitest.Setup{}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.DialogAccept, keymap.ShowHelp).ExpectScreen("Possible here: ").Press(keymap.SearchClose).ExpectScreen("✓ The server can be reached")
	})
}

func TestANewcomerAddsAServer(t *testing.T) {
	port := &uitest.Setup{}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		s.ExpectScreen("No server is configured yet")
		typedServer(s)
		s.ExpectScreen("→ https://verba.example.com/verba/api", "••••••").ExpectNot("s3cret")
		s.Press(keymap.DialogAccept).ExpectScreen("✓ The server can be reached with TLS 1.3", "[servers.production]", "[ Write it ]").ExpectNot("s3cret")
		if len(port.Saved()) != 0 {
			t.Fatal("it is written before anybody said so")
		}
		s.Press(keymap.DialogAccept)
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
		saved := port.Saved()
		if len(saved) != 1 || saved[0].Name != "production" || saved[0].Key.Reveal() != "s3cret" || saved[0].Practice {
			t.Errorf("saved %+v", saved)
		}
		if next := s.Model().(ui.Console).Next(); next.Server != "production" {
			t.Errorf("the program goes on with %+v", next)
		}
	})
}

func TestAServerWhoseKeyIsAskedForNeedsNone(t *testing.T) {
	port := &uitest.Setup{}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		s.Press(keymap.DialogAccept).Type("lab").Press(keymap.FormNext).Type("verba").Press(keymap.FormNext)
		s.Keys("2").ExpectScreen("‹ from a file ›").Keys("9", "0").Paste("1").ExpectScreen("‹ from a file ›")
		s.Press(keymap.FormOptionNext, keymap.FormOptionNext, keymap.FormOptionNext)
		s.ExpectScreen("asked for, hidden, when it is needed", "forgotten when it was not used").Press(keymap.FormNext).ExpectScreen("▸User").ExpectNot("Password")
		s.Press(keymap.FormPrevious).ExpectScreen("▸API key").Press(keymap.DialogAccept, keymap.DialogAccept)
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
		if next := s.Model().(ui.Console).Next(); next.Server != "lab" || port.Saved()[0].Source != setup.Prompted || port.Saved()[0].Key.IsSet() {
			t.Errorf("the program goes on with %+v, saved %+v", next, port.Saved())
		}
	})
}

// Most installations want a login besides the key. A password that is not typed is asked for when it is needed.
func TestAServerThatRequiresALoginIsAdded(t *testing.T) {
	port := &uitest.Setup{}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.FormNext).ExpectScreen("▸User", "as current installations do").Type("verba-api").Press(keymap.FormNext)
		s.ExpectScreen("▸Password", "asked for it, hidden").Type("hunter2").ExpectScreen("•••••••", "production.password").ExpectNot("hunter2")
		s.Press(keymap.DialogAccept).ExpectScreen("The password is written into /home/alice/.config/deletecall/production.password").Press(keymap.DialogAccept)
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
		if saved := port.Saved()[0]; saved.User != "verba-api" || saved.Password.Reveal() != "hunter2" || saved.AsksLater() {
			t.Errorf("saved %+v", saved)
		}
	})
	port = &uitest.Setup{}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.FormNext).Type("u").Press(keymap.FormNext).Type("hunter2").Press(keymap.FormPrevious).Keys("backspace")
		s.ExpectNot("Password").Press(keymap.DialogAccept, keymap.DialogAccept)
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
		if saved := port.Saved()[0]; saved.User != "" || saved.Password.IsSet() {
			t.Errorf("without a user, saved is %+v", saved)
		}
	})
}

func TestWhereTheTestFailsEnterGoesBack(t *testing.T) {
	port := &uitest.Setup{Findings: []setup.Finding{{State: setup.Wrong, Text: "The host is not known"}}}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.DialogAccept).ExpectScreen("✗ The host is not known", "[ Back ]").Press(keymap.DialogAccept)
		s.ExpectScreen("Name         production", "••••••")
		s.Press(keymap.DialogAccept, keymap.FormOptionNext).ExpectScreen("[ Write it anyway ]").Press(keymap.DialogAccept)
		if err := s.End(); err != nil || len(port.Saved()) != 1 {
			t.Errorf("%v, saved %+v", err, port.Saved())
		}
	})
}

func TestATestThatWasLeftDoesNotComeBack(t *testing.T) {
	port := &uitest.Setup{Slow: 5 * time.Second}
	uitest.Run(t, unconfigured(port), func(s *uitest.Session) {
		typedServer(s)
		s.Press(keymap.DialogAccept).ExpectScreen("Testing https://verba.example.com/verba/api").Press(keymap.DialogCancel)
		s.Pass(10 * time.Second)
		s.ExpectScreen("Name         production").ExpectNot("The test")
	})
}

func TestNobodyLeavesForAnotherServerWhileAnOutcomeIsAwaited(t *testing.T) {
	options := plain()
	options.Setup = &uitest.Setup{}
	journey(t, options, func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.SendingLeave, keymap.ChooseServer, keymap.MoveBottom, keymap.DialogAccept)
		s.ExpectScreen("First wait for the outcome", "1 in progress")
		s.Sender.Answer(uitest.Accepted())
		s.Press(keymap.ChooseServer, keymap.MoveBottom, keymap.DialogAccept)
		if err := s.End(); err != nil || !s.Model().(ui.Console).Next().Practice {
			t.Errorf("%v", err)
		}
	})
}

func TestThePracticeSystemLeadsBackToTheConsoleItWasOpenedFrom(t *testing.T) {
	for canLeave, want := range map[bool]ui.Next{true: {Configured: true}, false: {}} {
		options := plain()
		options.CanLeave = canLeave
		uitest.Run(t, options, func(s *uitest.Session) {
			s.Press(keymap.ChooseServer, keymap.MoveBottom, keymap.DialogAccept)
			if !canLeave {
				s.ExpectNot("Leave the practice system").Press(keymap.Quit)
			}
			if err := s.End(); err != nil || s.Model().(ui.Console).Next() != want {
				t.Errorf("it ends with %v, and goes on with %+v", err, s.Model().(ui.Console).Next())
			}
		})
	}
}

func TestWhatWasTypedOfANewServerIsKeptButForItsKey(t *testing.T) {
	uitest.Run(t, unconfigured(&uitest.Setup{}), func(s *uitest.Session) {
		typedServer(s)
		s.ExpectScreen("••••••").Press(keymap.DialogCancel).ExpectNot("verba.example.com")
		s.Press(keymap.ChooseServer, keymap.DialogAccept).ExpectScreen("Name         production", "verba.example.com").ExpectNot("•••")
	})
}
