package deletion

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// intentTime bounds what the history does before a request, see [beforehand]: nothing
	// is sent meanwhile.
	intentTime = 15 * time.Second
	// interruptedTime is how long an intent may still take when nobody waits for it any
	// more: one that is recorded then gets its outcome, that it was not sent.
	interruptedTime = time.Second
	// OutcomeTime is how long after the request's own limit an outcome is waited for
	// to be recorded, in the history or aside: the process is gone two seconds after that limit.
	OutcomeTime = 1700 * time.Millisecond
	// signTime is how long a person waits for the signature after an outcome is on
	// record. It goes on when it takes longer.
	signTime = 300 * time.Millisecond
)

// beforehand is how long the history may take to get ready for a request, and once
// more to record its intent: no longer than the request itself may.
func beforehand(server Server) time.Duration {
	if server.TimeLimit == 0 {
		return intentTime
	}
	return min(intentTime, server.TimeLimit)
}

// unanswered is the error about a history whose disk did not answer in time.
func unanswered(op string, limit time.Duration) error {
	return &HistoryError{Op: op, Path: "the history", Problem: fmt.Sprintf("did not answer within %s", limit), Advice: "quit any program that locks it, and check the disk or the server that it is on", Err: &UnansweredError{Limit: limit}}
}

// patiently returns what work returns, unless that takes longer than limit: a disk
// or a network mount may never answer, and nothing can break off a call that waits
// for one. After the end of ctx it may take [interruptedTime] more. Work goes on when
// that is over, and late is called with its result. Neither may panic.
func patiently[T any](ctx context.Context, limit time.Duration, work func() T, late func(T)) (result T, inTime bool) {
	var decided atomic.Bool // by whoever is first: the end of work, or the end of patience
	done := make(chan T, 1)
	go func() {
		result := work()
		if decided.CompareAndSwap(false, true) {
			done <- result
			return
		}
		late(result)
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	interrupted := ctx.Done()
	for over := false; !over; {
		select {
		case result = <-done:
			return result, true
		case <-timer.C:
			over = true
		case <-interrupted:
			interrupted = nil
			timer.Reset(min(limit, interruptedTime))
		}
	}
	if decided.CompareAndSwap(false, true) {
		return result, false
	}
	return <-done, true
}

// UnansweredError is the cause where the history did not answer in time: its disk may
// not, or another program may lock it. What
// was asked of it goes on, and can't be broken off.
type UnansweredError struct {
	Limit time.Duration
	// Ended is closed when it has ended all the same; nil where nobody needs to know.
	Ended <-chan struct{}
}

func (e *UnansweredError) Error() string {
	return fmt.Sprintf("the history did not answer within %s", e.Limit.Round(100*time.Millisecond))
}

// SignatureLateError says that a checkpoint was not signed yet when the outcome was shown.
// Signing goes on.
type SignatureLateError struct{}

func (*SignatureLateError) Error() string { return "the checkpoint is still being signed" }
