package store

import (
	"context"
	"errors"
	"iter"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// History is an opened history, whatever store keeps it: what commands and the console
// work with. [Recorder] is its recording part, which a store embeds.
type History interface {
	deletion.Recorder
	query.Finder
	Signed
	Condition
	Mover

	// AddHold and ReleaseHold keep calls from being deleted, and let them be deleted again.
	AddHold(ctx context.Context, hold deletion.Hold) (deletion.Hold, error)
	ReleaseHold(ctx context.Context, number int64, release deletion.Release) (deletion.Hold, error)
	// Holds are all holds in their order. They are held against the hash tree first; one that
	// does not fit is a *[TreeError].
	Holds(ctx context.Context) ([]deletion.Hold, error)
	// RecordAct writes down what was done with the history itself.
	RecordAct(ctx context.Context, act history.Act) error
	// Rebuild makes the list and the search index again from the events, once these are
	// verified, and appends act as the event of it.
	Rebuild(ctx context.Context, act history.Act, given []proof.NamedCheckpoint, keys ...string) (Rebuilt, error)
	// Expire removes personal data, and says what it removed.
	Expire(ctx context.Context, expiries []Expiry, progress func(done, total int64)) (Expired, error)
	// Records yields every record that fits, newest first, without the bodies of the
	// answers, as they are at one moment. Each is first held against the hash tree
	// and against its row in the list: in the place of one that does not fit comes one
	// that says so, and misfit is called with its number.
	Records(ctx context.Context, filter query.Query, misfit func(number int64)) iter.Seq2[deletion.Record, error]
	// RecordsInOrder is Records in another order.
	RecordsInOrder(ctx context.Context, filter query.Query, order query.Order, misfit func(number int64)) iter.Seq2[deletion.Record, error]
	// Copier copies the history into a file; nil where a store does not, and package sqlite writes
	// it from what [Mover] hands over.
	Copier() Copier
	// Index brings the search index up to date, where the store has one of its own.
	Index(ctx context.Context) error

	// EndsAfterOutcome is said of a process that records one outcome and ends.
	EndsAfterOutcome()
	// IntentFollows is said of a process in which nobody is asked before the intent.
	IntentFollows()
	// Close ends the use of the history. Leave does so for a process that is about to
	// end, and leaves to the system what the system does. Fold makes what is kept
	// independent of what was written last; it may fail, and nothing is lost then.
	Close() error
	Leave()
	Fold()
}

// Signed is what makes a later change of a history show.
type Signed interface {
	// ID tells histories from one another.
	ID() string
	// Origin is the name under which its checkpoints are issued.
	Origin() string
	// SignWith has every outcome and every act signed in its own transaction, with the key
	// that find finds. alone says that no other machine signs it with a key of its own.
	SignWith(find func() (*proof.Key, error), alone bool)
	// ContinueFrom has every intent and act refused where the history contradicts what is
	// remembered of it elsewhere.
	ContinueFrom(remembered func() []proof.Checkpoint)
	// Sign signs a checkpoint over the history as it is now, and keeps it.
	Sign(ctx context.Context, key *proof.Key) (proof.Checkpoint, error)
	// HasSigned reports whether a key signed something that this process recorded: then the history names it as its own.
	HasSigned(public string) bool
	// NewestCheckpoint is the one that is kept over the most events, if there is one, with
	// its size and its note; CheckpointsAfter are those over more events than size, in
	// their order, at most limit.
	NewestCheckpoint(ctx context.Context) (checkpoint proof.Checkpoint, found bool, err error)
	CheckpointsAfter(ctx context.Context, size int64, limit int) ([]proof.Checkpoint, error)
	// PublicKeys are those that the history names as its own, the oldest first.
	PublicKeys(ctx context.Context) ([]string, error)
	// TreeHead is the size and the root hash of the hash tree now.
	TreeHead(ctx context.Context) (size int64, root proof.Hash, err error)
	// Continues returns a *[TreeError] when the history does not continue a checkpoint.
	Continues(ctx context.Context, earlier proof.Checkpoint) error
	// ProveContinues proves to a witness that the first size events begin with the first
	// old of them.
	ProveContinues(ctx context.Context, size, old int64) ([]proof.Hash, error)
	// CheckTree returns a *[TreeError] when events or records are missing, or when the
	// history contradicts the newest checkpoint that it keeps.
	CheckTree(ctx context.Context) error
	// Verify reads the whole history and reports what does not fit. Only the keys given
	// are trusted; without any, those that the history itself names are.
	Verify(ctx context.Context, given []proof.NamedCheckpoint, keys ...string) (*proof.Report, error)
	// ListFindings is what of the list does not follow from the events. It reads all of both,
	// and is asked where the report of Verify does not say that the list fits.
	ListFindings(ctx context.Context) ([]string, error)
	// Log returns what happened with the history besides deletions, in its order.
	Log(ctx context.Context) ([]Logged, error)
	// Prove returns a file that proves one deletion against a checkpoint that one of the
	// keys signed, without the private fields that are withheld ([proof.Subject]).
	Prove(ctx context.Context, number int64, checkpoint []byte, withheld []string, keys ...string) ([]byte, error)
}

// Condition is how a history is.
type Condition interface {
	// Warnings are sentences that a reader of the history should know, without the one that known says.
	Warnings(ctx context.Context, known error) []string
	// Unwritable is why nothing can be recorded; nil when something can.
	Unwritable() error
	// Trust is why no intent may be recorded now, if so: the history can't be written, was damaged,
	// or others could change it.
	Trust() error
	// Readable is why reading would do harm, if so.
	Readable() error
	// IsCopy reports whether it is a copy, which is only read; IsArchive whether that is
	// an archive; IsInPlaceOfHistory whether it is where the history itself was.
	IsCopy() bool
	IsArchive() bool
	IsInPlaceOfHistory() bool
	// Examine looks for damage in the background, Check in all of the history. Damage is
	// what was met so far; where there is some, nothing is sent any more.
	Examine(ctx context.Context) error
	Check(ctx context.Context) error
	Damage() error
	// Unreadable are the records that can't be read, the first of them by number and how
	// many they are.
	Unreadable(ctx context.Context, limit int) (numbers []int64, count int64, err error)
	// Findings is what does not fit around the events and the list, SearchFindings what does
	// not in the search index alone.
	Findings(ctx context.Context) ([]string, error)
	SearchFindings(ctx context.Context) ([]string, error)
	// Surroundings is what is around the history.
	Surroundings() (Surroundings, error)
	// Rights are those of whoever opened the history; nil where a store knows no roles:
	// whoever may write a file may change all of it.
	Rights(ctx context.Context) (*Rights, error)
	// Owns reports whether a path is one of the history's own files.
	Owns(path string) bool
}

// Copier copies a history into a file in the way of its own store.
type Copier interface {
	// Backup copies the history as it is at this moment into an empty file; others go on
	// recording meanwhile. progress is called with what is done and all of it.
	Backup(ctx context.Context, file string, progress func(done, total int64)) (Copied, error)
}

// Logged is an event that belongs to no deletion, with its place in the hash tree.
type Logged struct {
	Seq int64
	history.Act
	Missing deletion.DataKinds // of which something was removed on purpose, as in [deletion.Record]
}

// LoggedOf is an event that belongs to no deletion as it is logged; not ok for one that is not
// known.
func LoggedOf(seq int64, event history.Event) (logged Logged, ok bool) {
	switch {
	case event.Act != nil:
		return Logged{seq, *event.Act, event.Missing}, true
	case event.Hold != nil:
		return Logged{seq, actOf(*event.Hold), event.Missing}, true
	}
	return Logged{}, false
}

// Entry is the same for people to read.
func (l Logged) Entry() query.LogEntry {
	return query.LogEntry{Event: l.Seq, What: l.What, At: l.At, Operator: l.Operator, Server: l.Server, Of: l.Query,
		Reason: l.Reason, Detail: l.Detail, Count: l.Count, To: l.To, Missing: l.Missing}
}

// Copied is what a copy of the history holds.
type Copied struct {
	Records, Events int64
	Open            int64 // records whose outcome is not in the copy
	Root            proof.Hash
}

// Restored is what came of making a copy the history again.
type Restored struct {
	Copied
	Last  int64    // the number of the newest record that is there now
	Had   int64    // the highest number that this machine knew at this place; 0 when it knew none
	Other bool     // this machine knew another history at this place only
	Aside []string // where the files are that were in the place before
	End   func()   // lets others open it: what this machine remembers matches it now; nil where nothing was restored
}

// Rebuilt is what a rebuild did, in sentences that are safe to show.
type Rebuilt struct {
	Findings []string // about the events; nothing was written where there are some
	Before   []string // what did not match them in the list, and in the search index
	Records  int64    // that are in the list now
}

// Surroundings is what is around a history.
type Surroundings struct {
	Free      int64 // bytes that are left on its disk
	Processes int   // others that have recorded deletions and live
}

// Rights are what somebody may do to a history.
type Rights struct {
	// Excess are sentences about what a console does not need. With any of it, whoever deletes
	// can also change the evidence.
	Excess []string
	Advice string // what to do about it
	// Spare are sentences about what a console does not need either, and can't change the evidence with.
	Spare []string
}

// TreeError says that the whole hash tree is not the one that was signed, or has gaps.
type TreeError struct{ Problem string } // a sentence

func (e *TreeError) Error() string {
	return e.Problem + "\nto see what was changed, run: deletecall history verify"
}

// ListError says that the list is not the one that follows from the events. They may be as
// they were, and the list can be made again from them.
type ListError struct{ Problem string } // a phrase

func (e *ListError) Error() string { return e.Problem }

// ErrDistrusted is the cause where a history is not, or not all of, what is remembered
// outside of it.
var ErrDistrusted = errors.New("it is not the history that its markers belong to")
