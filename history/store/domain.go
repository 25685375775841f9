package store

import (
	"errors"

	"deletecall/deletion"
	"deletecall/history/proof"
)

// IsDomainError reports whether an error says by itself what is wrong and what to do, so that
// a store adds nothing to it.
func IsDomainError(err error) bool {
	if errors.As(err, new(*ContradictedError)) { // whatever is in it: a store names itself, and what to do about it
		return errors.As(err, new(*deletion.HistoryError))
	}
	return errors.As(err, new(*deletion.HistoryError)) || errors.As(err, new(*deletion.TargetBusyError)) || errors.As(err, new(*deletion.UnsettledTargetError)) ||
		errors.As(err, new(*deletion.NotRepeatableError)) || errors.As(err, new(*deletion.NoRecordError)) || errors.As(err, new(*deletion.NotUnsettledError)) ||
		errors.As(err, new(*deletion.RecordMismatchError)) || errors.As(err, new(*deletion.UnreadableError)) || errors.As(err, new(*TreeError)) ||
		errors.As(err, new(*deletion.NoHoldError)) || errors.As(err, new(*deletion.ReleasedError)) || errors.As(err, new(*NoCheckpointError)) ||
		errors.As(err, new(*NotProvedError)) || errors.As(err, new(*proof.KeyError)) || errors.As(err, new(*proof.CheckpointError))
}
