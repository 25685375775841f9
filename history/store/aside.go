package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"deletecall/deletion"
	"deletecall/history"
)

// asideForm is a line of what was put aside.
type asideForm struct {
	History string          `json:"history"` // its ID
	Event   json.RawMessage `json:"event"`
	Fields  []byte          `json:"fields,omitempty"`
	Answers []byte          `json:"answers,omitempty"`
}

// PutAside keeps an event that the store could not take for [Recorder.Recover].
func (r *Recorder) PutAside(event history.Event) error {
	data, private, err := event.Encode()
	if err != nil {
		return err
	}
	line, err := json.Marshal(asideForm{r.log.ID(), data, private.Fields, private.Answers})
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

// takeLine reports whether a line is done with: taken over, or empty. own is the ID of the
// history.
func takeLine(ctx context.Context, tx Tx, own string, line []byte) (done bool, err error) {
	if len(bytes.TrimSpace(line)) == 0 {
		return true, nil
	}
	event, of, err := decodeAside(line)
	if err != nil {
		return false, nil // what can't be read is kept for a person
	}
	err = appendOutcomeOnce(ctx, tx, event)
	switch {
	case errors.Is(err, ErrNoIntent) && event.Outcome.Kind == deletion.NotSent && of == own:
		// Its intent was not recorded, and nothing was sent: see disown. In another history it
		// may have been.
		return true, tx.Overwrite(ctx)
	case errors.Is(err, ErrNoIntent):
		return false, nil
	}
	return err == nil, err
}

// decodeAside returns the event of a line, and the ID of its history.
func decodeAside(line []byte) (event history.Event, of string, err error) {
	var form asideForm
	if err := json.Unmarshal(line, &form); err != nil {
		return history.Event{}, "", err
	}
	event, err = history.Decode(form.Event, history.Private{Fields: form.Fields, Answers: form.Answers})
	if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
		err = errors.New("what is put aside is outcomes only")
	}
	return event, form.History, err
}
