package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/safetext"
)

// finding is what one check of the doctor found.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warning or problem
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"`
}

const (
	stateOK      = "ok"
	stateWarning = "warning"
	stateProblem = "problem"
)

// findingsError says that the doctor found problems. They are told already.
type findingsError struct{ count int }

func (e *findingsError) Error() string {
	if e.count == 1 {
		return "1 problem was found"
	}
	return fmt.Sprintf("%d problems were found", e.count)
}

func (p Program) doctorCommand(settings *settings) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, history, servers, clock and terminal; nothing is deleted",
		Long: `doctor checks what a deletion needs: configuration and its files, the history and its disk, the
credentials of every server and the way to it, the clock, and the terminal. It connects to the servers and
sends no request to them.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.doctor(command.Context(), settings, asJSON)
		},
	}
	serverFlags(command, settings)
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return command
}

func (p Program) doctor(ctx context.Context, settings *settings, asJSON bool) error {
	report := &doctorReport{out: p.Out, asJSON: asJSON}
	configuration, err := p.load(settings)
	if err != nil {
		report.problem("configuration", err.Error(), "mend it; deletecall config check tells the same")
	} else {
		p.examineConfiguration(configuration, report)
		p.examineHistory(ctx, configuration, report)
		p.examineServers(ctx, configuration, report)
	}
	p.examineTerminal(report)
	if report.err != nil {
		return report.err
	}
	if report.problems > 0 {
		return &findingsError{report.problems}
	}
	return nil
}

// doctorReport prints findings as they come: a check can take a while.
type doctorReport struct {
	out      io.Writer
	asJSON   bool
	problems int
	err      error // of writing
}

func (r *doctorReport) ok(check, detail string) { r.add(finding{check, stateOK, detail, ""}) }

func (r *doctorReport) warning(check, detail, advice string) {
	r.add(finding{check, stateWarning, detail, advice})
}

func (r *doctorReport) problem(check, detail, advice string) {
	r.problems++
	r.add(finding{check, stateProblem, detail, advice})
}

func (r *doctorReport) add(f finding) {
	f.Detail, f.Advice = safetext.Line(f.Detail), safetext.Line(f.Advice)
	var err error
	if r.asJSON {
		err = json.NewEncoder(r.out).Encode(f)
	} else {
		line := fmt.Sprintf("%-8s %-14s %s", f.State, f.Check, f.Detail)
		if f.Advice != "" {
			line += "; " + f.Advice
		}
		_, err = fmt.Fprintln(r.out, line)
	}
	r.err = errors.Join(r.err, err)
}

func (p Program) examineConfiguration(configuration configuration, report *doctorReport) {
	file := configuration.Paths.Config
	if !configuration.FileFound {
		file += " (not there; flags and environment alone)"
	}
	report.ok("configuration", file)
	for _, warning := range configuration.Warnings {
		report.warning("configuration", warning, "")
	}
	if _, err := configuration.keys(); err != nil {
		report.problem("keys", err.Error(), "mend the keys in the configuration")
	}
}

func (p Program) examineHistory(ctx context.Context, configuration configuration, report *doctorReport) {
	const check = "history"
	history, err := p.openHistory(ctx, configuration)
	if err != nil {
		report.problem(check, err.Error(), "")
		return
	}
	defer history.Close()
	warnings, err := history.Ready(ctx)
	if err != nil {
		report.problem(check, err.Error(), "")
	}
	for _, warning := range warnings {
		report.warning(check, warning, "")
	}
	_, total, err := history.Count(ctx, deletion.Query{})
	if err != nil {
		report.problem(check, err.Error(), "")
		return
	}
	report.ok(check, fmt.Sprintf("%s, %d records", configuration.Paths.History, total))
	if err := history.Check(ctx); err != nil {
		report.problem(check, err.Error(), "keep the file, and put back a copy")
	}
	if _, count, err := history.Unsettled(ctx, 1); err == nil && count > 0 {
		report.warning(check, fmt.Sprintf("%d records have an unknown outcome", count),
			"look the conversations up in Verba, then: deletecall history resolve NUMBER")
	}
	p.examineClock(ctx, history, report)
}

// examineClock compares the clock with what the history has seen.
func (p Program) examineClock(ctx context.Context, history deletion.Finder, report *doctorReport) {
	now := p.Now()
	page, err := history.Find(ctx, deletion.Query{}, deletion.PageRequest{Limit: 1})
	if err == nil && len(page.Records) == 1 && page.Records[0].Intent.Confirmed.After(now.Add(time.Minute)) {
		report.warning("clock", fmt.Sprintf("it shows %s, the newest record was confirmed at %s",
			now.Format(time.RFC3339), page.Records[0].Intent.Confirmed.Format(time.RFC3339)), "set the clock")
		return
	}
	report.ok("clock", now.Format(time.RFC3339))
}

// probeTime bounds the look at one server.
const probeTime = 10 * time.Second

func (p Program) examineServers(ctx context.Context, configuration configuration, report *doctorReport) {
	if len(configuration.Servers) == 0 {
		report.warning("server", "none is configured", "name one in "+configuration.Paths.Config+", or with --url")
	}
	for _, server := range configuration.Servers {
		p.examineServer(ctx, configuration, server, report)
	}
}

func (p Program) examineServer(ctx context.Context, configuration configuration, server config.Server, report *doctorReport) {
	check := "server " + safetext.Line(server.Name)
	client, err := newClient(p, configuration.log, server)
	if err != nil {
		report.problem(check, err.Error(), "")
		return
	}
	secrets := credentials{server.Credentials, configuration.log}
	if _, err := secrets.APIKey(ctx); err != nil {
		report.problem(check, err.Error(), "")
	}
	if _, err := secrets.Token(ctx); err != nil {
		report.problem(check, err.Error(), "")
	}
	if _, _, err := secrets.Login(ctx); err != nil {
		report.problem(check, err.Error(), "")
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	if err := client.Probe(ctx); err != nil {
		report.problem(check, err.Error(), "")
		return
	}
	report.ok(check, server.Endpoint.URL+" can be reached")
}

func (p Program) examineTerminal(report *doctorReport) {
	const check = "terminal"
	locale := firstOf(p.getenv("LC_ALL"), p.getenv("LC_CTYPE"), p.getenv("LANG"))
	name := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	if !strings.Contains(name, "utf8") {
		report.warning(check, fmt.Sprintf("the locale %q is not UTF-8; signs may look wrong", locale), "set LANG, for instance to C.UTF-8")
	}
	width, height, ok := terminalSize(p.Out)
	switch {
	case !ok:
		report.ok(check, "standard output is not a terminal; the console needs one")
	case width < 40 || height < 12:
		report.warning(check, fmt.Sprintf("it has %dx%d cells", width, height), "the console needs 40x12")
	default:
		report.ok(check, fmt.Sprintf("%s, %dx%d", p.getenv("TERM"), width, height))
	}
}
