package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"deletecall/history/proof"
	"deletecall/safetext"
)

// printedReport is what verify prints.
//
// Findings decide the exit code. What is unchecked or remarked does not, and must never be
// printed with ✓: a reader takes silence and ticks for proof.
type printedReport struct {
	*proof.Report
	outside                      proof.Outside
	findings, unchecked, remarks []string
	unanswered                   bool // as in [app.Verified]
}

// printReport has the same lists in both forms. In JSON none is left out when it is empty, so that
// a script need not ask whether a field is there.
func (p Program) printReport(report printedReport, asJSON bool) error {
	outside := report.outside
	if asJSON {
		return json.NewEncoder(p.Out).Encode(struct {
			OK            bool     `json:"ok"`
			Events        int64    `json:"events"`
			Records       int64    `json:"records"`
			Root          string   `json:"root"`
			OutsideEvents int64    `json:"outside_events"`
			OutsideBy     []string `json:"outside_by"`
			Findings      []string `json:"findings"`
			Confirmations []string `json:"confirmations"`
			Unchecked     []string `json:"unchecked"`
			Remarks       []string `json:"remarks"`
		}{len(report.findings) == 0, report.Events, report.Records, rootOf(report.Report), outside.Covered, notNil(outside.Sources),
			notNil(report.findings), notNil(report.Confirmations()), notNil(report.unchecked), notNil(report.remarks)})
	}
	var failed error
	say := func(sign string, lines ...string) {
		for _, line := range lines {
			_, err := fmt.Fprintf(p.Out, "%s %s\n", sign, line)
			failed = errors.Join(failed, err)
		}
	}
	say("✗", report.findings...)
	// Right after the findings, before any ✓: who could have forged the history decides what
	// the ticks below are worth.
	if outside.Events > 0 {
		sign := "!"
		if outside.Complete() && len(report.findings) == 0 {
			sign = "✓"
		}
		say(sign, outside.String())
	}
	say("✓", report.Confirmations()...)
	say("?", report.unchecked...)
	say("!", report.remarks...)
	if report.Events == 0 && len(report.findings) > 0 {
		return failed // no root is one of what could not be read
	}
	read := fmt.Sprintf("%s of %s were read", safetext.Count(report.Events, "event", "events"), safetext.Count(report.Records, "record", "records"))
	if root := rootOf(report.Report); root != "" {
		read += "; the root of the tree is " + root
	}
	_, err := fmt.Fprintln(p.Out, read)
	return errors.Join(failed, err)
}

// rootOf is empty where the history could not be read to its end: part of it has no root that
// anybody could compare.
func rootOf(report *proof.Report) string {
	if report.Root == (proof.Hash{}) {
		return ""
	}
	return report.Root.String()
}

// notNil keeps an empty list from becoming null in JSON, which scripts that iterate over it
// can't take.
func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
