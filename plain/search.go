package plain

import (
	"context"
	"fmt"
	"strings"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/lookup"
	"deletecall/safetext"
)

// mostCalls bounds what is kept of a search, however much the server finds.
const mostCalls = 2000

// calls are what a search has found on a server so far, in the order in which it lists them.
type calls struct {
	server deletion.Server
	search lookup.Search
	found  []lookup.Result
	shown  int // so many of them were listed
	total  int // as the server counts; -1 when it did not say
	next   lookup.Cursor
}

// search asks what a person remembers of a call, and lists what the server finds.
func (s *session) search(ctx context.Context, _ string) error {
	if !s.Workflow.LooksUp(s.server) {
		s.sayServer()
		return nil
	}
	search, err := s.remembered()
	if err != nil {
		return s.cancelled(err)
	}
	if err := s.typed(s.server); err != nil {
		return err
	}
	s.calls = calls{server: s.server, search: search, total: -1}
	s.goOn = (*session).pageOfCalls
	return s.askForCalls(ctx)
}

func (s *session) remembered() (search lookup.Search, err error) {
	s.say("A dot alone cancels at every question; enter leaves one out. Server: %s", describe(s.server))
	day := ""
	err = s.untilFits("Day, such as "+lookup.DayForms+"; enter for today: ", func(answer string) (err error) {
		day = answer
		search, err = lookup.Search{}.Around(day, "", s.Now().In(s.Zone))
		return err
	})
	if err == nil {
		err = s.untilFits("About, such as "+lookup.AboutForms+"; enter for the whole day: ", func(answer string) (err error) {
			search, err = lookup.Search{}.Around(day, answer, s.Now().In(s.Zone))
			return err
		})
	}
	for _, part := range []struct {
		question string
		text     *string
	}{{"Part of a number, on either side: ", &search.Number}, {"Part of a name, on either side: ", &search.Name}} {
		if err == nil {
			err = s.untilFits(part.question, func(answer string) error { *part.text = answer; return search.CheckTyped() })
		}
	}
	if err != nil {
		return search, err
	}
	answer, err := s.ask("Finished or ongoing calls, enter for finished: ")
	search.Ongoing = strings.HasPrefix("ongoing", strings.ToLower(answer)) && answer != ""
	return search, err
}

// untilFits asks until an answer is right: what is wrong with it is said.
func (s *session) untilFits(question string, take func(answer string) error) error {
	for {
		answer, err := s.ask(question)
		if err != nil {
			return err
		}
		if err = take(answer); err == nil {
			return nil
		}
		s.say("%s", hint.Capital(err.Error()))
	}
}

// askForCalls asks the server for the next calls, and lists the first of them.
func (s *session) askForCalls(ctx context.Context) error {
	c := &s.calls
	limit := c.server.LookUpTime()
	s.say("Asking %s, for at most %s%s.", safetext.Line(c.server.Name), limit, s.skips("stops it"))
	var page lookup.Page
	err := s.unlessSkipped(ctx, limit, func(ctx context.Context) { page = s.Workflow.SearchCalls(ctx, c.server, c.search, c.next) })
	if err != nil {
		return err
	}
	if page.Total >= 0 {
		c.total = page.Total
	}
	if page.Gap {
		s.say("%s\nsearch asks again", lookup.MayMiss)
	}
	proof := page.Result
	for _, call := range page.Calls {
		if len(c.found) < mostCalls {
			proof.Call = call
			c.found = append(c.found, proof)
		}
	}
	if page.Result.Verdict == lookup.Found {
		c.next = page.Next
	} else {
		s.say("%s", hint.Below(page.Result.Detail, page.Result.Advice()))
	}
	if len(page.Calls) == 0 {
		if page.Result.Verdict == lookup.Found {
			s.say("No call found.%s search asks again.", assumption(page))
		}
		return nil
	}
	return s.pageOfCalls(ctx)
}

// assumption is a sentence about the zone of a server that was only assumed, and may be why nothing was found.
func assumption(page lookup.Page) string {
	if page.Zone.Mark() == "" {
		return ""
	}
	return " The server was asked for times in " + page.Zone.String(page.Result.Began) + "."
}

func (s *session) pageOfCalls(ctx context.Context) error {
	c := &s.calls
	if c.shown == len(c.found) {
		if c.next.IsZero() || len(c.found) == mostCalls {
			s.say("There are no more calls to list.\nsearch begins a list")
			return nil
		}
		return s.askForCalls(ctx)
	}
	first := c.shown + 1
	for _, found := range c.found[c.shown:min(c.shown+pageSize, len(c.found))] {
		c.shown++
		s.say("Call %d: %s", c.shown, callInOneLine(found.Call, c.search))
	}
	summary := fmt.Sprintf("Calls %d to %d", first, c.shown)
	if c.total >= 0 {
		summary += " of " + safetext.Number(int64(c.total))
	}
	summary += "; times in " + c.found[first-1].Call.Times() + fmt.Sprintf("\ndelete %d is about the first of these: you are asked before", first)
	if c.shown == mostCalls {
		summary += "\nThese are the most that are listed here: narrow the search, or use deletecall search --limit 0"
	} else if c.shown < len(c.found) || !c.next.IsZero() {
		summary += "\nmore lists the next ones"
	}
	s.say("%s", summary)
	return nil
}

// callInOneLine says of a call what a list has in its columns; first, that it was not asked for.
func callInOneLine(call lookup.Call, asked lookup.Search) string {
	parts := append([]string{call.Line()}, call.Marks()...)
	if why := asked.Unasked(call); why != "" {
		parts = append([]string{"not asked for: " + why}, parts...)
	}
	if call.State == lookup.Ongoing {
		parts = append(parts, "ongoing")
	}
	if call.ID != "" {
		parts = append(parts, "call ID "+call.ID)
	}
	for i, part := range parts {
		parts[i] = safetext.Line(part)
	}
	return strings.Join(parts, "; ")
}

// foundRequest asks for the rest of a request for a call that the search has listed, by its number there.
func (s *session) foundRequest(text string) (request deletion.Request, err error) {
	wanted, err := number(strings.TrimSpace(text))
	c := s.calls
	switch {
	case err != nil || wanted > int64(c.shown):
		return request, fmt.Errorf("there is no call \"%s\" in the list\nsearch lists calls by their number; delete alone asks for an identifier", safetext.Bounded(text, 40))
	case c.server.Name != s.server.Name:
		return request, fmt.Errorf("the calls were found on %s\nserver %s chooses it again; search lists the calls of %s",
			safetext.Line(c.server.Name), safetext.Line(c.server.Name), safetext.Line(s.server.Name))
	}
	found := c.found[wanted-1]
	if _, err := deletion.NewSelector(deletion.CallID, found.Call.ID, ""); err != nil {
		return request, fmt.Errorf("this call can't be deleted by its ID: %w", err)
	}
	s.say("A dot alone cancels. Server: %s\nCall %d: %s", describe(s.server), wanted, callInOneLine(found.Call, c.search))
	err = s.untilRight(s.reasonQuestion(), func(answer string) (err error) {
		request, err = deletion.NewFoundRequest(c.server, found, answer)
		return err
	})
	return request, err
}
