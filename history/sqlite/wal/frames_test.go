package wal

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the log is compared with what SQLite reads

	"deletecall/testkit"
)

// written is a database that is open, with the -wal that SQLite wrote for it.
type written struct{ database, log []byte }

// writeLog has SQLite write a -wal: rounds of ten commits each, with the log begun
// again after each round but the last, and at the end a transaction so large that it
// spills into the log, and which is not committed. What older rounds wrote comes after
// what is in force.
func writeLog(t *testing.T, rounds int) written {
	t.Helper()
	path := filepath.Join(t.TempDir(), "any.db")
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	run := func(statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	run(`PRAGMA cache_size = 10`)
	run(`CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB)`)
	for round := range rounds {
		if round > 0 {
			run(`PRAGMA wal_checkpoint(RESTART)`)
		}
		for n := range 10 {
			run(fmt.Sprintf(`INSERT INTO row (data) VALUES (randomblob(%d))`, 5000*(rounds-round)/(n+1)))
		}
	}
	run(`BEGIN`)
	for range 30 {
		run(`INSERT INTO row (data) VALUES (randomblob(4000))`)
	}
	return written{read(t, path), read(t, path+"-wal")}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// foundBySQLite opens a copy as the first start after a crash does, and returns how
// many frames of the log SQLite takes.
func foundBySQLite(t *testing.T, w written) (frames int64) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	write(t, path, w.database)
	write(t, path+"-wal", w.log)
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var busy, done int64
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema`).Scan(&busy); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow(`PRAGMA wal_checkpoint(NOOP)`).Scan(&busy, &frames, &done); err != nil {
		t.Fatal(err)
	}
	return max(frames, 0)
}

func framesFound(t *testing.T, log []byte) int64 {
	t.Helper()
	frames, err := CommittedFrames(bytes.NewReader(log), math.MaxInt64)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func TestALogIsReadAsSQLiteReadsIt(t *testing.T) {
	for _, rounds := range []int{1, 3} {
		w := writeLog(t, rounds)
		whole := foundBySQLite(t, w)
		if got := framesFound(t, w.log); got != whole || whole < 10 || int64(len(w.log)) < (whole+10)*4120 {
			t.Errorf("%d rounds: %d frames, SQLite finds %d, in %d bytes", rounds, got, whole, len(w.log))
		}
		// Every place in a header, in the first frames, and here and there after them.
		for _, at := range testkit.Some(places(len(w.log), 40)) {
			damaged := written{w.database, bytes.Clone(w.log)}
			damaged.log[at] ^= 0x55
			if got, want := framesFound(t, damaged.log), foundBySQLite(t, damaged); got != want {
				t.Fatalf("%d rounds, byte %d changed: %d frames, SQLite finds %d", rounds, at, got, want)
			}
		}
		for _, length := range testkit.Some(places(len(w.log), 15)) {
			cut := written{w.database, w.log[:length]}
			if got, want := framesFound(t, cut.log), foundBySQLite(t, cut); got != want {
				t.Fatalf("%d rounds, cut after %d bytes: %d frames, SQLite finds %d", rounds, length, got, want)
			}
		}
	}
}

// places are all places at the begin of a log, and ever fewer after them.
func places(length, dense int) (all []int) {
	for at := 0; at < length; at += 1 + at/dense {
		all = append(all, at)
	}
	return all
}

// bigEndian rewrites a log as a big-endian machine would have.
func bigEndian(log []byte) []byte {
	log = bytes.Clone(log)
	store := func(at int, sum checksum) {
		binary.BigEndian.PutUint32(log[at:], sum.first)
		binary.BigEndian.PutUint32(log[at+4:], sum.second)
	}
	log[3] |= 1
	pageSize := int(binary.BigEndian.Uint32(log[8:]))
	sum := checksum{}.over(log[:24], true)
	store(24, sum)
	for at := headerLength; at+frameHeaderLength+pageSize <= len(log); at += frameHeaderLength + pageSize {
		sum = sum.over(log[at:at+8], true).over(log[at+frameHeaderLength:at+frameHeaderLength+pageSize], true)
		store(at+16, sum)
	}
	return log
}

func TestALogOfAMachineWithTheOtherByteOrderIsReadAsSQLiteReadsIt(t *testing.T) {
	w := writeLog(t, 1)
	other := written{w.database, bigEndian(w.log)}
	if got, want := framesFound(t, other.log), foundBySQLite(t, w); got != want || foundBySQLite(t, other) != want {
		t.Errorf("%d frames, SQLite finds %d, and %d of the same in its own order", got, foundBySQLite(t, other), want)
	}
}

func TestNoMoreFramesAreReadThanAskedFor(t *testing.T) {
	w := writeLog(t, 1)
	all := framesFound(t, w.log)
	if got, err := CommittedFrames(bytes.NewReader(w.log), all-1); got >= all || err != nil {
		t.Errorf("%d of %d frames, %v", got, all, err)
	}
}
