package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/safetext"
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
	file, err := p.openSideFile(p.sideFile(), os.O_CREATE|os.O_WRONLY|os.O_APPEND)
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

// openSideFile opens the side file and locks it until it is closed. It does not wait
// for ever for another process: that one may have been stopped.
func (p place) openSideFile(path string, flag int) (*os.File, error) {
	file, err := openRegular(path, flag)
	if err != nil {
		return nil, err
	}
	if flag&os.O_CREATE != 0 {
		err = file.Chmod(0o600) // whatever the umask says
	}
	for deadline := time.Now().Add(p.wait); err == nil; {
		err = flock(file, unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if errors.Is(err, unix.EWOULDBLOCK) && time.Now().Before(deadline) {
			err = wait(context.Background(), retryPause)
		}
	}
	return nil, errors.Join(err, file.Close())
}

// sideFiles are those that may hold outcomes of this history: where its name was
// made a link since, one may lie beside the link.
func (p place) sideFiles() []string {
	if p.named == "" || p.named == p.path {
		return []string{p.sideFile()}
	}
	return []string{p.sideFile(), sideFileBeside(p.named)}
}

// importSideFiles takes over the outcomes that an earlier process had to put aside.
func (s *Store) importSideFiles(ctx context.Context) error {
	for _, path := range s.place.sideFiles() {
		if err := s.importSideFile(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// importSideFile takes over what one file holds. Importing it twice does nothing, so
// the file is emptied only when all of it is durable in the database; what can't be
// read stays for a person to look at.
func (s *Store) importSideFile(ctx context.Context, path string) error {
	if asideLength(path) == 0 {
		return nil
	}
	const op = "take over outcomes that were put aside"
	file, err := s.place.openSideFile(path, os.O_RDWR)
	if err != nil {
		return problem(op, path, err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return problem(op, path, err)
	}
	whole, err := s.importLines(ctx, op, content)
	if err != nil || !whole || s.missing != nil { // a newer history may be put back, and wants them too
		return err
	}
	err = file.Truncate(0)
	if err == nil {
		err = file.Sync()
	}
	return problem(op, path, err)
}

// asideLength is the length of a side file; one that can't be looked at has one.
func asideLength(path string) int64 {
	look, err := lookAt(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0
	case err != nil:
		return 1
	}
	return look.size
}

// asideWarnings tells of what an import left behind.
func (p place) asideWarnings() (warnings []string) {
	for _, path := range p.sideFiles() {
		if asideLength(path) > 0 {
			warnings = append(warnings, fmt.Sprintf("%s holds lines that the history can't take over; look at them, then move the file away.", safetext.Line(path)))
		}
	}
	return warnings
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
