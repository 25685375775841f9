// Package store is what the history asks of whatever keeps its events, and what is
// written once above it: recording intents, outcomes, interruptions, settlements and
// exports, each event with its place in the hash tree and its record, and signing.
//
// A store implements [Log] and [Tx], and runs the tests of package storetest. What is
// kept on the machine that sends has small interfaces of its own, [Processes] and
// [Aside], so that stores on a server can share them. How to add a store:
// docs/decisions/store.md.
package store

import (
	"context"
	"iter"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

// Log keeps the events of one history. It may be used by several goroutines, and by
// several processes, on as many machines as the store reaches. Its errors are those of
// package deletion, mostly *[deletion.HistoryError], and those of this package.
type Log interface {
	// ID tells histories from one another for ever: it is made at random with the history,
	// kept in it, and known from the opening on.
	ID() string

	// Origin is the name under which checkpoints of the history are issued, and that of
	// the keys that sign them. It is kept in the history and never changes once that has
	// an event: what [proof.Origin] makes of the ID, unless it was given another one.
	Origin() string

	// Trust returns why no intent may be recorded, if so: the history can only be read,
	// was damaged, exchanged or removed, or others could change it. It is asked before
	// each intent and goes by what can be looked at cheaply.
	Trust() error

	// Examine looks for damage in what is stored, before something is sent or settled. It
	// may look at samples of a large history, others at each call: verify.Sample checks
	// all events and rows of some records.
	Examine(ctx context.Context) error

	// Known is the highest number of a record that is remembered outside of the store, so
	// that an older copy is noticed; 0 when nothing is remembered. Known then begins to
	// remember: what remembers a history does so before it has an event. An error says
	// that this is not the history that is remembered.
	Known() (highest int64, err error)

	// Remember lets what is outside of the store know of a record. It can't fail: the
	// history is whole without it.
	Remember(highest int64)

	// Reserve makes sure that there is room for an intent and its outcome. The warnings
	// are sentences about what soon may prevent that.
	Reserve() (warnings []string, err error)

	// FreeReserve gives up the room that is reserved, so that an outcome finds some.
	FreeReserve()

	// Update runs change in one transaction that has the write lock from its begin on:
	// what change reads is what it builds on, and nobody else writes meanwhile. When it
	// returns nil, everything is durable: it survives the loss of power. It is never
	// cancelled half-way; ctx ends only the wait for others. When change returns an error,
	// or panics, nothing is written, and the error is returned as it is. A change that
	// writes nothing takes the lock all the same, and fails where nothing can be written:
	// whether an intent could be recorded is found out so.
	//
	// A failed or unanswered commit, after which nobody knows whether the change is
	// there, is a *[CommitError]. A history that others held for too long is a
	// *[BusyError], a store without room a *[FullError]; nothing was written then, unless
	// the error is a *[CommitError] too. change may be called again only while it is
	// known that the commit did not take.
	Update(ctx context.Context, work Work, change func(Tx) error) error

	// Read hands over the history for reading. What it reads need not be of one moment.
	Read(ctx context.Context, use func(Reader) error) error

	// Snapshot hands over the history as it is at one moment, whatever others record
	// meanwhile: isolation as of REPEATABLE READ. It waits for no writer and keeps none
	// waiting. op says what is being done, for errors.
	Snapshot(ctx context.Context, op string, use func(Snapshot) error) error

	// Patience limits how long the next updates wait for others, to at most the store's own
	// limit; zero or less is that limit.
	Patience(ctx context.Context, most time.Duration)

	// Forget makes sure that nothing is left on the disk of what [Tx.Strip] removed: in the
	// files of the store, in what is derived from them, in what was written before. Where only
	// somebody with more rights can do so, remains says what to do, in a sentence and a line.
	Forget(ctx context.Context) (remains string, err error)

	// Announce is called before an expiry, which keeps others from recording for longer than
	// usual: until end is called they wait for it, and say what they wait for. by is the
	// operator's name. A store whose lock goes to whoever asked for it first has nothing to do:
	// nobody waits for more than a step.
	Announce(by string) (end func(), err error)

	// Confirm makes sure that a fresh reader would find what was committed: it reads
	// back, by another way than the transaction's where there is one.
	Confirm(ctx context.Context) error
}

// Reader reads the history.
type Reader interface {
	// EventsOf returns the events that are filed under a record, in their order, each with
	// all that is stored with it; none when there is no such record. Those of number 0 belong
	// to no record.
	EventsOf(ctx context.Context, number int64) (events []proof.StoredEvent, err error)

	// Pending are the records without an outcome, by number. They are those of the list, and
	// so are InDoubt and Since: an event that is missing or can't be read changes nothing that
	// a history does when it is opened.
	Pending(ctx context.Context) (numbers []int64, err error)

	// InDoubt are the records with the identifier type of an intent and its identifier, and those
	// with its call ID ([deletion.Intent.CallID]), letter case folded ([query.Fold]), that have no
	// outcome, and those whose outcome is unknown. None that is pending or unsettled may be left
	// out; of the settled ones the newest 64 are enough. Others may be among them, in any order:
	// each is compared again ([sameTarget]).
	InDoubt(ctx context.Context, wanted deletion.Intent) (numbers []int64, err error)

	// HoldEvents are the events of holds and releases, by their kinds, in their order; each with
	// all that is stored with it.
	HoldEvents(ctx context.Context) (events []proof.StoredEvent, err error)

	// Since are the records that an operator, letter case folded ([query.Fold]), confirmed at a
	// moment or later, the newest first: those by number down to the first that is older. Others
	// may be among them.
	Since(ctx context.Context, operator string, since time.Time) (numbers []int64, err error)

	// Size is the place of the last event, which is how many there are: 0 without one.
	Size(ctx context.Context) (int64, error)

	// Hashes are those that were stored with some events, by their places in the tree, from 1
	// on, and in that order; nil for an event that has none. A store on a server reads them
	// in one round trip.
	Hashes(ctx context.Context, seqs []int64) ([][]byte, error)

	// Keys are the public keys that were kept with checkpoints, in the order in which
	// they first were.
	Keys(ctx context.Context) ([]string, error)

	// Newest is the kept checkpoint over the most events, if there is one: the size under
	// which it is kept, and its note. The other fields are empty.
	Newest(ctx context.Context) (checkpoint proof.Checkpoint, found bool, err error)
}

// Snapshot reads what checking the history needs. It hands over what is stored, and
// judges nothing: an event, a row or a checkpoint that can't be is for package verify to
// find. Several of its sequences are read in step with one another; what one yields is
// good until its next.
type Snapshot interface {
	Reader

	// Events yields all events in their order, each with all that is stored with it.
	Events(ctx context.Context) iter.Seq2[proof.StoredEvent, error]

	// ByRecord yields the events that are filed under a record, by its number and then in
	// their order. Those of number 0, which belong to no record, are left out.
	ByRecord(ctx context.Context) iter.Seq2[Filed, error]

	// Rows yields the rows of the list with the numbers from the first to the last one
	// given, in their order.
	Rows(ctx context.Context, first, last int64) iter.Seq2[Row, error]

	// Checkpoints yields the kept checkpoints over more events than size, in the order of
	// the sizes under which they are kept, as [Reader.Newest] does.
	Checkpoints(ctx context.Context, size int64) iter.Seq2[proof.Checkpoint, error]

	// Hashed is the place of the last event that hashes are stored for.
	Hashed(ctx context.Context) (int64, error)

	// Counts counts what is there, so that something missing shows.
	Counts(ctx context.Context) (Counts, error)
}

// Filed is an event as it is filed under a record.
type Filed struct {
	Number, Seq int64
	Kind        string // as it is filed
	Data        string // the canonical bytes
	Fields      []byte // of [history.Private]; its own
}

// Row is a row of the list that a store keeps of the records.
type Row interface {
	// Number is that of the record.
	Number() int64
	// Shows reports whether the row is, in everything that it holds, the one that follows
	// from a record; late as in [Entry]. The record comes without the bodies of the answers,
	// so a row holds nothing that only they say.
	Shows(record *deletion.Record, late bool) bool
}

// Counts is what a history has.
type Counts struct {
	Events, Rows int64 // counted
	Highest      int64 // number of a record, by the events
}

// Tx is a transaction of [Log.Update]. What it reads includes what it has written itself:
// several events are appended in one, each at the place after the last.
type Tx interface {
	Snapshot

	// Next is the number of the next record: one more than the highest, without gaps. A
	// history that ends before known is an older copy, a *[deletion.HistoryError].
	Next(ctx context.Context, known int64) (number int64, err error)

	// Append writes an event with its hashes, and brings its record in the list up to
	// date. A row that was late stays late, whatever the entry says.
	Append(ctx context.Context, entry Entry) error

	// ReplaceList empties the list and fills it with these records, which come by rising
	// number. The events stay as they are; they may be read meanwhile.
	ReplaceList(ctx context.Context, records iter.Seq2[Listed, error]) error

	// Keep keeps a checkpoint, and the key with the first one that it signed. Where one of
	// that size is kept already, it keeps neither.
	Keep(ctx context.Context, signed proof.Checkpoint, public string) error

	// Strip puts less beside an event than was there, and nothing else: private fields were
	// replaced by their digests.
	Strip(ctx context.Context, seq int64, left history.Private) error

	// Restate writes the row of a record again, as it follows from the record; late as in
	// [Entry].
	Restate(ctx context.Context, record deletion.Record, late bool) error

	// MarkMoved has every later transaction, of any process, refused, since the history is
	// elsewhere now: to says where. It can still be read.
	MarkMoved(ctx context.Context, to string) error

	// Overwrite makes the transaction write something, although nothing is to be
	// changed: what a failed commit may have left is then in no one's way. A store on a
	// server has nothing to do.
	Overwrite(ctx context.Context) error
}

// Listed is what a row of the list follows from; Late as in [Entry].
type Listed struct {
	Record deletion.Record
	Late   bool
}

// Entry is an event as a store keeps it.
type Entry struct {
	Seq     int64 // its place in the hash tree, from 1 on, without gaps
	Event   history.Event
	Data    []byte          // the event's canonical bytes; they are what is hashed
	Private history.Private // what is stored beside them, and can be removed
	Hashes  []byte          // what the event adds to the hash tree
	// Record is the record after this event, from which its row in the list follows. It
	// is empty for an event that belongs to no record, whose number is 0.
	Record deletion.Record
	// Late says that this event is an outcome, and came after something else had been taken
	// for it.
	Late bool
}

// Processes shows which processes send deletions of a history.
type Processes interface {
	// Hold makes sure that others can see this process live while an intent is open: its
	// mark is locked before others can see it, since one that is not is a dead process's.
	Hold(intentID string) (history.Owner, error)
	// Release says that an intent needs this process no more: it has its outcome, or its
	// outcome was put aside, or it was never recorded.
	Release(intentID string)
	// IsSending reports whether the process that sends an intent lives. Where it can't be
	// known, the intent's deadline decides.
	IsSending(intentID string, owner history.Owner) (lives, known bool, err error)
	// Dead are the marks of processes that are gone, for Sweep: what dies later is not
	// among them.
	Dead() []string
	// Sweep removes such marks, once the intents of their processes are interrupted.
	Sweep(dead []string)
}

// Aside takes outcomes that the store can't take.
type Aside interface {
	// PutAside keeps a line, and returns when it is durable. The line has no end: the store
	// adds a line feed, and another one before it where the last line was torn, since two
	// that run together are read as none.
	PutAside(line []byte) error
	// TakeAside hands over what is kept, and empties it when take says that it has all of
	// it, durably; else everything stays. Meanwhile PutAside waits, and take may call
	// [Log.Update]. What take does twice it must do once.
	TakeAside(take func(content []byte) (all bool, err error)) error
	// AsideWarnings are sentences about what is kept and can't be taken over.
	AsideWarnings() []string
	// SideFile names the file, for a person.
	SideFile() string
}
