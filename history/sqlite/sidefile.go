package sqlite

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"deletecall/history"
)

// asideForm is a line of the side file.
type asideForm struct {
	Event   json.RawMessage `json:"event"`
	Answers []byte          `json:"answers,omitempty"`
}

// putAside appends an event that the database could not take to the side file.
// It returns only when the line is durable.
func (p place) putAside(event history.Event) error {
	data, answers, err := event.Encode()
	if err != nil {
		return err
	}
	line, err := json.Marshal(asideForm{data, answers})
	if err != nil {
		return err
	}
	// A line that was cut off by a full disk must not swallow this one.
	line = append(append([]byte("\n"), line...), '\n')
	err = p.appendAside(line)
	if err != nil {
		p.freeReserve()
		err = p.appendAside(line)
	}
	if err != nil {
		return problem("put the outcome aside", p.sideFile(), err)
	}
	return nil
}

func (p place) appendAside(line []byte) error {
	file, err := p.openSideFile(os.O_CREATE | os.O_WRONLY | os.O_APPEND)
	if err != nil {
		return err
	}
	_, err = file.Write(line)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(p.path))
}

// openSideFile opens the side file and locks it until it is closed.
func (p place) openSideFile(flag int) (*os.File, error) {
	file, err := os.OpenFile(p.sideFile(), flag|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := flock(file, unix.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// importSideFile takes over the outcomes that an earlier process put aside. The
// file is emptied only after they are durable in the database; importing one
// twice does nothing.
func (s *Store) importSideFile(ctx context.Context) error {
	if info, err := os.Lstat(s.place.sideFile()); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	const op = "take over outcomes that were put aside"
	file, err := s.place.openSideFile(os.O_RDWR)
	if err != nil {
		return problem(op, s.place.sideFile(), err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return problem(op, s.place.sideFile(), err)
	}
	kept, err := s.importLines(ctx, op, content)
	if err != nil {
		return err
	}
	if len(kept) == len(content) {
		return nil
	}
	// What could not be read stays for a person to look at.
	if err := rewrite(file, kept); err != nil {
		return problem(op, s.place.sideFile(), err)
	}
	return nil
}

func (s *Store) importLines(ctx context.Context, op string, content []byte) (kept []byte, err error) {
	err = s.inTransaction(ctx, op, func(tx *sql.Tx) error {
		kept = nil
		lines := bufio.NewScanner(bytes.NewReader(content))
		lines.Buffer(nil, len(content)+1)
		for lines.Scan() {
			taken, err := importLine(ctx, tx, lines.Bytes())
			if err != nil {
				return err
			}
			if !taken {
				kept = append(append(kept, lines.Bytes()...), '\n')
			}
		}
		return lines.Err()
	})
	return kept, err
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
	if errors.Is(err, errNoIntent) {
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

func rewrite(file *os.File, content []byte) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	if _, err := file.WriteAt(content, 0); err != nil {
		return err
	}
	return file.Sync()
}
