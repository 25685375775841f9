package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"deletecall/deletion"
	"deletecall/history"
)

// asideForm is a line of the side file.
type asideForm struct {
	Event   json.RawMessage `json:"event"`
	Answers []byte          `json:"answers,omitempty"`
}

// putAside appends an event that the database could not take to the side file.
func (s *Store) putAside(event history.Event) error {
	data, answers, err := event.Encode()
	if err != nil {
		return err
	}
	line, err := json.Marshal(asideForm{data, answers})
	if err != nil {
		return err
	}
	return s.place.PutAside(line)
}

// importSideFiles takes over the outcomes that an earlier process had to put aside.
// Importing them twice does nothing; what can't be read stays for a person to look at.
func (s *Store) importSideFiles(ctx context.Context) error {
	return s.place.TakeAside(func(content []byte) (all bool, err error) {
		all, err = s.importLines(ctx, "take over outcomes that were put aside", content)
		return all && s.missing == nil, err // a newer history may be put back, and wants them too
	})
}

// importLines reports whether every line was taken over.
func (s *Store) importLines(ctx context.Context, op string, content []byte) (whole bool, err error) {
	err = s.inTransaction(ctx, op, func(tx *sql.Tx) error {
		whole = true
		for line := range bytes.Lines(content) {
			taken, err := importLine(ctx, tx, line)
			if err != nil {
				return err
			}
			whole = whole && taken
		}
		return nil
	})
	return whole, err
}

// importLine reports whether a line is done with: taken over, or empty.
func importLine(ctx context.Context, tx *sql.Tx, line []byte) (done bool, err error) {
	if len(bytes.TrimSpace(line)) == 0 {
		return true, nil
	}
	event, err := decodeAside(line)
	if err != nil {
		return false, nil // what can't be read is kept for a person
	}
	err = appendOutcomeOnce(ctx, tx, event)
	switch {
	case errors.Is(err, errNoIntent) && event.Outcome.Kind == deletion.NotSent:
		// Its intent was not recorded, and nothing was sent: see disown.
		return true, overwrite(ctx, tx)
	case errors.Is(err, errNoIntent):
		return false, nil
	}
	return err == nil, err
}

func decodeAside(line []byte) (history.Event, error) {
	var form asideForm
	if err := json.Unmarshal(line, &form); err != nil {
		return history.Event{}, err
	}
	event, err := history.Decode(form.Event, form.Answers)
	if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
		err = errors.New("a side file holds outcomes only")
	}
	return event, err
}
