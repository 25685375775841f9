package proof

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/history"
	"deletecall/safetext"
)

// CheckRecord returns what does not fit in the events of one record, in their order:
// what each of them says, the hash stored with it, and its place in the tree over the
// first size events. It reads about 2·log2(size) hashes an event. Where the stored
// hashes do not fit each other, that is a finding, and no error; whether all of them
// were computed again, only a signed checkpoint shows (see [Continues]).
func CheckRecord(number int64, events []StoredEvent, size int64, hashes HashReader) (findings []string, err error) {
	root, err := TreeHead(size, hashes)
	var missing *MissingHashError
	if errors.As(err, &missing) {
		return []string{"The hash tree can't be computed: " + missing.Error() + "."}, nil
	}
	if err != nil {
		return nil, err
	}
	report := &Report{HashesFor: -1}
	var texts findingTexts
	id := ""
	for i, event := range events {
		checked := checkedEvent{StoredEvent: event}
		checked.content.read(&event)
		report.judgeContent(&checked)
		if checked.content.err == nil && number > 0 { // those of no record follow no order
			texts.sequence(number, i, event, &id)
		}
		leaf := LeafHash(event.Data)
		if stored := hashAt(event.Hashes, 0); stored == nil || *stored != leaf {
			report.Misfits.add(Misfit{Seq: event.Seq, Number: number, Stored: stored, Computed: leaf})
			continue
		}
		path, err := tlog.ProveRecord(size, event.Seq-1, hashes)
		if err != nil && !errors.As(err, &missing) {
			return nil, fmt.Errorf("check event %d: %w", event.Seq, err)
		}
		if err != nil || tlog.CheckRecord(path, size, root, event.Seq-1, leaf) != nil {
			texts = append(texts, fmt.Sprintf("Event %d is not in the hash tree over %s: its hash, or one above it, was changed.", event.Seq, safetext.Count(size, "event", "events")))
		}
	}
	return append(report.Findings(), texts...), nil
}

type findingTexts []string

// sequence adds what does not fit in the order of a record's events: its intent comes
// first and once, and all of them are of one deletion.
func (f *findingTexts) sequence(number int64, i int, event StoredEvent, id *string) {
	decoded, err := history.DecodeText(string(event.Data), history.Private{})
	if err != nil {
		return // it is found unreadable already
	}
	if i == 0 {
		*id = decoded.ID
	}
	if (decoded.Kind == history.IntentKind) != (i == 0) || decoded.ID != *id {
		*f = append(*f, fmt.Sprintf("Event %d does not belong to record %d, or an event before it is missing.", event.Seq, number))
	}
}
