package proof

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/safetext"
)

// Proved is what a proof file shows to be true: that these events were in the
// history when the checkpoint was signed. It can't show that the record has no
// further event, such as a later settlement.
type Proved struct {
	Record     deletion.Record // as the events tell it; its texts are foreign
	Checkpoint Checkpoint
	Seqs       []int64 // of the events, from 1
	// Withheld are the names of the private fields that the file does not show, sorted.
	Withheld []string
}

// FileError says why a proof file proves nothing. Nothing is known about the
// deletion from it.
type FileError struct {
	Entry   int    // the event of the file that it is about, from 1; 0 for the file as a whole
	Problem string // a phrase that goes on after it
	Advice  string // what to do; empty where the proof has to be asked for again
	Err     error
}

func (e *FileError) Error() string {
	what := "the file"
	if e.Entry > 0 {
		what = fmt.Sprintf("event %d of the file", e.Entry)
	}
	return hint.Below(fmt.Sprintf("this proves nothing: %s %s", what, e.Problem), cmp.Or(e.Advice, "ask for the proof again"))
}

func (e *FileError) Unwrap() error { return e.Err }

// newerAdvice is for what this version can't read.
const newerAdvice = "check it with the newest version of deletecall"

// CheckProof verifies a proof file with nothing but the public key of the
// history, which has to come from somewhere other than the file. It accepts a file only
// in the spelling that [Prove] gave it, white space apart, so that nobody can be
// shown text in it that was not proved. Its errors are *[FileError],
// *[CheckpointError] and *[KeyError].
func CheckProof(file []byte, key string) (Proved, error) { return checkFile(file, []string{key}) }

func checkFile(file []byte, keys []string) (Proved, error) {
	form, err := readFile(file)
	if err != nil {
		return Proved{}, err
	}
	checkpoint, err := OpenCheckpoint([]byte(form.Checkpoint), keys...)
	if err != nil {
		return Proved{}, err
	}
	proved := Proved{Checkpoint: checkpoint}
	id, before := "", int64(-1)
	for i, entry := range form.Events {
		problem := func(problem string, err error) (Proved, error) {
			return Proved{}, &FileError{Entry: i + 1, Problem: problem, Err: err}
		}
		if entry.Index <= before {
			return problem("does not follow the one before it", nil)
		}
		if err := tlog.CheckRecord(tlog.RecordProof(entry.Path), checkpoint.Size, checkpoint.Root, entry.Index, LeafHash([]byte(entry.Event))); err != nil {
			return problem("is not part of the history that the checkpoint was signed over", err)
		}
		private, err := entry.Fields.private()
		if err == nil {
			err = proved.withhold(private)
		}
		var event history.Event
		if err == nil {
			event, err = history.Decode([]byte(entry.Event), private)
		}
		var changed *history.PrivateError
		if errors.As(err, &changed) && changed.Fault == history.PrivateTwice {
			return problem("has a private field twice, and could have shown either", err)
		}
		if errors.As(err, &changed) {
			return problem("shows something else than it was recorded with", err)
		}
		if errors.Is(err, history.ErrNewerEvent) {
			return Proved{}, &FileError{Entry: i + 1, Problem: "was written by a newer version of deletecall", Advice: newerAdvice, Err: err}
		}
		if err != nil {
			return problem("can't be read", err)
		}
		if i == 0 {
			id = event.ID
		}
		if event.Number != form.Number || event.ID != id {
			return problem("belongs to another deletion", nil)
		}
		if begins := event.Kind == history.IntentKind && event.Intent != nil; begins != (i == 0) {
			return problem("is out of order: the intent comes first, then its outcome", nil)
		}
		history.Apply(&proved.Record, event)
		proved.Seqs = append(proved.Seqs, entry.Index+1)
		before = entry.Index
	}
	return proved, nil
}

// withhold notes which private fields of an event are not shown.
func (p *Proved) withhold(private history.Private) error {
	fields, err := private.Disclosures()
	for _, field := range fields {
		if i, found := slices.BinarySearch(p.Withheld, field.Name); !found && !field.IsShown() {
			p.Withheld = slices.Insert(p.Withheld, i, field.Name)
		}
	}
	return err
}

// readFile reads a proof file that is spelled as it was written.
func readFile(file []byte) (fileForm, error) {
	var form fileForm
	if len(file) > MaxFile {
		return form, &FileError{Problem: "is larger than any proof (" + safetext.Number(MaxFile) + " bytes)"}
	}
	if err := json.Unmarshal(file, &form); err != nil {
		return form, &FileError{Problem: "is not a proof, or it is damaged", Err: err}
	}
	if form.Format != FileFormat {
		if strings.HasPrefix(form.Format, "deletecall-proof/") {
			return form, &FileError{Problem: "has a newer format", Advice: newerAdvice}
		}
		return form, &FileError{Problem: "is not a proof of deletecall"}
	}
	if len(form.Events) == 0 {
		return form, &FileError{Problem: "has no event"}
	}
	for i := range form.Events {
		if form.Events[i].Path == nil {
			form.Events[i].Path = auditPath{} // so that null is another spelling
		}
	}
	again, err := form.encode("")
	if err != nil {
		return form, &FileError{Problem: "can't be read", Err: err}
	}
	var given, canonical bytes.Buffer
	if err := errors.Join(json.Compact(&given, file), json.Compact(&canonical, again)); err != nil {
		return form, &FileError{Problem: "can't be read", Err: err}
	}
	// Hidden characters may also appear as themselves.
	if !bytes.Equal(safetext.JSON(given.Bytes()), canonical.Bytes()) {
		return form, &FileError{Problem: "was rewritten, or has something in it besides the proof"}
	}
	return form, nil
}
