package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"deletecall/history"
)

const (
	// leaseTime is how long others take a process for alive that is not heard of any more.
	leaseTime = 30 * time.Second
	// renewEvery leaves two renewals to fail.
	renewEvery = leaseTime / 3
	// leasePrefix tells the instance of a lease from one that has a lock file, in a history
	// that was copied.
	leasePrefix = "lease:"
)

// leases show which processes send deletions, on whatever machine: each has a row while it
// does, and renews it. Only the server's clock counts.
type leases struct {
	server
	instance string
	ahead    *atomic.Pointer[aheadOfRecovery] // the store's

	mu     sync.Mutex
	open   map[string]bool      // IDs of our own intents without an outcome
	living map[string]time.Time // other processes, until when at least by our clock
	stop   func()               // nil while none is renewed
	isGone bool                 // the last outcome took the lease along
}

func newLeases(s server, ahead *atomic.Pointer[aheadOfRecovery]) *leases {
	return &leases{server: s, ahead: ahead, instance: leasePrefix + uuid.NewString(), open: map[string]bool{}}
}

// limited bounds what concerns leases.
func limited() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), connectTime)
}

// renewLease counts from now: a transaction that waited for the head began long before.
var renewLease = fmt.Sprintf(`INSERT INTO deletecall.lease (instance, until) VALUES ($1, clock_timestamp() + interval '%d seconds')
	ON CONFLICT (instance) DO UPDATE SET until = excluded.until`, int(leaseTime.Seconds()))

// isLiving is true of a lease that has not run out. One that lies further ahead than any process writes it comes of a
// clock that was set back, or of somebody else: its deletion would be in progress for ever.
const isLiving = `(until > now() AND until < now() + interval '10 minutes')`

// renew sends the lease again over a new connection where the one that it has has ended
// meanwhile: to renew twice does no harm.
func (l *leases) renew() error {
	ctx, cancel := limited()
	defer cancel()
	err := l.change(ctx, renewLease, l.instance)
	if err != nil && codeOf(err) == "" && ctx.Err() == nil {
		l.pool.Reset()
		err = l.change(ctx, renewLease, l.instance)
	}
	return err
}

// change does not wait for the server's disk: where the server loses a lease with its power, the
// intent counts as interrupted, and one that comes back runs out. Both statements are one
// transaction (postgresql.org/docs, "Pipelining").
func (l *leases) change(ctx context.Context, statement string, args ...any) error {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT set_config('synchronous_commit', 'off', true)`)
	batch.Queue(statement, args...)
	return l.pool.SendBatch(ctx, batch).Close()
}

// Hold makes sure that others can see this process live while the intent is open: the
// transaction that records the intent has the lease, too.
func (l *leases) Hold(intentID string) (history.Owner, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[intentID] = true
	if l.stop == nil {
		ctx, cancel := context.WithCancel(context.Background())
		l.stop = cancel
		go l.keep(ctx)
	}
	machine, _ := os.Hostname() // only a person reads it
	return history.Owner{Instance: l.instance, Machine: machine, PID: os.Getpid()}, nil
}

// keep renews the lease while intents are open. Where it can't, others see an interruption,
// and the outcome still wins when it comes.
func (l *leases) keep(ctx context.Context) {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if l.isOpen() {
			_ = l.renew()
		}
	}
}

func (l *leases) isOpen() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open) > 0
}

// Release says that an intent of this process has its outcome.
func (l *leases) Release(intentID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, intentID)
}

// IsSending goes by the lease. One that is not there any more was swept. A process with a
// lock file, of a history that was copied, is not known here.
func (l *leases) IsSending(intentID string, owner history.Owner) (lives, known bool, err error) {
	l.mu.Lock()
	lives = l.open[intentID] || time.Now().Before(l.living[owner.Instance])
	l.mu.Unlock()
	if lives {
		return true, true, nil
	}
	if !strings.HasPrefix(owner.Instance, leasePrefix) {
		return false, false, nil
	}
	ctx, cancel := limited()
	defer cancel()
	lives, err = one[bool](ctx, session{statements: l.pool}, `SELECT `+isLiving+` FROM deletecall.lease WHERE instance = $1`, owner.Instance)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, true, nil
	}
	return lives, true, l.problem("look for interrupted deletions", err)
}

// Dead are the processes whose leases have run out. It learns how long the others live at
// least: a lease is never shortened while its process sends. Where the server does not say,
// none is swept yet.
func (l *leases) Dead() (dead []string) {
	found := l.ahead.Load()
	if found == nil {
		ctx, cancel := limited()
		defer cancel()
		found = &aheadOfRecovery{asked: time.Now()}
		var err error
		if found.leases, err = all(ctx, session{statements: l.pool}, pgx.RowToStructByPos[foundLease], selectLeases); err != nil {
			return nil
		}
	}
	living := map[string]time.Time{}
	for _, lease := range found.leases {
		if lease.Left > 0 {
			living[lease.Instance] = found.asked.Add(time.Duration(lease.Left * float64(time.Second)))
		} else {
			dead = append(dead, lease.Instance)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.living = living
	return dead
}

// foundLease is a lease, and for how many seconds it lasts; 0 where it has run out.
type foundLease struct {
	Instance string
	Left     float64
}

const selectLeases = `SELECT instance, CASE WHEN ` + isLiving + ` THEN extract(epoch FROM until - now())::double precision ELSE 0 END FROM deletecall.lease`

// Sweep removes leases that ran out, once their deletions are marked. One that stays, or that
// was renewed meanwhile, does no harm.
func (l *leases) Sweep(dead []string) {
	if len(dead) == 0 {
		return
	}
	ctx, cancel := limited()
	defer cancel()
	_ = l.change(ctx, `DELETE FROM deletecall.lease WHERE instance = ANY ($1) AND NOT `+isLiving, dead)
}

// endLease goes with the last outcome of a process. A row that somebody holds stays, and runs out: it must not keep an
// outcome waiting.
const endLease = `DELETE FROM deletecall.lease WHERE instance IN (SELECT instance FROM deletecall.lease WHERE instance = $1 FOR UPDATE SKIP LOCKED)`

// gone says that a transaction with endLease was committed.
func (l *leases) gone() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.isGone = true
}

// leave ends the renewing, and removes the lease unless an intent is still open: then it runs
// out.
func (l *leases) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop == nil {
		return
	}
	l.stop()
	l.stop = nil
	if len(l.open) == 0 && !l.isGone {
		ctx, cancel := limited()
		defer cancel()
		_ = l.change(ctx, `DELETE FROM deletecall.lease WHERE instance = $1`, l.instance)
	}
}
