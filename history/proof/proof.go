package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/safetext"
)

// FileFormat is the first member of a proof file. Another format has another
// text there.
const FileFormat = "deletecall-proof/2"

// MaxFile bounds a proof file, in bytes: one with the answers of a deletion stays far below it.
const MaxFile = 16 << 20

// fileForm is a proof file (docs/proof-formats.md). The order of the members is
// part of the format.
type fileForm struct {
	Format     string  `json:"format"`
	Number     int64   `json:"number"`
	Events     entries `json:"events"`
	Checkpoint string  `json:"checkpoint"`
}

// entries are the events of a proof file, disclosures the private fields of one of them,
// and auditPath the hashes that prove it. A file may claim millions in a few bytes each, so
// their number is bounded too: a record has some few events, an event some dozen fields,
// and a path no more hashes than the size of a tree has bits.
type (
	entries     []entryForm
	disclosures []disclosureForm
	auditPath   []Hash
)

const (
	maxEntries     = 64
	maxDisclosures = 64
	maxPath        = 64
)

// UnmarshalJSON reads up to maxEntries events.
func (e *entries) UnmarshalJSON(list []byte) error {
	return readUpTo(maxEntries, list, (*[]entryForm)(e))
}

// UnmarshalJSON reads up to maxDisclosures fields.
func (d *disclosures) UnmarshalJSON(list []byte) error {
	return readUpTo(maxDisclosures, list, (*[]disclosureForm)(d))
}

// UnmarshalJSON reads up to maxPath hashes.
func (p *auditPath) UnmarshalJSON(list []byte) error { return readUpTo(maxPath, list, (*[]Hash)(p)) }

var errManyElements = errors.New("a list in it is longer than in any proof")

func readUpTo[T any](most int, list []byte, into *[]T) error {
	*into = nil
	if string(list) == "null" {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(list))
	if list[0] != '[' {
		return errors.New("it is not a list")
	}
	if _, err := decoder.Token(); err != nil {
		return err
	}
	*into = []T{}
	for decoder.More() {
		var element T
		if len(*into) == most {
			return errManyElements
		}
		if err := decoder.Decode(&element); err != nil {
			return err
		}
		*into = append(*into, element)
	}
	return nil
}

type entryForm struct {
	Index  int64       `json:"index"` // in the tree, from 0
	Event  string      `json:"event"` // the canonical bytes, which are UTF-8
	Fields disclosures `json:"fields,omitempty"`
	Path   auditPath   `json:"path"` // the audit path of RFC 6962, section 2.1.1, from the leaf's sibling upwards
}

// Subject is what [Prove] proves.
type Subject struct {
	Number int64
	// Events are all events of the record, in their order.
	Events []StoredEvent
	// Withhold names the private fields that the file does not show, each by itself or
	// all of a kind ([history.Disclosure.IsOneOf]).
	Withhold []string
}

// Prove returns a file that proves one deletion to whoever has the public key: the
// events of the record, the audit paths (RFC 6962, section 2.1.1) that lead from
// them to the root, and the checkpoint, which one of the keys has to have signed.
// Of other events it holds nothing but hashes of the tree.
//
// The file is checked before it is returned. Its errors are that the checkpoint does not cover an event,
// *[CheckpointError], *[KeyError], *[FileError] when the history does not fit the
// checkpoint, and those of hashes.
func Prove(subject Subject, checkpoint []byte, hashes HashReader, keys ...string) ([]byte, error) {
	opened, err := OpenCheckpoint(checkpoint, keys...)
	if err != nil {
		return nil, err
	}
	form := fileForm{Format: FileFormat, Number: subject.Number, Events: entries{}, Checkpoint: string(checkpoint)}
	for i, event := range subject.Events {
		if event.Seq > opened.Size {
			return nil, fmt.Errorf("the checkpoint covers %s, and the deletion has a later one, %d; sign a newer checkpoint first",
				safetext.Count(opened.Size, "event", "events"), event.Seq)
		}
		if !utf8.Valid(event.Data) {
			return nil, &FileError{Entry: i + 1, Problem: "is not UTF-8, so it is not the one that was recorded"}
		}
		path, err := tlog.ProveRecord(opened.Size, event.Seq-1, hashes)
		if err != nil {
			return nil, fmt.Errorf("prove event %d: %w", event.Seq, err)
		}
		fields, err := disclose(event.Private, subject.Withhold)
		if err != nil {
			return nil, &FileError{Entry: i + 1, Problem: "has something beside it that is not what was recorded", Err: err}
		}
		form.Events = append(form.Events, entryForm{Index: event.Seq - 1, Event: string(event.Data), Fields: fields, Path: auditPath(path)})
	}
	file, err := form.encode("  ")
	if err != nil {
		return nil, err
	}
	if _, err := checkFile(file, keys); err != nil {
		return nil, err
	}
	return file, nil
}

// encode writes the file's one spelling, apart from white space: nothing in it acts
// on a terminal, although the events hold what a server said.
func (f fileForm) encode(indent string) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(f); err != nil {
		return nil, fmt.Errorf("encode the proof: %w", err)
	}
	return safetext.JSON(buffer.Bytes()), nil
}
