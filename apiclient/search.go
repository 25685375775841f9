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
// number 0 or number 1 to a server is not published, and its list moves up where calls are deleted meanwhile: pages are asked for
// so that they overlap rather than leave one out, and what was on the page before is left out here.
func (c *Client) SearchCalls(ctx context.Context, server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
	if err := search.Check(); err != nil {
		return lookup.Page{Total: -1, Result: lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonRefused, Detail: hint.Sentences(err.Error())}}
	}
	ctx, cancel := context.WithTimeout(ctx, server.LookUpTime())
	defer cancel()
	for back := 0; ; back += lookup.PageLength / 2 {
		page, joins := c.searchPage(ctx, server, search, from, max(0, overlapping(from)-back))
		if joins || back == lookup.PageLength {
			page.Gap = !joins
			return page
		}
	}
}

// overlapping is where to ask for a page, so that it begins with the last call of the page before. A call without an ID would
// come twice.
func overlapping(from lookup.Cursor) int {
	if last := len(from.Seen) - 1; last >= 0 && from.Seen[last] != "" {
		return from.Skip - 1
	}
	return from.Skip
}

// searchPage asks for the calls from a number on. It reports whether no call can be missing between them and the page before.
func (c *Client) searchPage(ctx context.Context, server deletion.Server, search lookup.Search, from lookup.Cursor, first int) (page lookup.Page, joins bool) {
	question := c.ask(ctx, server, searchCalls, c.searchParameters(ctx, server, search, first))
	defer question.end()
	page, received := question.page(from, first)
	if page.Result.Verdict != lookup.Found || overlapping(from) == from.Skip {
		return page, true
	}
	return page, slices.ContainsFunc(received, func(call lookup.Call) bool { return call.ID != "" && slices.Contains(from.Seen, call.ID) })
}

func (c *Client) searchParameters(ctx context.Context, server deletion.Server, search lookup.Search, first int) []parameter {
	zone := time.UTC
	if with, err := c.obtain(ctx, server.Name); err == nil { // or ask reports it
		zone = c.zoneOf(with).In()
	}
	list := []parameter{
		{name: "start", value: search.From.In(zone).Format(time.DateTime)},
		{name: "end", value: search.To.In(zone).Format(time.DateTime)},
		{name: "pagelen", value: strconv.Itoa(lookup.PageLength)},
	}
	if first > 0 {
		list = append(list, parameter{name: "pagefirst", value: strconv.Itoa(first)})
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

// page decides what the answer to a question about the calls from first on says, and where the next page begins.
func (q *question) page(from lookup.Cursor, first int) (page lookup.Page, received []lookup.Call) {
	page = lookup.Page{Total: -1, Zone: q.zone, Result: q.result}
	if q.over {
		return page, nil
	}
	page.Result = q.judge()
	if page.Result.Verdict == lookup.NotFound { // of a search, that nothing matches
		page.Result.Verdict, page.Total = lookup.Found, 0
		return page, nil
	}
	received, _ = q.calls(maxCalls)
	if total, err := strconv.Atoi(q.rowCount()); err == nil && total >= len(received) {
		page.Total = total
	}
	if from.IsZero() && q.err != nil && page.Result.Verdict == lookup.CantSay {
		page.Calls = received // of a flawed answer, to be seen
		return page, received
	}
	var seen []string
	for _, call := range received {
		seen = append(seen, call.ID)
		if call.ID == "" || !slices.Contains(from.Seen, call.ID) {
			page.Calls = append(page.Calls, call)
		}
	}
	if page.Result.Verdict == lookup.Found && len(received) == 0 {
		page.Result.Detail = "The server lists no more calls."
	}
	if page.Result.Verdict != lookup.Found || len(received) == 0 {
		return page, received
	}
	after := first + len(received)
	more := page.Total > after || page.Total < 0 && len(received) >= lookup.PageLength
	if page.Total == after && first > 0 { // where the first call is number 1, one is left
		more = len(received) >= len(from.Seen)
	}
	switch {
	case more && len(page.Calls) == 0:
		page.Result.Detail = "The server sent the same calls again instead of the next page; there may be more."
	case more:
		page.Next = lookup.Cursor{Skip: after, Seen: seen}
	}
	return page, received
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
