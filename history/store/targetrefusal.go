package store

import (
	"context"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

// RecordTargetRefusal writes down, as an act, that a deletion was refused before anything was sent.
// It has no number: nothing was begun.
func (r *Recorder) RecordTargetRefusal(ctx context.Context, refusal deletion.TargetRefusal) error {
	request := refusal.Request
	return r.RecordAct(ctx, history.Act{
		What: history.RefusalAct, Server: request.Server.Name, Query: targetQuery(request.Selector), Reason: request.Reason,
		Detail: refusal.Ground, Operator: refusal.Operator, At: refusal.At,
	})
}

// nameQuery finds the records of a name; empty where it was removed.
func nameQuery(name deletion.Name) string {
	if name.Identifier == "" {
		return ""
	}
	return string(query.ByType) + ":" + string(name.Type) + " " + string(query.ByID) + ":=" + query.ByID.Quote(name.Identifier)
}

// targetQuery finds the records of a selector, whatever their status.
func targetQuery(selector deletion.Selector) string {
	return nameQuery(deletion.Name{Type: selector.Type(), Identifier: selector.Identifier()})
}
