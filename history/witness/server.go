package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// Server is a witness. It serves POST /add-checkpoint for the histories whose public keys
// it trusts, and remembers in its folder the last checkpoint of each that it cosigned.
type Server struct {
	folder   string
	cosigner *proof.Cosigner
	keys     []string
	tell     func(Event)
	lock     *os.File

	mu sync.Mutex // one checkpoint at a time: what was looked at is what is replaced
}

// Event is what a witness did with a checkpoint.
type Event struct {
	Origin   string // of the history; foreign
	Size     int64  // that the checkpoint claims
	Cosigned bool
	// Alarm is set where a signed checkpoint does not continue what was cosigned before:
	// the history was changed or cut off, or there are two of it.
	Alarm  bool
	Reason string // why it was not cosigned
}

// String is the event as a line.
func (e Event) String() string {
	history := safetext.Bounded(e.Origin, 120)
	switch {
	case e.Cosigned:
		return fmt.Sprintf("cosigned %s of %s", safetext.Count(e.Size, "event", "events"), history)
	case e.Alarm:
		return fmt.Sprintf("ALARM: %s: %s", history, e.Reason)
	}
	return "refused: " + e.Reason
}

// BusyError says that another witness works with the same folder.
type BusyError struct{ Folder string }

func (e *BusyError) Error() string {
	return hint.Below("another witness is running with the state in "+safetext.Line(e.Folder), "End it first, or name another folder with --state.")
}

// NewServer makes the witness whose key and state lie in a folder, and makes the folder and
// a key with this name where there are none. keys are the public keys of the histories that
// it serves. tell is called with everything that happens, one at a time.
func NewServer(folder, name string, keys []string, tell func(Event)) (*Server, error) {
	if err := privatefile.MakeFolder(folder); err != nil {
		return nil, err
	}
	lock, err := privatefile.Open(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR|privatefile.NoFollow)
	if err != nil {
		return nil, err
	}
	if err := privatefile.TryLock(lock, privatefile.Exclusive); err != nil {
		return nil, errors.Join(&BusyError{folder}, lock.Close())
	}
	cosigner, err := proof.OpenCosigner(filepath.Join(folder, "witness.key"), name)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &Server{folder: folder, cosigner: cosigner, keys: keys, tell: tell, lock: lock}, nil
}

// Close lets another process be this witness.
func (s *Server) Close() error { return s.lock.Close() }

// Name is what the witness calls itself.
func (s *Server) Name() string { return s.cosigner.Name() }

// Public is the public key of the witness, in one line.
func (s *Server) Public() string { return s.cosigner.Public() }

// Serve serves until ctx ends.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("POST /add-checkpoint", s)
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, ErrorLog: log.New(io.Discard, "", 0),
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ServeHTTP answers an add-checkpoint call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "the request is too long or was cut off", http.StatusBadRequest)
		return
	}
	asked, err := parseRequest(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	lines, err := s.add(asked)
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		s.tell(Event{refused.origin, refused.size, false, refused.alarm, refused.reason})
		if refused.conflict {
			w.Header().Set("Content-Type", sizeType)
			w.WriteHeader(refused.status)
			_, _ = fmt.Fprintf(w, "%d\n", refused.cosigned)
			return
		}
		http.Error(w, refused.reason, refused.status)
	case err != nil:
		s.tell(Event{Reason: safetext.Line(err.Error())})
		http.Error(w, "the witness can't keep its state", http.StatusInternalServerError)
	default:
		_, _ = w.Write(lines)
	}
}

// refusal is an answer without a cosignature.
type refusal struct {
	status   int
	origin   string
	size     int64
	reason   string
	alarm    bool
	conflict bool // the answer is the size that was cosigned
	cosigned int64
}

func (r *refusal) Error() string { return r.reason }

// add cosigns a checkpoint if it continues the last one, and remembers it before it
// returns the line for the client.
func (s *Server) add(asked request) (line []byte, err error) {
	checkpoint, err := proof.OpenCheckpoint(asked.note, s.keys...)
	if err != nil {
		return nil, notOpened(err)
	}
	refuse := func(status int, reason string) *refusal {
		return &refusal{status: status, origin: checkpoint.Origin, size: checkpoint.Size, reason: reason}
	}
	if asked.old > checkpoint.Size {
		return nil, refuse(http.StatusBadRequest, "the old size is larger than the checkpoint's")
	}
	last, err := s.last(checkpoint.Origin)
	if err != nil {
		return nil, err
	}
	if asked.old != last.Size {
		reason := fmt.Sprintf("it cosigned %s of %s, and the checkpoint was to continue %s", safetext.Count(last.Size, "event", "events"), safetext.Bounded(checkpoint.Origin, 120), safetext.Number(asked.old))
		if checkpoint.Size < last.Size {
			reason = fmt.Sprintf("it cosigned %s of %s, and was shown %s: it came late, or an older copy was put back", safetext.Count(last.Size, "event", "events"), safetext.Bounded(checkpoint.Origin, 120), safetext.Number(checkpoint.Size))
		}
		conflict := refuse(http.StatusConflict, reason)
		conflict.conflict, conflict.cosigned = true, last.Size
		return nil, conflict
	}
	if reason := discontinuity(last, checkpoint, asked.proof); reason != "" {
		alarm := refuse(http.StatusUnprocessableEntity, reason)
		if last.Size == 0 { // a wrong request, and nothing that it could contradict
			return nil, alarm
		}
		if last.Size == checkpoint.Size {
			alarm.status = http.StatusConflict
		}
		alarm.alarm = true
		return nil, errors.Join(alarm, s.keep(checkpoint.Origin, "refused", checkpoint.Note))
	}
	if line, err = s.cosigner.Cosign(checkpoint); err != nil {
		return nil, err
	}
	if err := s.keep(checkpoint.Origin, "checkpoint", append(bytes.Clone(checkpoint.Note), line...)); err != nil {
		return nil, err
	}
	s.tell(Event{Origin: checkpoint.Origin, Size: checkpoint.Size, Cosigned: true})
	return line, nil
}

// notOpened is the answer to a note that is no checkpoint of a known history.
func notOpened(err error) error {
	var wrong *proof.CheckpointError
	if !errors.As(err, &wrong) {
		return err
	}
	refused := &refusal{status: http.StatusForbidden, origin: wrong.Origin}
	switch wrong.Fault {
	case proof.OtherHistory:
		refused.status, refused.reason = http.StatusNotFound, "no key is trusted for the history "+safetext.Bounded(wrong.Origin, 120)
	case proof.NotACheckpoint:
		refused.status, refused.reason = http.StatusBadRequest, "what was offered is no signed checkpoint"
	default:
		refused.reason = "a checkpoint of " + safetext.Bounded(wrong.Origin, 120) + " is not signed by a trusted key"
	}
	return refused
}

// discontinuity says why one checkpoint does not continue another one (RFC 6962, section
// 2.1.2); it is empty when it does.
func discontinuity(last, next proof.Checkpoint, path []proof.Hash) string {
	if last.Size == next.Size && last.Size > 0 {
		if last.Root != next.Root {
			return "it is signed over " + safetext.Count(next.Size, "event that is not the one", "events that are not those") + " cosigned before"
		}
		return ""
	}
	if last.Size == 0 {
		empty, _ := proof.TreeHead(0, nil)
		if len(path) > 0 || next.Size == 0 && next.Root != empty {
			return "the proof for a first checkpoint is not empty, or its tree is not"
		}
		return ""
	}
	if tlog.CheckTree(path, next.Size, next.Root, last.Size, last.Root) != nil {
		return fmt.Sprintf("%s events do not begin with the %s cosigned before, or the proof is wrong", safetext.Number(next.Size), safetext.Count(last.Size, "that was", "that were"))
	}
	return ""
}

// last returns the checkpoint of a history that was cosigned last; one of size 0 where
// none was. A state that can't be read is an error: nothing is cosigned without it.
func (s *Server) last(origin string) (proof.Checkpoint, error) {
	path := s.path(origin, "checkpoint")
	signed, err := privatefile.Read(path, maxRequest)
	if errors.Is(err, fs.ErrNotExist) {
		return proof.Checkpoint{Origin: origin}, nil
	}
	if err != nil {
		return proof.Checkpoint{}, err
	}
	last, err := proof.OpenCheckpoint(signed, s.keys...)
	if err != nil {
		return proof.Checkpoint{}, fmt.Errorf("%s: %w", safetext.Line(path), err)
	}
	return last, nil
}

func (s *Server) keep(origin, kind string, signed []byte) error {
	return privatefile.WriteBytes(s.path(origin, kind), privatefile.Replace, signed)
}

func (s *Server) path(origin, kind string) string {
	return filepath.Join(s.folder, proof.FileName(origin)+"."+kind)
}
