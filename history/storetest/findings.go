package storetest

import (
	"context"
	"errors"

	"deletecall/history/proof"
)

// Checked is a history as far as looking for findings needs it.
type Checked interface {
	Verify(ctx context.Context, given []proof.NamedCheckpoint, keys ...string) (*proof.Report, error)
	Findings(context.Context) ([]string, error)
	ListFindings(context.Context) ([]string, error)
}

// Findings are those around the events, those of the list included. A report that says that
// the list fits, although it does not, is an error.
func Findings(ctx context.Context, h Checked) ([]string, error) {
	around, aroundErr := h.Findings(ctx)
	list, listErr := h.ListFindings(ctx)
	report, _ := h.Verify(ctx, nil)
	if err := errors.Join(aroundErr, listErr); err != nil || len(list) == 0 || !report.ListFits {
		return append(around, list...), err
	}
	return append(around, list...), errors.New("the report says that the list fits")
}
