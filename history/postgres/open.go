package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
	"deletecall/secret"
)

// Options change what a [Store] does.
type Options struct {
	// Folder on this machine is for what it remembers of the history, and for outcomes that
	// the server can't take. It is made when needed.
	Folder string
	// Password is that of the role that the address names; nil for none.
	Password Password
	// Authorities are those of the server's certificate.
	Authorities Authorities
	// ReadOnly leaves everything as it is: nothing is imported, and no deletion is marked as
	// interrupted.
	ReadOnly bool
	// Now is the clock; [time.Now] when nil.
	Now func() time.Time
	// BusyTime is how long a write waits for others; 5 s when zero.
	BusyTime time.Duration
	// Origin is the name under which checkpoints are to be issued, see [proof.CheckOrigin].
	// One that is not the history's own is refused. Empty for the history's own.
	Origin string

	// Moves lets a role with more rights than a console's write, since moving a history away
	// needs the owner's.
	Moves bool

	// wrap lets tests put faults between what is recorded and this store.
	wrap func(store.Log) store.Log
}

// Store is an opened history. It may be used by several goroutines, and several processes, on
// several machines, may open the same one.
type Store struct {
	*store.Recorder // what is recorded, and how it is checked, written once for all stores
	*verify.Verifier
	server

	counting       server                          // over a connection of its own, see [Store.snapshotToCount]
	browses        atomic.Bool                     // a page was read
	ahead          atomic.Pointer[aheadOfRecovery] // nil once the history is open
	fingerprintKey []byte
	origin         string
	givenOrigin    string // empty where the history has its own
	local          *local
	leases         *leases
	busyTime       time.Duration
	patience       atomic.Int64 // how long the next updates wait, a [time.Duration]
	seen           atomic.Int64 // the number of a record that this process has seen to be there
	sampled        atomic.Int64 // how many samples were looked at, see sample
	size           atomic.Int64 // of the log, for the next sample; 0 where it is not known
	wasExamined    atomic.Bool  // by a sample
	moves          bool         // see Options
	movedTo        string       // where the history went; empty where it is here
	unwritable     error        // why the history can only be read
	unrecovered    error        // why opening could not bring it up to date; whoever records tries again
	scans          bool         // searches have no index
	warnings       []string
}

// Open opens the history at an address, which [Init] has made. It imports outcomes that a
// process of this user had to put aside, and marks deletions as interrupted whose process is
// gone. Its errors are *[deletion.HistoryError].
//
// A history that can be read but not written is opened for reading: everything that records
// then returns why.
func Open(ctx context.Context, address string, options Options) (*Store, error) {
	s := &Store{busyTime: options.BusyTime, moves: options.Moves}
	if options.Now == nil {
		options.Now = time.Now
	}
	if s.busyTime == 0 {
		s.busyTime = 5 * time.Second
	}
	s.patience.Store(int64(s.busyTime))
	var err error
	if s.server, err = connect(ctx, address, options.Password, options.Authorities); err != nil {
		return nil, err
	}
	if s.counting, err = s.server.beside(ctx); err == nil {
		err = s.open(ctx, options)
	}
	if err != nil {
		s.closeConnections()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, options Options) error {
	if s.isUnverified {
		s.warnings = append(s.warnings, "The connection to the history does not prove which server it leads to. Use sslmode=verify-full.")
	}
	s.local = newLocal(options.Folder, s.address(), s.name, s.busyTime)
	// The marker is read first: what it remembers then, the server has since, also where others
	// record at this moment.
	remembered := s.local.read()
	found, askErr := s.ask(ctx, !options.ReadOnly)
	if err := s.takeMeta(found.meta, askErr); err != nil {
		return s.orLost(err, remembered)
	}
	if err := store.CheckOrigin(s.name, s.origin, options.Origin); err != nil {
		return err
	}
	s.leases = newLeases(s.server, &s.ahead)
	s.size.Store(found.size)
	log := store.Log(eventLog{s})
	s.local.history = log.ID()
	if options.wrap != nil {
		log = options.wrap(log)
	}
	s.Verifier = verify.New(log)
	s.Recorder = store.NewRecorder(log, s.leases, s.local, options.Now)
	if s.unwritable == nil {
		s.unwritable = cmp.Or(askErr, s.checkWritable(ctx, found, remembered))
	}
	if ctx.Err() != nil { // which says nothing about the server
		return s.problem(openOp, ctx.Err())
	}
	if s.unwritable != nil || options.ReadOnly {
		return nil
	}
	s.ahead.Store(&found.ahead)
	defer s.ahead.Store(nil)
	err := s.Recover(ctx)
	if err != nil && mayBeRead(err) {
		s.unrecovered, err = err, nil
	}
	return err
}

// mayBeRead reports whether an error of the server keeps one from writing only, such as a full disk.
func mayBeRead(err error) bool {
	switch code := codeOf(err); code {
	case "":
		return errors.Is(err, errNotReplicated)
	case diskFull, lockNotAvailable:
		return true
	default:
		return !isUnanswered(err)
	}
}

// schemaVersion is what [Init] makes.
const schemaVersion = "1"

// The entries of the table meta.
const (
	fingerprintEntry = "fingerprint key"
	originEntry      = "origin"
	versionEntry     = "schema version"
)

// takeMeta keeps what the history says of itself. Without it, there is none, whatever else
// failed.
func (s *Store) takeMeta(entries map[string][]byte, err error) error {
	if err != nil && len(entries) == 0 {
		return err
	}
	if err := s.checkVersion(openOp, entries); err != nil {
		return err
	}
	s.fingerprintKey, s.origin = entries[fingerprintEntry], string(entries[originEntry])
	s.givenOrigin = s.origin
	s.movedTo, s.unwritable = string(entries[movedEntry]), s.checkStays(entries)
	if len(s.fingerprintKey) == 0 {
		return s.problem(openOp, pgx.ErrNoRows)
	}
	if s.origin == "" {
		s.origin, err = proof.Origin(store.IDOf(s.fingerprintKey))
		return err
	}
	return nil
}

func (s server) checkVersion(op string, entries map[string][]byte) error {
	version := string(entries[versionEntry])
	if version == schemaVersion {
		return nil
	}
	return &deletion.HistoryError{Op: op, Path: s.name, Problem: fmt.Sprintf("has the schema version %q, and this program knows version %s", safetext.Bounded(version, 20), schemaVersion),
		Advice: "use a newer version of deletecall"}
}

// checkSame refuses to write into another history than was opened, or into one that somebody has
// brought to another version meanwhile.
func (s *Store) checkSame(entries map[string][]byte) error {
	if err := s.checkVersion("use the history", entries); err != nil {
		return err
	}
	if bytes.Equal(entries[fingerprintEntry], s.fingerprintKey) && string(entries[originEntry]) == s.givenOrigin {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: "is not the history that was opened: another program changed its name or its key",
		Advice: seeWhat, Err: store.ErrDistrusted}
}

// checkWritable returns why nothing can be recorded, if so: this role may only read, or may do
// more than a console, the server takes or keeps nothing, or it is not, or not all of, what
// this machine remembers.
func (s *Store) checkWritable(ctx context.Context, found opening, remembered func(id string) (marker, bool, error)) error {
	switch {
	case found.recovers:
		return &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: "is a replica, which takes nothing", Advice: "connect to the primary server"}
	case !found.mayWrite:
		return &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: "lets this role only read",
			Advice: cmp.Or(regranting(s.regrant(ctx)), "to delete, ask an administrator to run: "+s.granting(WriterRole))}
	}
	m, isRemembered, err := remembered(s.ID())
	if err == nil && isRemembered {
		err = s.checkNumber(found.highest, m.Highest)
	}
	if err == nil {
		err = cmp.Or(s.checkDurable(found.commits, found.syncs), s.checkEncoding("use the history", found.encoding))
	}
	if err == nil && found.mayChange && !s.moves {
		err = s.excessProblem(ctx)
	}
	return err
}

// checkNumber finds a server that has less than this machine remembers: an older copy, or a
// replica that took over without the last commits.
func (s *Store) checkNumber(highest, known int64) error {
	if highest >= known {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: s.name,
		Problem: fmt.Sprintf("ends with record %d, and record %d was there: it is an older copy, or a replica that lacks the last records", highest, known),
		Advice:  "restore the newest one on the server\n" + continueOlder + "; it begins with the file " + s.local.marker(), Err: store.ErrDistrusted}
}

// address is where the history is, whoever asks.
func (s server) address() string {
	config := s.pool.Config().ConnConfig
	return fmt.Sprintf("%s:%d/%s", config.Host, config.Port, config.Database)
}

// Unwritable is why nothing can be recorded in this history; nil when it can.
func (s *Store) Unwritable() error { return s.unwritable }

// Damage is what was met so far; where there is some, nothing is sent any more.
func (s *Store) Damage() error {
	if met := s.damage.Load(); met != nil {
		return *met
	}
	return nil
}

// Fingerprint is the keyed hash of an API key under this history's own key.
func (s *Store) Fingerprint(key secret.Text) (string, error) {
	return key.Fingerprint(s.fingerprintKey), nil
}

// Close ends the use of the history.
func (s *Store) Close() error {
	s.leases.leave()
	s.closeConnections()
	return nil
}

func (s *Store) closeConnections() {
	s.pool.Close()
	if s.counting.pool != nil {
		s.counting.pool.Close()
	}
}

// Leave is Close for a process that is about to end: its connections end with it.
func (s *Store) Leave() { s.leases.leave() }

// Record returns the whole record with this number; see [verify.Record].
func (s *Store) Record(ctx context.Context, number int64) (record deletion.Record, err error) {
	err = s.snapshot(ctx, func(from session) (err error) {
		record, err = verify.Record(ctx, logReader{from}, s.origin, number)
		return err
	})
	return record, s.problem(readOp, err)
}
