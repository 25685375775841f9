package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/config"
	"deletecall/hint"
	"deletecall/process"
	"deletecall/safetext"
	"deletecall/ui"
	"deletecall/ui/widget"
)

// finding is what one check of the doctor found.
//
// Its JSON is what monitoring reads: fields and states may be added, never renamed.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warning or problem
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"`
	pin    string // the fingerprint of a certificate that may be trusted, for the console's set-up
}

const (
	stateOK      = "ok"
	stateWarning = "warning"
	stateProblem = "problem"
)

// findingsError says that the doctor found problems. They are printed already.
type findingsError struct {
	count    int
	evidence bool // one of them is about what the history proves
}

// Error counts the findings: each was said on a line of its own.
func (e *findingsError) Error() string {
	return "Bad: " + safetext.Count(e.count, "problem", "problems")
}

func (p Program) doctorCommand(settings *settings) *cobra.Command {
	var asJSON, connectOnly bool
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, history, servers, clock and terminal; delete nothing",
		Long: `doctor checks what a deletion needs: configuration and its files, the history, its hash tree, disk and
locks, the credentials of every server and the way to it, the clock, and the terminal. It logs in and asks the
servers for a call that does not exist, to see which look-ups the key may use; it sends no DeleteCall. With
--connect-only it sends no request at all. With --server or --url it checks only that server.

With --json each finding is an object with check, state (ok, warning or problem), detail and, where there is
something to do, advice. check is configuration, keys, filters, history, tree, space, locks, clock, terminal, server,
or server and a name.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.doctor(command.Context(), settings, connectOnly, asJSON)
		},
	}
	serverFlags(command, settings)
	command.Flags().BoolVar(&connectOnly, "connect-only", false, "connect to the servers and send no request")
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return command
}

// doctor runs every check, whatever the ones before it found: its reader wants to fix
// everything at once.
func (p Program) doctor(ctx context.Context, settings *settings, connectOnly, asJSON bool) error {
	// It may be at a hidden prompt, whose terminal has to be given back.
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	report := &doctorReport{out: p.Out, asJSON: asJSON, look: p.look(), ctx: ctx}
	session, err := p.load(settings)
	if err != nil {
		// Without a configuration it is not known which history and which servers are meant,
		// so they are not guessed.
		p.examineBroken(ctx, settings, err, report)
	} else {
		p.examineConfiguration(session, report)
		p.examineHistory(ctx, session, report)
		if settings.flags.Server != "" || settings.flags.URL != "" {
			session.Servers = session.Servers[:1] // the one that was named
		}
		ask := p.examineLookUps
		if connectOnly {
			ask = nil
		}
		p.examineServers(ctx, session, ask, report)
	}
	p.examineTerminal(report)
	// A report that could not be written is worse than a problem in it: the caller saw neither.
	if report.err != nil && !isReaderGone(report.err) {
		return report.err
	}
	var found error
	if report.problems > 0 {
		found = &findingsError{report.problems, report.evidence}
	}
	if report.interrupted() {
		return errors.Join(found, &interruptedError{now: "the rest was not checked"})
	}
	if err := cmp.Or(found, report.err); err != nil {
		return err
	}
	p.good("no problems, %s", safetext.Count(report.warnings, "warning", "warnings"))
	return nil
}

// doctorReport prints findings as they come: a check can take a while.
type doctorReport struct {
	out      io.Writer
	asJSON   bool
	look     look
	problems int
	warnings int
	evidence bool            // a problem is about what the history proves
	err      error           // of writing
	found    func(finding)   // gets each finding, too; may be nil
	ctx      context.Context // nil where nobody can interrupt; once it has ended, findings say no more than that
}

func (r *doctorReport) interrupted() bool { return r.ctx != nil && r.ctx.Err() != nil }

// doubt notes that a problem is about what the history proves, where is says so.
func (r *doctorReport) doubt(is bool) { r.evidence = r.evidence || is && !r.interrupted() }

func (r *doctorReport) ok(check, detail string) {
	r.add(finding{Check: check, State: stateOK, Detail: detail})
}

func (r *doctorReport) warning(check, detail, advice string) {
	r.add(finding{Check: check, State: stateWarning, Detail: detail, Advice: advice})
}

func (r *doctorReport) problem(check, detail, advice string) {
	r.add(finding{Check: check, State: stateProblem, Detail: detail, Advice: advice})
}

// failure is problem for an error, which carries its advice.
func (r *doctorReport) failure(check string, err error) {
	r.doubt(ExitCode(err) == ExitVerification)
	what, advice := hint.Cut(err.Error())
	r.problem(check, what, advice)
}

// add prints a finding at once. It goes on after an output that fails, so that the findings
// are counted; doctor returns that error at the end.
func (r *doctorReport) add(f finding) {
	if r.interrupted() {
		return
	}
	switch f.State {
	case stateProblem:
		r.problems++
	case stateWarning:
		r.warnings++
	}
	// Server names, certificates and paths are foreign text.
	f.Detail = safetext.Line(f.Detail)
	advice := strings.Split(f.Advice, "\n")
	for i, line := range advice {
		advice[i] = hint.Capital(safetext.Line(strings.TrimSpace(line)))
	}
	f.Advice = strings.Join(advice, "\n")
	if r.found != nil {
		r.found(f)
	}
	var err error
	if r.asJSON {
		err = json.NewEncoder(r.out).Encode(f)
	} else {
		err = r.print(f)
	}
	r.err = errors.Join(r.err, err)
}

// print prints a finding, and what to do about it below it. On a terminal both go on below
// themselves; on a narrow one they begin on a line of their own.
func (r *doctorReport) print(f finding) error {
	indent := 24 // cells, of state and check
	name := fmt.Sprintf(" %-14s ", safetext.Line(f.Check))
	left, width := r.look.paint(fmt.Sprintf("%-8s", f.State), colourOf(f.State))+name, r.look.width-8-safetext.Width(name)
	if r.look.width > 0 && width <= indent {
		if _, err := fmt.Fprintln(r.out, strings.TrimRight(left, " ")); err != nil {
			return err
		}
		indent = 2
		left, width = strings.Repeat(" ", indent), r.look.width-indent
	}
	for _, text := range append([]string{f.Detail}, strings.Split(f.Advice, "\n")...) {
		lines := []string{text}
		if width > indent {
			lines = widget.Wrap(text, width)
		}
		for _, line := range lines {
			if line == "" {
				continue
			}
			if _, err := fmt.Fprintln(r.out, left+line); err != nil {
				return err
			}
			left = strings.Repeat(" ", indent)
		}
	}
	return nil
}

// examineConfiguration reports also what only the console would find: keys that clash, and saved filters that
// can't be read.
func (p Program) examineConfiguration(session *app.Session, report *doctorReport) {
	file := session.Paths.Config
	if !session.FileFound {
		file += " (missing; only flags and environment are used)"
	}
	report.ok("configuration", file)
	for _, warning := range session.Warnings {
		report.warning("configuration", warning, "")
	}
	_, err := session.Keymap()
	if keys, ok := errors.AsType[*config.Error](err); ok {
		for _, problem := range keys.Problems {
			report.mistake("keys", file, problem)
		}
	}
	for _, problem := range p.filterProblems(session.Config) {
		report.mistake("filters", file, problem)
	}
}

// examineBroken reports everything that is wrong with a configuration that can't be used.
func (p Program) examineBroken(ctx context.Context, settings *settings, err error, report *doctorReport) {
	loaded, problems := p.checkConfiguration(ctx, settings)
	if len(problems) == 0 { // it was put right meanwhile, or is wrong in another way
		report.problem("configuration", err.Error(), "")
	}
	for _, problem := range problems {
		report.mistake("configuration", loaded.Paths.Config, problem)
	}
}

func (r *doctorReport) mistake(check, file string, problem config.Problem) {
	r.failure(check, config.NewError(file, []config.Problem{problem}))
}

// examineTerminal looks at standard output, where the console draws. It comes last and with
// any configuration: a locale that is not UTF-8 also explains signs that look wrong in the
// lines above.
func (p Program) examineTerminal(report *doctorReport) {
	const check = "terminal"
	// The order is that of POSIX: LC_ALL wins over LC_CTYPE, and that over LANG.
	locale := cmp.Or(p.getenv("LC_ALL"), p.getenv("LC_CTYPE"), p.getenv("LANG"))
	name := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	if !strings.Contains(name, "utf8") {
		report.warning(check, fmt.Sprintf("the locale %q is not UTF-8; signs may look wrong", locale), "set LANG, for instance to C.UTF-8")
	}
	width, height, ok := process.TerminalSize(p.Out)
	switch {
	case !ok:
		report.ok(check, "standard output is not a terminal; the console needs one")
	case width < ui.LeastWidth || height < ui.LeastHeight:
		report.warning(check, fmt.Sprintf("it has %dx%d cells", width, height), fmt.Sprintf("the console needs %dx%d", ui.LeastWidth, ui.LeastHeight))
	default:
		report.ok(check, fmt.Sprintf("%s, %dx%d", p.getenv("TERM"), width, height))
	}
}
