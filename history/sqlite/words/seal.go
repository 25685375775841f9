package words

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"deletecall/history/proof"
	"deletecall/safetext"
)

// seal binds the search index to what it was made of: the history, the newest record
// that it holds, and the hash tree at that moment. A history that was put back, or
// that went another way since, has another tree. The digest covers the seal and all
// that the index holds, so that a page that is missing after a loss of power, or what
// somebody else wrote into it, shows.
type seal struct {
	history string
	number  int64
	size    int64 // of the tree, in events
	root    proof.Hash
	digest  [sha256.Size]byte
}

func readSeal(ctx context.Context, tx *sql.Tx) (seal, error) {
	var version int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return seal{}, err
	}
	if version != Version {
		return seal{}, errors.New("it was made by another version of deletecall")
	}
	var sealed seal
	var root, digest []byte
	err := tx.QueryRowContext(ctx, `SELECT history, number, size, root, digest FROM seal`).
		Scan(&sealed.history, &sealed.number, &sealed.size, &root, &digest)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (len(root) != len(sealed.root) || len(digest) != len(sealed.digest)) {
		return seal{}, errors.New("its seal was removed or changed")
	}
	copy(sealed.root[:], root)
	copy(sealed.digest[:], digest)
	return sealed, err
}

// check compares a seal with the history and with what the index holds.
func (sealed seal) check(ctx context.Context, tx *sql.Tx, id string, history Snapshot) error {
	if sealed.history != id {
		return errors.New("it belongs to another history")
	}
	size, root, err := history.Tree(ctx, sealed.size)
	if err != nil {
		return err
	}
	if size < sealed.size || root != sealed.root {
		return errors.New("it was made when the history had " + safetext.Count(sealed.size, "other event", "other events"))
	}
	digest, err := sealed.digestOf(ctx, tx)
	if err != nil {
		return err
	}
	if digest != sealed.digest {
		return errors.New("its content was changed or lost")
	}
	return nil
}

// digestOf is the digest of the seal and of all tables of the index, in which FTS5
// keeps its own (sqlite.org/fts5.html, "FTS5 Data Structures").
func (sealed seal) digestOf(ctx context.Context, tx *sql.Tx) (digest [sha256.Size]byte, err error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%d\n%s\n%d\n%d\n%s\n", Version, sealed.history, sealed.number, sealed.size, sealed.root)
	for _, query := range []string{
		`SELECT id, block FROM words_data ORDER BY id`,
		`SELECT segid || ' ' || pgno, term FROM words_idx ORDER BY segid, term`,
		`SELECT k, v FROM words_config ORDER BY k`,
		`SELECT '', text FROM trigram ORDER BY text`,
	} {
		if err := addRows(ctx, tx, sum, query); err != nil {
			return digest, err
		}
	}
	sum.Sum(digest[:0])
	return digest, nil
}

// addRows hashes two columns of all rows, each after its length.
func addRows(ctx context.Context, tx *sql.Tx, sum hash.Hash, query string) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	var first, second sql.RawBytes
	var length [8]byte
	for rows.Next() {
		if err := rows.Scan(&first, &second); err != nil {
			return err
		}
		for _, column := range [][]byte{first, second} {
			binary.BigEndian.PutUint64(length[:], uint64(len(column)))
			sum.Write(length[:])
			sum.Write(column)
		}
	}
	sum.Write(bytes.Repeat([]byte{0xff}, 8)) // no length, so that no table goes on with another one's rows
	return rows.Err()
}

// connection is a connection to the index, and what it has seen of it.
type connection struct {
	db      *sql.DB
	checked bool
	version int64 // when it was checked
	seal    seal
}

// dataVersion changes for a connection whenever another one, in whatever process, has
// written (sqlite.org/pragma.html, "data_version").
func dataVersion(ctx context.Context, tx *sql.Tx) (version int64, err error) {
	err = tx.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version)
	return version, err
}

// look returns the seal of an index that fits. All of the index is read only when
// somebody has written since the last look.
func (c *connection) look(ctx context.Context, tx *sql.Tx, id string, history Snapshot) (seal, error) {
	version, err := dataVersion(ctx, tx)
	if err != nil {
		return seal{}, err
	}
	if c.checked && c.version == version {
		return c.seal, nil
	}
	c.checked = false
	sealed, err := readSeal(ctx, tx)
	if err == nil {
		err = sealed.check(ctx, tx, id, history)
	}
	if err == nil {
		c.checked, c.version, c.seal = true, version, sealed
	}
	return sealed, err
}

// write changes the index and seals it, in one transaction. change returns what is to
// be sealed, without the digest.
func (d *database) write(ctx context.Context, change func(*sql.Tx) (seal, error)) error {
	tx, err := d.writer.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	sealed, err := change(tx)
	if err != nil {
		return err
	}
	// FTS5 writes what it has in memory at a commit, or at a savepoint.
	if _, err := tx.ExecContext(ctx, `SAVEPOINT written; RELEASE written`); err != nil {
		return err
	}
	if sealed.digest, err = sealed.digestOf(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM seal; INSERT INTO seal VALUES (?, ?, ?, ?, ?)`,
		sealed.history, sealed.number, sealed.size, sealed.root[:], sealed.digest[:]); err != nil {
		return err
	}
	version, err := dataVersion(ctx, tx)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writer.checked, d.writer.version, d.writer.seal = true, version, sealed
	return d.reader.follow(ctx, sealed)
}

// follow lets a connection take over what this process has just sealed.
func (c *connection) follow(ctx context.Context, sealed seal) error {
	c.checked = false
	tx, err := c.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	version, err := dataVersion(ctx, tx)
	if err != nil {
		return err
	}
	if now, err := readSeal(ctx, tx); err == nil && now == sealed {
		c.checked, c.version, c.seal = true, version, sealed
	}
	return nil
}
