package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"runtime"

	"deletecall/history"
)

// contentCheck looks at what the events say. Reading a million of them takes
// longer than all hashes of their tree, so it is done in batches beside it.
type contentCheck struct {
	report         *Report
	withoutAnswers bool
	filling        *batch
	running        []*batch // in the order of their events
	spare          []*batch // whose memory is used again
}

// A batch is full with so many events, or so many bytes of them.
const (
	batchEvents = 256
	batchBytes  = 1 << 20
)

// batch is some events, with their bytes, and what was read in each.
type batch struct {
	events []StoredEvent
	bytes  []byte
	found  []content
	done   chan struct{}
}

// content is what one event says.
type content struct {
	number  int64
	kind    string
	err     error
	answers AnswersFault
}

func (c *contentCheck) add(event StoredEvent) {
	if c.filling == nil {
		c.filling = c.empty()
	}
	c.filling.add(event, c.withoutAnswers)
	if len(c.filling.events) == batchEvents || len(c.filling.bytes) >= batchBytes {
		c.start()
	}
}

func (c *contentCheck) empty() *batch {
	if len(c.spare) == 0 {
		return &batch{done: make(chan struct{}, 1)}
	}
	last := len(c.spare) - 1
	b := c.spare[last]
	c.spare = c.spare[:last]
	b.events, b.bytes, b.found = b.events[:0], b.bytes[:0], b.found[:0]
	return b
}

// add keeps the event with a copy of its bytes: they may change from one event
// to the next.
func (b *batch) add(event StoredEvent, withoutAnswers bool) {
	keep := func(data []byte) []byte {
		from := len(b.bytes)
		b.bytes = append(b.bytes, data...)
		return b.bytes[from:len(b.bytes):len(b.bytes)]
	}
	event.Data, event.Hashes = keep(event.Data), nil
	if withoutAnswers {
		event.Answers = nil
	} else {
		event.Answers = keep(event.Answers)
	}
	b.events = append(b.events, event)
}

func (c *contentCheck) start() {
	if len(c.running) > runtime.GOMAXPROCS(0) {
		c.take()
	}
	started := c.filling
	c.filling, c.running = nil, append(c.running, started)
	go func() {
		for _, event := range started.events {
			started.found = append(started.found, read(event, c.withoutAnswers))
		}
		started.done <- struct{}{}
	}()
}

func read(event StoredEvent, withoutAnswers bool) content {
	found := content{number: event.Number, kind: event.Kind}
	if decoded, err := history.Decode(event.Data, nil); err != nil {
		found.err = err
	} else {
		found.number, found.kind = decoded.Number, string(decoded.Kind)
	}
	if !withoutAnswers {
		found.answers = answersFault(event.Data, event.Answers)
	}
	return found
}

// take waits for the oldest batch and reports on it.
func (c *contentCheck) take() {
	oldest := c.running[0]
	c.running = c.running[1:]
	<-oldest.done
	for i, event := range oldest.events {
		c.judge(event, oldest.found[i])
	}
	c.spare = append(c.spare, oldest)
}

// finish reports on all that was added.
func (c *contentCheck) finish() {
	if c.filling != nil {
		c.start()
	}
	for len(c.running) > 0 {
		c.take()
	}
}

func (c *contentCheck) judge(event StoredEvent, found content) {
	r := c.report
	switch {
	case errors.Is(found.err, history.ErrNewerEvent):
		r.newer++
	case found.err != nil:
		r.Unreadable.add(UnreadableEvent{Seq: event.Seq, Number: event.Number, Err: found.err})
	case found.number != event.Number || found.kind != event.Kind:
		r.Labels.add(LabelMisfit{Seq: event.Seq, Number: found.number, LabelNumber: event.Number, Kind: found.kind, LabelKind: event.Kind})
	}
	if found.answers != "" {
		r.Answers.add(AnswersMisfit{Seq: event.Seq, Number: event.Number, Fault: found.answers})
	}
	if found.number == 0 {
		return // of the program's own administration
	}
	begins, next := found.kind == string(history.IntentKind), r.Records+1
	isNext := found.number == next && begins
	isEarlier := 0 < found.number && found.number < next && !begins
	if !isNext && !isEarlier {
		r.Numbers.add(NumberMisfit{Seq: event.Seq, Number: found.number, Expected: next, Intent: begins})
	}
	r.Records = max(r.Records, found.number)
}

// answersMember begins the member of an event that holds the SHA-256 of its
// answers. Inside of a JSON string its quotes would have a backslash before
// them, so it can't be anything else.
var answersMember = []byte(`"answers_sha256":"`)

// answersFault compares answers with what the event says of them.
func answersFault(data, answers []byte) AnswersFault {
	_, rest, recorded := bytes.Cut(data, answersMember)
	switch {
	case !recorded && len(answers) > 0:
		return AnswersInvented
	case !recorded:
		return ""
	case len(answers) == 0:
		return AnswersMissing
	}
	sum := sha256.Sum256(answers)
	if recordedSum, _, _ := bytes.Cut(rest, []byte(`"`)); string(recordedSum) != hex.EncodeToString(sum[:]) {
		return AnswersChanged
	}
	return ""
}
