package store

import (
	"errors"

	"deletecall/deletion"
	"deletecall/history/proof"
)

// IsDomainError reports whether an error says by itself what is wrong and what to do, so that
// a store adds nothing to it.
func IsDomainError(err error) bool {
	var (
		history       *deletion.HistoryError
		busy          *deletion.TargetBusyError
		unknown       *deletion.UnsettledTargetError
		notRepeatable *deletion.NotRepeatableError
		missing       *deletion.NoRecordError
		settled       *deletion.NotUnsettledError
		mismatch      *deletion.RecordMismatchError
		unreadable    *deletion.UnreadableError
		tree          *TreeError
		noHold        *deletion.NoHoldError
		released      *deletion.ReleasedError
		noCheckpoint  *NoCheckpointError
		notProved     *NotProvedError
		key           *proof.KeyError
		checkpoint    *proof.CheckpointError
		contradicted  *ContradictedError
	)
	if errors.As(err, &contradicted) { // whatever is in it: a store names itself, and what to do about it
		return errors.As(err, &history)
	}
	return errors.As(err, &history) || errors.As(err, &busy) || errors.As(err, &unknown) || errors.As(err, &notRepeatable) ||
		errors.As(err, &missing) || errors.As(err, &settled) || errors.As(err, &mismatch) || errors.As(err, &unreadable) || errors.As(err, &tree) ||
		errors.As(err, &noHold) || errors.As(err, &released) || errors.As(err, &noCheckpoint) || errors.As(err, &notProved) ||
		errors.As(err, &key) || errors.As(err, &checkpoint)
}
