package deletion

import (
	"context"
	"strings"

	"deletecall/lookup"
)

// LookUp shows the call that a deletion by this selector would be about. It sends no
// DeleteCall and records nothing.
func (w *Workflow) LookUp(ctx context.Context, server Server, selector Selector) lookup.Result {
	on, err := w.lookUps(server)
	if err != nil {
		return lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonNoConnection, Detail: oneLine(err)}
	}
	result := on.LookUp(ctx, server, selector)
	result.Call = result.Call.In(w.parts.Zone)
	return result
}

// SearchCalls returns one page of a search on a server.
func (w *Workflow) SearchCalls(ctx context.Context, server Server, search lookup.Search, from lookup.Cursor) lookup.Page {
	on, err := w.lookUps(server)
	if err != nil {
		return lookup.Page{Total: -1, Result: lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonNoConnection, Detail: oneLine(err)}}
	}
	page := on.SearchCalls(ctx, server, search, from)
	for i := range page.Calls {
		page.Calls[i] = page.Calls[i].In(w.parts.Zone)
	}
	return page
}

// LooksUp reports whether calls can be looked up at all on a server.
func (w *Workflow) LooksUp(server Server) bool {
	return w.parts.LookUps != nil && server.Endpoint != ""
}

func (w *Workflow) lookUps(server Server) (LookUps, error) {
	if w.parts.LookUps == nil {
		return nil, &FieldError{Field: FieldServer, Problem: "can't be asked about calls"}
	}
	return w.parts.LookUps(server)
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", ". ") }
