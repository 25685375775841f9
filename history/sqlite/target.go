package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"deletecall/deletion"
)

// OnTarget returns what the history holds about a target. It uses the writing
// connection, which a one-off command has open anyway.
func (s *Store) OnTarget(ctx context.Context, endpoint string, selector deletion.Selector) (deletion.TargetHistory, error) {
	if err := s.place.CheckIdentity(); err != nil {
		return deletion.TargetHistory{}, err
	}
	db := s.writer
	if db == nil {
		db = s.reader
	}
	wanted := deletion.Intent{Endpoint: endpoint, IdentifierType: selector.Type(), Identifier: selector.Identifier()}
	target, err := inDoubt(ctx, db, wanted)
	if err == nil {
		target.Newest, err = s.newestOn(ctx, db, wanted)
	}
	if err == nil {
		target.LastConfirmed, err = lastConfirmed(ctx, db)
	}
	return target, s.problem(readOp, err)
}

// checkTarget refuses an intent whose target is in doubt. It is asked again in the
// intent's own transaction: another process may have recorded something since the
// review, or an outcome may have become unknown.
func checkTarget(ctx context.Context, tx *sql.Tx, intent deletion.Intent) error {
	target, err := inDoubt(ctx, tx, intent)
	if err != nil {
		return err
	}
	return target.Check(intent.Again)
}

// mostInDoubt bounds the settled deletions that are read. Those that nobody settled
// come first, and each of them named the one before it, so they are few.
const mostInDoubt = 64

// inDoubt reads the deletions of a target that are in progress or whose outcome is unknown.
func inDoubt(ctx context.Context, from rowsQueryer, wanted deletion.Intent) (target deletion.TargetHistory, err error) {
	rows, err := from.QueryContext(ctx, `SELECT number FROM record WHERE target = ?1 AND outcome = 'pending'
		UNION ALL SELECT number FROM (SELECT number FROM record WHERE target = ?1 AND outcome = 'unknown'
			ORDER BY settled, number DESC LIMIT ?2)`,
		targetHash(wanted.Endpoint, wanted.IdentifierType, wanted.Identifier), mostInDoubt)
	if err != nil {
		return target, err
	}
	numbers, err := scanNumbers(rows)
	if err != nil {
		return target, err
	}
	for _, number := range numbers {
		record, _, found, err := readRecord(ctx, from, number, false)
		switch {
		case err != nil:
			return target, err
		case !found || !sameTarget(record.Intent, wanted):
		case record.Outcome.Kind == deletion.Pending && target.Pending == nil:
			target.Pending = &record
		case record.Outcome.Kind == deletion.Unknown:
			target.Unknown = append(target.Unknown, record)
		}
	}
	return target, nil
}

// newestOn returns the newest record of a target, or nil.
func (s *Store) newestOn(ctx context.Context, from rowsQueryer, wanted deletion.Intent) (*deletion.Record, error) {
	rows, err := from.QueryContext(ctx, `SELECT number FROM record WHERE target = ? ORDER BY number DESC LIMIT 8`,
		targetHash(wanted.Endpoint, wanted.IdentifierType, wanted.Identifier))
	if err != nil {
		return nil, err
	}
	numbers, err := scanNumbers(rows)
	if err != nil {
		return nil, err
	}
	records, err := s.readRecords(ctx, from, numbers)
	if err != nil {
		return nil, err
	}
	for i := range records {
		if sameTarget(records[i].Intent, wanted) {
			return &records[i], nil
		}
	}
	return nil, nil
}

// lastConfirmed returns when the newest record was confirmed; zero when there is none.
func lastConfirmed(ctx context.Context, from queryer) (time.Time, error) {
	var micros int64
	err := from.QueryRowContext(ctx, `SELECT confirmed FROM record ORDER BY number DESC LIMIT 1`).Scan(&micros)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return time.UnixMicro(micros), err
}

// targetHash finds the deletions of one target quickly; equal hashes are
// compared in full.
func targetHash(endpoint string, identifierType deletion.IdentifierType, identifier string) int64 {
	hash := sha256.Sum256([]byte(endpoint + "\x00" + string(identifierType) + "\x00" + identifier))
	return int64(binary.BigEndian.Uint64(hash[:]))
}

func sameTarget(a, b deletion.Intent) bool {
	return a.Endpoint == b.Endpoint && a.IdentifierType == b.IdentifierType && a.Identifier == b.Identifier
}
