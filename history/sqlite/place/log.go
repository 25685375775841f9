package place

import (
	"bufio"
	"io"
	"math"
	"os"
	"sync"

	"deletecall/history/sqlite/wal"
	"deletecall/privatefile"
)

// Log is SQLite's -wal, opened to look at what SQLite wrote. It stays open, so that an
// outcome can be looked at even when no more files can be opened. SQLite holds no lock
// on this file that closing it could take away.
type Log struct {
	file   *os.File
	mu     sync.Mutex
	buffer *bufio.Reader // kept from one look to the next
}

// OpenLog opens the log of the database.
func (p *Place) OpenLog() (*Log, error) {
	file, err := privatefile.Open(p.WAL(), os.O_RDONLY|privatefile.NoFollow)
	if err != nil {
		return nil, Problem(openOp, p.WAL(), err)
	}
	return &Log{file: file, buffer: bufio.NewReaderSize(nil, wal.BufferSize)}, nil
}

// Close closes the file.
func (l *Log) Close() error { return l.file.Close() }

// MakeDurable syncs what SQLite wrote.
func (l *Log) MakeDurable() error { return privatefile.SyncContent(l.file) }

// CommittedFrames counts the frames up to the last commit that SQLite would find if it
// had to read the log again from its start, at most most of them.
func (l *Log) CommittedFrames(most int64) (frames int64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buffer.Reset(io.NewSectionReader(l.file, 0, math.MaxInt64))
	return wal.CommittedFrames(l.buffer, most)
}
