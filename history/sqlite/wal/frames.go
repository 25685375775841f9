// Package wal reads the file that SQLite writes its commits into first, as SQLite itself
// would after a crash. It knows no SQL, and asks SQLite nothing.
package wal

import (
	"bufio"
	"encoding/binary"
	"io"
)

// The form of a -wal (sqlite.org/walformat.html, and fileformat2.html, section 4).
const (
	headerLength      = 32
	frameHeaderLength = 24
	magicNumber       = 0x377f0682 // the lowest bit says that the checksums are big-endian
	version           = 3007000
)

// checksum is the running checksum of a -wal. It covers all that comes before,
// so that one byte that was changed makes all that follows invalid.
type checksum struct{ first, second uint32 }

// over goes on over content, whose length is a multiple of eight.
func (c checksum) over(content []byte, bigEndian bool) checksum {
	if bigEndian {
		for ; len(content) >= 8; content = content[8:] {
			c.first += binary.BigEndian.Uint32(content) + c.second
			c.second += binary.BigEndian.Uint32(content[4:]) + c.first
		}
		return c
	}
	for ; len(content) >= 8; content = content[8:] {
		c.first += binary.LittleEndian.Uint32(content) + c.second
		c.second += binary.LittleEndian.Uint32(content[4:]) + c.first
	}
	return c
}

// isStored reports whether this is the checksum at the end of a header.
func (c checksum) isStored(in []byte) bool {
	return c == checksum{binary.BigEndian.Uint32(in), binary.BigEndian.Uint32(in[4:])}
}

// BufferSize is how much of a -wal is read at once, in bytes. A [bufio.Reader] of that
// size is used as it is.
const BufferSize = 1 << 15

// CommittedFrames counts the frames of a -wal up to the last commit that SQLite
// would find if it had to read the file again, as the first start after a crash
// does: it takes frames as long as salts and checksums fit, and of those what lies
// before the last commit. It looks at no more than most frames. An error is one of
// reading; what the file holds never is one.
func CommittedFrames(log io.Reader, most int64) (frames int64, err error) {
	reader := bufio.NewReaderSize(log, BufferSize)
	var header [headerLength]byte
	if _, err := io.ReadFull(reader, header[:]); err != nil {
		return 0, unlessEnded(err)
	}
	magic, pageSize := binary.BigEndian.Uint32(header[:]), binary.BigEndian.Uint32(header[8:])
	bigEndian := magic&1 == 1
	sum := checksum{}.over(header[:24], bigEndian)
	if magic&^1 != magicNumber || binary.BigEndian.Uint32(header[4:]) != version || !sum.isStored(header[24:]) ||
		pageSize < 512 || pageSize > 65536 || pageSize&(pageSize-1) != 0 {
		return 0, nil
	}
	salts := string(header[16:24])
	frame := make([]byte, frameHeaderLength+pageSize)
	for n := int64(1); n <= most; n++ {
		if _, err := io.ReadFull(reader, frame); err != nil {
			return frames, unlessEnded(err)
		}
		sum = sum.over(frame[:8], bigEndian).over(frame[frameHeaderLength:], bigEndian)
		page, sizeAfterCommit := binary.BigEndian.Uint32(frame), binary.BigEndian.Uint32(frame[4:])
		if page == 0 || string(frame[8:16]) != salts || !sum.isStored(frame[16:]) {
			return frames, nil
		}
		if sizeAfterCommit != 0 {
			frames = n
		}
	}
	return frames, nil
}

// unlessEnded takes the end of a file for no error.
func unlessEnded(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}
