package deletion

import (
	"context"
	"fmt"
	"log/slog"
)

// Signature is the signed checkpoint in short, or why there is none.
type Signature struct {
	Checkpoint string
	Err        error
}

// signature signs the history. It comes after the outcome is durable, and its failure
// changes nothing of what happened. Nobody waits long for it: a person waits for the
// outcome, and that is known.
func (w *Workflow) signature(ctx context.Context, log *slog.Logger) Signature {
	if w.parts.Signer == nil {
		return Signature{}
	}
	signature, inTime := patiently(context.WithoutCancel(ctx), signTime, func() Signature { return w.sign(ctx, log) }, func(Signature) {})
	if !inTime {
		return Signature{Err: &SignatureLateError{}}
	}
	return signature
}

func (w *Workflow) sign(ctx context.Context, log *slog.Logger) (signature Signature) {
	defer func() {
		if fault := recover(); fault != nil {
			signature.Err = fmt.Errorf("signing failed: %v", fault)
		}
		if signature.Err != nil {
			log.Error("the history was not signed", "error", signature.Err)
		}
	}()
	signature.Checkpoint, signature.Err = w.parts.Signer.Sign(ctx)
	return signature
}
