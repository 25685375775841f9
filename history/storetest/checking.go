package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// Forger changes what is stored, as somebody could with access around the program.
// Nobody has the history open meanwhile.
type Forger interface {
	// SetEvent gives an event other bytes; its hashes stay. RemoveEvent removes it, hashes
	// included.
	SetEvent(seq int64, data []byte)
	// SetPrivate puts something else beside an event.
	SetPrivate(seq int64, private history.Private)
	RemoveEvent(seq int64)
	// ChangeRow changes something in a row of the list; RemoveRow removes it.
	ChangeRow(number int64)
	RemoveRow(number int64)
	// Cut removes all events after the first ones, their hashes, the rows of higher numbers,
	// and the checkpoints over more events.
	Cut(size, number int64)
	// SetCheckpoint gives the checkpoint that is kept over size events another note.
	SetCheckpoint(size int64, note []byte)
	// RemoveCheckpoints removes all of them, RemoveKeys all public keys.
	RemoveCheckpoints()
	RemoveKeys()
	// ChangeOrigin gives the history another origin.
	ChangeOrigin(origin string)
}

// whole is a history of four deletions, with the events 2n-1 and 2n each, and a checkpoint
// over all of them. other is one of another history by the same key.
func whole(t *testing.T, s Store) (last proof.Checkpoint, other []byte, events []proof.StoredEvent) {
	t.Helper()
	var log store.Log
	h, err := s.Open(func(own store.Log) store.Log { log = own; return own })
	must(t, err)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	for n := 1; n <= 4; n++ {
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, fmt.Sprint(8000+n)), outcome(deletion.Accepted)))
	}
	last, err = h.Sign(t.Context(), key)
	must(t, err)
	must(t, log.Snapshot(t.Context(), "test", func(from store.Snapshot) error {
		for event, err := range from.Events(t.Context()) {
			must(t, err)
			event.Data = bytes.Clone(event.Data)
			event.Fields, event.Answers = bytes.Clone(event.Fields), bytes.Clone(event.Answers)
			events = append(events, event)
		}
		return nil
	}))
	must(t, h.Close())
	return last, signedElsewhere(t, key, last.Size), events
}

// signedElsewhere is a checkpoint over other events by the same key, which knows nothing of
// the one before it any more.
func signedElsewhere(t *testing.T, key *proof.Key, size int64) []byte {
	t.Helper()
	_, err := key.PutLastAside(begin)
	must(t, err)
	var stored [][]byte
	hashes := proof.NewHashReader(func(seq int64) ([]byte, error) { return stored[seq-1], nil })
	for n := range size {
		added, err := proof.StoredHashes(n, fmt.Append(nil, n), hashes)
		must(t, err)
		stored = append(stored, added)
	}
	signed, err := key.Sign(func() (proof.Head, error) { return proof.Head{Size: size, Hashes: hashes}, nil })
	must(t, err)
	must(t, signed.End(true))
	return signed.Note
}

// seen is where a forgery shows.
type seen struct {
	verify   bool // in the report over all events
	findings bool // in the list, and the checkpoints as they are filed
	tree     bool // in the quick look at the tree
	record   bool // in the record itself
	later    bool // against the checkpoint from elsewhere
}

func testWhole(t *testing.T, s Store) {
	last, _, _ := whole(t, s)
	expectSeen(t, s, last, seen{})
	h := open(t, s)
	kept, err := h.CheckpointsAfter(t.Context(), 0, 10)
	newest, found, newestErr := h.NewestCheckpoint(t.Context())
	keys, keysErr := h.PublicKeys(t.Context())
	must(t, errors.Join(err, newestErr, keysErr))
	if len(kept) != 1 || !found || !bytes.Equal(kept[0].Note, last.Note) || !bytes.Equal(newest.Note, last.Note) || newest.Size != last.Size || len(keys) != 1 {
		t.Errorf("it keeps %d checkpoints, the newest over %d, of %d keys", len(kept), newest.Size, len(keys))
	}
	if after, err := h.CheckpointsAfter(t.Context(), last.Size, 10); err != nil || len(after) > 0 {
		t.Errorf("after the last one: %v, %v", after, err)
	}
	size, root, err := h.TreeHead(t.Context())
	if err != nil || size != last.Size || root != last.Root {
		t.Errorf("the head is %d, %s, %v", size, root, err)
	}
	if file, err := h.Prove(t.Context(), 3, last.Note, nil, keys...); err != nil || !bytes.Contains(file, []byte(`"8003"`)) {
		t.Errorf("its proof: %s, %v", file, err)
	}
	if _, err := h.Prove(t.Context(), 9, last.Note, nil, keys...); !errors.As(err, new(*deletion.NoRecordError)) {
		t.Errorf("the proof of no record: %v", err)
	}
}

// testForgery changes something of record 2, whose events are 3 and 4.
func testForgery(want seen, forge func(f Forger, events []proof.StoredEvent, other []byte)) func(*testing.T, Store) {
	return func(t *testing.T, s Store) {
		last, other, events := whole(t, s)
		forge(s.Forge(t), events, other)
		expectSeen(t, s, last, want)
	}
}

var forgeries = map[string]func(*testing.T, Store){
	"a forged event is found": testForgery(seen{verify: true, findings: true, record: true}, func(f Forger, events []proof.StoredEvent, _ []byte) {
		f.SetEvent(4, bytes.Replace(events[3].Data, []byte(`"accepted"`), []byte(`"refused"`), 1))
	}),
	"a forged identifier is found": testForgery(seen{verify: true, findings: true, record: true}, func(f Forger, events []proof.StoredEvent, _ []byte) {
		fields, err := events[2].Disclosures()
		if err == nil {
			fields[0].Value = []byte("8009")
			events[2].Private, err = history.Pack(fields)
		}
		if err != nil {
			panic(err)
		}
		f.SetPrivate(3, events[2].Private)
	}),
	"an identifier that was removed without an expiry is found": testForgery(seen{verify: true, findings: true, record: true}, func(f Forger, events []proof.StoredEvent, _ []byte) {
		left, _, err := events[2].Without(func(d history.Disclosure) bool { return d.Kind() == deletion.IdentifierData })
		if err != nil {
			panic(err)
		}
		f.SetPrivate(3, left)
	}),
	"an event that can't be read is found": testForgery(seen{verify: true, record: true}, func(f Forger, _ []proof.StoredEvent, _ []byte) {
		f.SetEvent(3, []byte("{"))
	}),
	"a missing event is found": testForgery(seen{verify: true, findings: true, tree: true, record: true}, func(f Forger, _ []proof.StoredEvent, _ []byte) {
		f.RemoveEvent(4)
	}),
	"a forged row is found": testForgery(seen{findings: true, record: true}, func(f Forger, _ []proof.StoredEvent, _ []byte) {
		f.ChangeRow(2)
	}),
	"a missing row is found": testForgery(seen{findings: true, tree: true, record: true}, func(f Forger, _ []proof.StoredEvent, _ []byte) {
		f.RemoveRow(2)
	}),
	"a cut tail is found by a checkpoint from elsewhere": testForgery(seen{verify: true, findings: true, tree: true, record: true, later: true}, func(f Forger, _ []proof.StoredEvent, _ []byte) {
		f.Cut(4, 2)
	}),
	"a checkpoint that does not fit is found": testForgery(seen{verify: true, tree: true, record: true}, func(f Forger, _ []proof.StoredEvent, other []byte) {
		f.SetCheckpoint(8, other)
	}),
	"checkpoints that were removed are found by the keys that are left": testForgery(seen{findings: true, tree: true, record: true}, func(f Forger, _ []proof.StoredEvent, _ []byte) {
		f.RemoveCheckpoints()
	}),
}

// expectSeen looks at the history in all ways.
func expectSeen(t *testing.T, s Store, last proof.Checkpoint, want seen) {
	t.Helper()
	h := open(t, s)
	report, err := h.Verify(t.Context(), []proof.NamedCheckpoint{{Name: "elsewhere", Note: last.Note}})
	must(t, err)
	findings, err := Findings(t.Context(), h)
	must(t, err)
	var tree, later *store.TreeError
	treeErr, laterErr := h.CheckTree(t.Context()), h.Continues(t.Context(), last)
	record, recordErr := h.Record(t.Context(), 2)
	got := seen{
		verify: len(report.Findings()) > 0, findings: len(findings) > 0, tree: errors.As(treeErr, &tree),
		record: errors.As(recordErr, new(*deletion.RecordMismatchError)), later: errors.As(laterErr, &later),
	}
	if got != want {
		t.Errorf("it shows in %+v, expected %+v\nreport: %s\nfindings: %s\ntree: %v\nrecord: %v\nlater: %v",
			got, want, strings.Join(report.Findings(), "\n"), strings.Join(findings, "\n"), treeErr, recordErr, laterErr)
	}
	if !want.record && (recordErr != nil || record.Intent.Identifier != "8002" || record.Outcome.Kind != deletion.Accepted) {
		t.Errorf("record 2 is %+v, %v", record, recordErr)
	}
	if treeErr != nil && tree == nil || laterErr != nil && later == nil {
		t.Errorf("%v, %v", treeErr, laterErr)
	}
}
