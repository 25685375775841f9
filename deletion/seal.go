package deletion

import (
	"context"
	"fmt"
	"log/slog"
)

// Seal is a signed checkpoint in short, or why there is none.
type Seal struct {
	Checkpoint string
	Err        error
}

// seal signs the history. It comes after the outcome is durable, and a failure of
// it changes nothing of what happened. Nobody waits long for it: what is told is the
// outcome.
func (w *Workflow) seal(ctx context.Context, log *slog.Logger) Seal {
	if w.parts.Sealer == nil {
		return Seal{}
	}
	seal, inTime := patiently(context.WithoutCancel(ctx), sealTime, func() Seal { return w.sign(ctx, log) }, func(Seal) {})
	if !inTime {
		return Seal{Err: &SealLateError{}}
	}
	return seal
}

func (w *Workflow) sign(ctx context.Context, log *slog.Logger) (seal Seal) {
	defer func() {
		if fault := recover(); fault != nil {
			seal.Err = fmt.Errorf("signing failed: %v", fault)
		}
		if seal.Err != nil {
			log.Error("the history was not signed", "error", seal.Err)
		}
	}()
	seal.Checkpoint, seal.Err = w.parts.Sealer.Seal(ctx)
	return seal
}
