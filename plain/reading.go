package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/safetext"
)

const pageSize = 10

type listing struct {
	filter  query.Query
	shown   int64 // how many there were already
	last    int64 // the number of the last one
	hasMore bool
}

func (s *session) history(ctx context.Context, text string) error {
	filter, err := query.Parse(text, s.Now().In(s.Zone))
	if err != nil {
		return err
	}
	s.listed = listing{filter: filter}
	s.goOn = (*session).nextPage
	return s.page(ctx)
}

// more goes on with the list that was last begun.
func (s *session) more(ctx context.Context, _ string) error {
	if s.goOn != nil {
		return s.goOn(s, ctx)
	}
	return s.nextPage(ctx)
}

func (s *session) nextPage(ctx context.Context) error {
	if !s.listed.hasMore {
		s.say("There are no more records to list.\nhistory begins a list")
		return nil
	}
	return s.page(ctx)
}

func (s *session) page(ctx context.Context) error {
	matching, total, err := s.History.Count(ctx, s.listed.filter)
	if err != nil {
		return err
	}
	page, err := s.History.Find(ctx, s.listed.filter, query.PageRequest{Limit: pageSize, After: s.listed.last})
	if err != nil {
		return err
	}
	changed, err := s.History.Changed(ctx, page.Records)
	if err != nil {
		return err
	}
	first := s.listed.shown + 1
	for _, record := range page.Records {
		if slices.Contains(changed, record.Intent.Number) {
			s.say("Record %d was changed: it does not match the hash tree. deletecall history verify checks all of it", record.Intent.Number)
		} else {
			s.say("%s", s.inOneLine(record))
		}
		s.listed.shown, s.listed.last = s.listed.shown+1, record.Intent.Number
	}
	s.listed.hasMore = page.Next && len(page.Records) > 0
	text := s.listed.filter.String()
	switch {
	case len(page.Records) > 0:
	case text != "":
		s.say("No record matches %s, of %s", strconv.Quote(text), safetext.Number(total))
		return nil
	default:
		s.say("Nothing is recorded yet.")
		return nil
	}
	summary := fmt.Sprintf("Records %s to %s of %s", safetext.Number(first), safetext.Number(s.listed.shown), safetext.Number(matching))
	if text != "" {
		summary += fmt.Sprintf(" that match %s, of %s", strconv.Quote(text), safetext.Number(total))
	}
	summary += ", newest first; times in " + deletion.ZoneName(s.Zone, s.Now())
	if s.listed.hasMore {
		summary += "\nmore lists the next ones"
	}
	s.say("%s", summary)
	return nil
}

// inOneLine says of a record what a list has in its columns. Its text is foreign: it is
// cleaned part by part, so that none of them looks like another.
func (s *session) inOneLine(record deletion.Record) string {
	intent := record.Intent
	parts := []string{
		intent.Describe(), outcomeOf(record), "on " + intent.Server, "by " + intent.Operator.Name,
		deletion.FormatTime(intent.Confirmed, s.Zone),
	}
	if intent.Reason != "" {
		parts = append(parts, "reason "+intent.Reason)
	}
	for i, part := range parts {
		parts[i] = safetext.Line(part)
	}
	return fmt.Sprintf("Record %d: %s", intent.Number, strings.Join(parts, "; "))
}

// outcomeOf is the outcome with its code, or with how an unknown one was settled.
func outcomeOf(record deletion.Record) string {
	label := record.Outcome.Kind.Label()
	switch {
	case record.Unsettled():
		return label + ", not settled"
	case record.Outcome.Kind == deletion.Unknown:
		return label + ", settled: " + record.Settlement.Finding.Label()
	case record.Outcome.Code != nil && record.Outcome.Kind != deletion.Accepted:
		return fmt.Sprintf("%s with code %d", label, *record.Outcome.Code)
	}
	return label
}

func (s *session) record(ctx context.Context, text string) (deletion.Record, error) {
	wanted, err := number(text)
	if err != nil {
		return deletion.Record{}, err
	}
	return s.History.Record(ctx, wanted)
}

func (s *session) show(ctx context.Context, text string) error {
	record, err := s.record(ctx, text)
	if err != nil {
		return err
	}
	for _, fact := range record.Facts(s.Zone) {
		s.say("%s: %s", fact.Name, safetext.Line(fact.Value))
	}
	s.sayHowToSettle(record)
	if answer := record.Outcome.Answer.Text; answer != "" {
		s.say("Answer, each of its lines after a bar:")
		for _, line := range safetext.Lines(answer, mostLines) {
			s.say("| %s", line)
		}
	}
	return nil
}

// sayHowToSettle names the commands that an unsettled unknown outcome leads to.
func (s *session) sayHowToSettle(record deletion.Record) {
	switch number := record.Intent.Number; {
	case s.Workflow.CanCheck(record):
		s.say("recheck %d looks the call up, and settle %d records what you found", number, number)
	case record.Unsettled():
		s.say("settle %d records what you found", number)
	}
}

const nothingSettled = "nothing was settled"

// settle needs no terminal, as the command doesn't: what a person found is their word, and
// deletes nothing.
func (s *session) settle(ctx context.Context, text string) error {
	record, err := s.record(ctx, text)
	if err != nil {
		return err
	}
	if !record.Unsettled() {
		s.say("%s\nOnly an unsettled unknown outcome can be settled.", s.inOneLine(record))
		return nil
	}
	finding, note, err := s.found(record)
	if errors.Is(err, errCancelled) {
		s.say("Cancelled; %s.", nothingSettled)
	}
	if err != nil {
		return ending(err, nothingSettled)
	}
	if err := s.Workflow.Settle(ctx, record.Intent.Number, finding, note); err != nil {
		return err
	}
	s.say("Record %d is settled. %s", record.Intent.Number, finding.Label())
	return nil
}

// found asks what was found, and makes sure of it: a record is settled once.
func (s *session) found(record deletion.Record) (deletion.Finding, string, error) {
	findings, choices := deletion.Findings(), []choice{}
	for _, finding := range findings {
		short, seen := finding.Words()
		choices = append(choices, choice{short, seen})
	}
	advice := "Look the conversation up in Verba first."
	if s.Workflow.CanCheck(record) {
		advice = fmt.Sprintf("Look the conversation up first: in Verba, or with recheck %d.", record.Intent.Number)
	}
	s.say("%s\n%s A dot alone cancels.", s.inOneLine(record), advice)
	at, err := s.choose("What did you find?", "Finding", false, choices)
	if err != nil {
		return "", "", err
	}
	note, err := s.ask("How did you check? ")
	if err != nil {
		return "", "", err
	}
	answer, err := s.ask(fmt.Sprintf("Record %d, %s. This can't be taken back. Type y to settle, anything else cancels: ",
		record.Intent.Number, findings[at].Label()))
	if err == nil && !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
		err = errCancelled
	}
	return findings[at], note, err
}

func (s *session) certificate(ctx context.Context, text string) error {
	record, err := s.record(ctx, text)
	if err != nil {
		return err
	}
	wanted := record.Intent.Number
	// Nobody is asked for the name of a file that is not written.
	if !record.MayBeCertified() {
		s.say("%s\nOnly an accepted deletion, or a settled one, has a certificate.", s.inOneLine(record))
		s.sayHowToSettle(record)
		return nil
	}
	path, err := s.ask(fmt.Sprintf("File to write, such as certificate-%d.html: ", wanted))
	if err == nil && path == "" {
		err = errCancelled
	}
	if errors.Is(err, errCancelled) {
		s.say("Cancelled; nothing was written.")
	}
	if err != nil {
		return ending(err, "nothing was written")
	}
	if err := s.Certificate(ctx, wanted, path); err != nil {
		return err
	}
	s.say("Good: the certificate of record %d is in %s", wanted, path)
	return nil
}
