package apiclient

import (
	"context"
	"slices"
	"strconv"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/lookup"
)

// SearchCalls asks for one page of calls (spec/verba-api.md, "SearchCalls"). Whether the first call is
// number 0 or number 1 to a server is not published: pages are asked for so that they overlap rather than leave one out, and what
// was on the page before is left out here.
func (c *Client) SearchCalls(ctx context.Context, server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
	if err := search.Check(); err != nil {
		return lookup.Page{Total: -1, Result: lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonRefused, Detail: hint.Sentences(err.Error())}}
	}
	question := c.ask(ctx, server, searchCalls, c.searchParameters(ctx, server, search, from))
	defer question.end()
	return question.page(from)
}

func (c *Client) searchParameters(ctx context.Context, server deletion.Server, search lookup.Search, from lookup.Cursor) []parameter {
	zone := time.UTC
	if with, err := c.obtain(ctx, server.Name); err == nil { // or ask reports it
		zone = c.zoneOf(with).In()
	}
	list := []parameter{
		{name: "start", value: search.From.In(zone).Format(time.DateTime)},
		{name: "end", value: search.To.In(zone).Format(time.DateTime)},
		{name: "pagelen", value: strconv.Itoa(lookup.PageLength)},
	}
	if from.Skip > 0 {
		list = append(list, parameter{name: "pagefirst", value: strconv.Itoa(from.Skip)})
	}
	if search.Ongoing {
		list = append(list, parameter{name: "status", value: "ongoing"})
	}
	if search.Secondary {
		list = append(list, parameter{name: "secondary", value: "1"})
	}
	if search.Number != "" {
		list = append(list, parameter{name: "anynum", value: search.Number})
	}
	if search.Name != "" {
		list = append(list, parameter{name: "anyname", value: search.Name})
	}
	return list
}

// page decides what the answer says, and where the next page begins.
func (q *question) page(from lookup.Cursor) lookup.Page {
	page := lookup.Page{Total: -1, Zone: q.zone, Result: q.result}
	if q.over {
		return page
	}
	page.Result = q.judge()
	if page.Result.Verdict == lookup.NotFound { // of a search, that nothing matches
		page.Result.Verdict, page.Total = lookup.Found, 0
		return page
	}
	received, _ := q.calls(maxCalls)
	if total, err := strconv.Atoi(q.rowCount()); err == nil && total >= len(received) {
		page.Total = total
	}
	if from.IsZero() && q.err != nil && page.Result.Verdict == lookup.CantSay {
		page.Calls = received // of a flawed answer, to be seen
		return page
	}
	var seen []string
	for _, call := range received {
		if call.ID != "" {
			seen = append(seen, call.ID)
		}
		if call.ID == "" || !slices.Contains(from.Seen, call.ID) {
			page.Calls = append(page.Calls, call)
		}
	}
	if page.Result.Verdict != lookup.Found {
		return page
	}
	after := from.Skip + len(received)
	switch {
	case len(received) > 0 && len(page.Calls) == 0:
		page.Result.Detail = "The server sent the same calls again instead of the next page; there may be more."
	case len(received) > 0 && (page.Total > after || page.Total < 0 && len(received) >= lookup.PageLength):
		page.Next = lookup.Cursor{Skip: after, Seen: seen}
	}
	return page
}

// rowCount is the number of all calls that match, an attribute of the root.
func (q *question) rowCount() string {
	for _, root := range q.tree.children {
		if count := root.first("rowcount"); count != "" {
			return count
		}
	}
	for _, list := range q.tree.all("verbacdrlist") {
		if count := list.first("rowcount"); count != "" {
			return count
		}
	}
	return ""
}
