package place

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"

	"deletecall/privatefile"
)

// CopyCutOff copies a database that was cut off, and its log where that can be trusted, to a path. The
// copy is as long as the database was. Where the database was not cut off, nothing is copied.
func (p *Place) CopyCutOff(to string) (copied bool, err error) {
	length, isCutOff := lengthBeforeCut(p.path)
	if !isCutOff {
		return false, nil
	}
	err = copyLonger(p.path, to, length)
	if err == nil && p.CanTrustLog() {
		if err = copyLonger(p.WAL(), to+"-wal", 0); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	return err == nil, err
}

// lengthBeforeCut is how long a database was in bytes, by its header (sqlite.org/fileformat.html, "The
// Database Header"), and whether it is shorter now.
func lengthBeforeCut(path string) (length int64, isCutOff bool) {
	file, err := privatefile.Open(path, os.O_RDONLY)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	var header [100]byte
	info, err := file.Stat()
	if err == nil {
		_, err = io.ReadFull(file, header[:])
	}
	if err != nil {
		return 0, false
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 {
		pageSize = math.MaxUint16 + 1
	}
	// Where the two counters differ, SQLite goes by the length of the file.
	isValid := binary.BigEndian.Uint32(header[24:]) == binary.BigEndian.Uint32(header[92:])
	length = pageSize * int64(binary.BigEndian.Uint32(header[28:]))
	return length, isValid && info.Size() < length
}

// copyLonger copies a file and makes the copy at least so long. What is added takes no room.
func copyLonger(from, to string, length int64) error {
	source, err := privatefile.Open(from, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer source.Close()
	copied, err := privatefile.Open(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	size, err := io.Copy(copied, source)
	if err == nil && size < length {
		err = copied.Truncate(length)
	}
	return errors.Join(err, copied.Close())
}
