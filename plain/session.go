package plain

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/similar"
)

// Options are what a session on lines works with.
type Options struct {
	Workflow *deletion.Workflow
	History  query.Finder
	Keys     keymap.Map
	Zone     *time.Location
	Now      func() time.Time
	Notice   string // said at the start
	// Filters are the saved ones of the configuration, by their names, and Configuration is its file.
	Filters       map[string]string
	Configuration string
	// Certificate writes the certificate of a record to a file that is not there yet.
	Certificate func(ctx context.Context, number int64, path string) error

	In  *Lines
	Out io.Writer
	// MayConfirm is true where a person sits at In and reads Out. Elsewhere nothing is deleted.
	MayConfirm bool
	Width      int // of Out, in cells
}

// CancelledError says that the input ended before the answer that would have acted.
type CancelledError struct {
	Now string // what is true now: "nothing was sent"
}

func (e *CancelledError) Error() string { return "the input ended; " + e.Now }

// errCancelled says that a person has taken a question back.
var errCancelled = errors.New("cancelled")

type session struct {
	Options
	server deletion.Server // zero where none is configured
	listed listing
	calls  calls
	goOn   func(*session, context.Context) error // with the list that was last begun
	quits  bool
}

// Run asks and answers until quit or the end of input, which are no error where nothing was
// being asked; else that is a *[CancelledError]. When ctx ends, its error is returned at once, or
// [ErrInProgress].
func Run(ctx context.Context, options Options) error {
	s := &session{Options: options}
	if servers := s.Workflow.Servers(); len(servers) > 0 {
		s.server = servers[0]
	}
	s.begin(ctx)
	for !s.quits {
		line, err := s.ask("deletecall> ")
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.obey(ctx, line)
		}
		if err != nil && !errors.Is(err, errCancelled) {
			return err
		}
	}
	return nil
}

// begin says where one is, and what waits to be settled.
func (s *session) begin(ctx context.Context) {
	s.say("%s", "This is the console on lines. Nothing is sent before you confirm it.")
	if s.Notice != "" {
		s.say("%s", s.Notice)
	}
	s.sayServer()
	if s.server.Endpoint != "" { // asking whether a history is ready makes one
		warnings, err := s.Workflow.Ready(ctx)
		for _, warning := range warnings {
			s.say("Warning: %s", warning)
		}
		if err != nil {
			s.say("Nothing can be deleted now: %s", err)
		}
	}
	if _, count, err := s.History.Unsettled(ctx, 1); err == nil && count > 0 {
		s.say("Unknown outcomes to settle: %s\nhistory is:unsettled lists them", safetext.Number(count))
	}
	s.say("help lists the commands")
}

type command struct {
	name, takes, does string
	run               func(s *session, ctx context.Context, rest string) error
}

func commands() []command {
	return []command{
		{"delete", "[CALL]", "delete one conversation; you are asked what, and confirm. delete 3 is about call 3 of a search", (*session).delete},
		{"search", "", "find calls on the server by day, time, number or name; you are asked which", (*session).search},
		{"history", "[QUERY]", "list matching records, newest first, such as history 8856 since:7d", (*session).history},
		{"filter", "[NAME]", "list the saved filters, or the records that match one", (*session).saved},
		{"more", "", "list the next records, or the next calls of a search", (*session).more},
		{"show", "NUMBER", "everything recorded about one deletion", (*session).show},
		{"recheck", "NUMBER", "look the call of a deletion up again", (*session).recheck},
		{"settle", "NUMBER", "settle an unknown outcome with what you found", (*session).settle},
		{"export", "", "say which command writes the listed records to a file", (*session).export},
		{"certificate", "NUMBER", "write the certificate of one deletion to a file", (*session).certificate},
		{"server", "[NAME]", "list the servers, or choose one", (*session).chooseServer},
		{"help", "", "list the commands", (*session).help},
		{"quit", "", "end; so does the end of input", (*session).quit},
	}
}

// obey carries out one line. Only what ends the session is an error.
func (s *session) obey(ctx context.Context, line string) error {
	name, rest, _ := strings.Cut(line, " ")
	if name == "" {
		return nil
	}
	var names []string
	for _, one := range commands() {
		if !strings.EqualFold(one.name, name) {
			names = append(names, one.name)
			continue
		}
		return s.unlessEnded(ctx, one.run(s, ctx, strings.TrimSpace(rest)))
	}
	advice := "help lists the commands"
	if strings.ContainsAny(name[:1], "+0123456789") {
		advice = "delete asks for an identifier, one at a time; the console on a screen takes lists"
	}
	if near := similar.Nearest(strings.ToLower(name), names); near != "" {
		advice = "Did you mean " + near + "?"
	} else if _, saved := s.filters()[name]; saved {
		advice = "filter " + safetext.Line(name) + " lists the records that match this saved filter"
	}
	s.say("Unknown command \"%s\"\n%s", safetext.Bounded(name, 40), advice)
	return nil
}

// unlessEnded says what went wrong, and returns what ends the session.
func (s *session) unlessEnded(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*CancelledError)), errors.Is(err, errCancelled), errors.Is(err, ErrInProgress):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	s.say("%s", hint.Capital(err.Error()))
	return nil
}

func (s *session) help(context.Context, string) error {
	for _, one := range commands() {
		s.say("%s: %s", strings.TrimSpace(one.name+" "+one.takes), one.does)
	}
	s.say("A dot alone answers every question with cancel. ctrl+c ends the program.")
	return nil
}

func (s *session) quit(context.Context, string) error {
	s.quits = true
	return nil
}

func (s *session) sayServer() {
	if s.server.Endpoint == "" {
		s.say("No server is configured yet.\nSet DELETECALL_URL, or add one to %s:\n\n[servers.production]\nurl = \"https://verba.example.com\"\n"+
			"api_key_file = \"~/verba.key\"\n\nThen check it with: deletecall doctor\n"+
			"On a terminal that draws screens, deletecall itself asks for a server and adds it. To practise: deletecall --demo --plain",
			safetext.Line(s.Configuration))
		return
	}
	s.say("Server: %s", describe(s.server))
}

func describe(server deletion.Server) string {
	text := server.Name
	if server.Note != "" {
		text += " (" + server.Note + ")"
	}
	if server.Host != server.Name {
		text += " at " + server.Host
	}
	if server.Confirm == deletion.ConfirmTyped {
		text += "; the end of the identifier is typed to confirm"
	}
	if server.WantsReason() {
		text += "; a reason is required"
	}
	for _, rule := range server.RulesInWords() {
		text += "; " + rule
	}
	return safetext.Line(text)
}

func (s *session) chooseServer(_ context.Context, name string) error {
	servers := s.Workflow.Servers()
	var names []string
	for _, server := range servers {
		if name != "" && strings.EqualFold(server.Name, name) {
			s.server = server
			s.sayServer()
			return nil
		}
		names = append(names, server.Name)
	}
	if name != "" {
		s.say("There is no server \"%s\"", safetext.Bounded(name, 40))
		if near := similar.Nearest(name, names); near != "" {
			s.say("Did you mean %s?", safetext.Line(near))
		}
	}
	for _, server := range servers {
		mark := ""
		if server.Name == s.server.Name {
			mark = "; this one is chosen"
		}
		s.say("%s%s", describe(server), mark)
	}
	if len(servers) == 0 {
		s.sayServer()
	}
	return nil
}
