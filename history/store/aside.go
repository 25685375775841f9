package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"deletecall/history"
)

// asideForm is a line of what was put aside.
type asideForm struct {
	History string          `json:"history"` // its ID
	Event   json.RawMessage `json:"event"`
	Fields  []byte          `json:"fields,omitempty"`
	Answers []byte          `json:"answers,omitempty"`
	// Disowned is an outcome that is only for an intent whose commit failed and may have taken
	// all the same.
	Disowned bool `json:"disowned,omitempty"`
}

// PutAside keeps the outcome of a recorded intent, which the store could not take, for
// [Recorder.Recover].
func (r *Recorder) PutAside(event history.Event) error { return r.putAside(event, false) }

func (r *Recorder) putAside(event history.Event, disowned bool) error {
	data, private, err := event.Encode()
	if err != nil {
		return err
	}
	line, err := json.Marshal(asideForm{r.log.ID(), data, private.Fields, private.Answers, disowned})
	if err != nil {
		return err
	}
	return r.aside.PutAside(line)
}

// takeAside takes over the outcomes that an earlier process had to put aside. Taking them
// twice does nothing; what can't be read stays for a person to look at.
func (r *Recorder) takeAside(ctx context.Context) error {
	return r.aside.TakeAside(func(content []byte) (all bool, err error) {
		err = r.log.Update(ctx, Work{Op: "import outcomes that were put aside"}, func(tx Tx) error {
			all = true
			for line := range bytes.Lines(content) {
				taken, err := takeLine(ctx, tx, r.log.ID(), line)
				if err != nil {
					return err
				}
				all = all && taken
			}
			return nil
		})
		return all, err
	})
}

// takeLine reports whether a line is done with: taken over, there already, or empty. own is
// the ID of the history.
func takeLine(ctx context.Context, tx Tx, own string, line []byte) (done bool, err error) {
	if len(bytes.TrimSpace(line)) == 0 {
		return true, nil
	}
	form, event, err := decodeAside(line)
	if err != nil {
		return false, nil // what can't be read is kept for a person
	}
	err = appendOutcomeOnce(ctx, tx, event)
	switch {
	case errors.Is(err, ErrNoIntent) && form.Disowned && form.History == own:
		return true, tx.Overwrite(ctx) // the commit did not take
	case errors.Is(err, ErrNoIntent):
		return false, nil // it is in another history, or was lost with what an older copy lacks
	case err != nil:
		return false, err
	}
	record, _, _, err := Record(ctx, tx, event.Number)
	return record.Outcome.Kind == event.Outcome.Kind, err // what contradicts the record is kept
}

func decodeAside(line []byte) (form asideForm, event history.Event, err error) {
	if err := json.Unmarshal(line, &form); err != nil {
		return form, event, err
	}
	event, err = history.Decode(form.Event, history.Private{Fields: form.Fields, Answers: form.Answers})
	if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
		err = errors.New("what is put aside is outcomes only")
	}
	return form, event, err
}
