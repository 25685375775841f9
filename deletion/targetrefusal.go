package deletion

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// TargetRefusal is a deletion that the program refused before anything was sent, because of what
// the history holds about its target.
type TargetRefusal struct {
	Request  Request
	Operator Operator
	At       time.Time
	// Ground is why, as a phrase: it names records, and neither a person nor an identifier.
	Ground string
}

// refusing is an error of [TargetHistory.Check].
type refusing interface {
	error
	ground() string
}

func (e *TargetBusyError) ground() string {
	return fmt.Sprintf("record %d is in progress", e.Number)
}

func (e *UnsettledTargetError) ground() string {
	return fmt.Sprintf("the outcome of record %d is unknown and not settled", e.Records[0].Number)
}

func (e *NotRepeatableError) ground() string {
	return fmt.Sprintf("record %d, named with --again, is not an unknown outcome of this target", e.Number)
}

// refusalTime is how long a refusal may take to be written down before the person sees it.
const refusalTime = time.Second

// recordTargetRefusal writes down a refusal, if err is one. Where that fails or takes too long, only the
// log has it: nothing was sent, and the person sees the reason all the same.
func (w *Workflow) recordTargetRefusal(ctx context.Context, request Request, err error) {
	var refusal refusing
	if !errors.As(err, &refusal) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refusalTime)
	defer cancel()
	note := func(err error) {
		if err != nil {
			w.parts.Log.Warn("a refusal was not recorded", "server", request.Server.Name, "error", err)
		}
	}
	err, inTime := patiently(ctx, refusalTime, func() (err error) {
		defer func() {
			if fault := recover(); fault != nil {
				err = fmt.Errorf("the history failed: %v", fault)
			}
		}()
		return w.parts.Recorder.RecordTargetRefusal(ctx, TargetRefusal{request, w.parts.Operator, w.parts.Now(), refusal.ground()})
	}, note)
	if !inTime {
		err = &UnansweredError{Limit: refusalTime}
	}
	note(err)
}
