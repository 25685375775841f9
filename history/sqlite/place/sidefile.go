package place

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/safetext"
)

// PutAside appends a line to the side file. It returns only when the line is durable.
func (p *Place) PutAside(line []byte) error {
	// A line that was cut off by a full disk must not swallow this one.
	line = append(append([]byte("\n"), line...), '\n')
	err := p.appendAside(line)
	if err != nil {
		p.FreeReserve()
		err = p.appendAside(line)
	}
	return Problem("put the outcome aside", p.SideFile(), err)
}

func (p *Place) appendAside(line []byte) error {
	file, err := p.openSideFile(p.SideFile(), os.O_CREATE|os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return err
	}
	_, err = file.Write(line)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(p.path))
}

// retryPause is how long a locked side file is left alone before the next try.
const retryPause = 20 * time.Millisecond

// openSideFile opens the side file and locks it until it is closed. It does not wait
// for ever for another process: that one may have been stopped.
func (p *Place) openSideFile(path string, flag int) (*os.File, error) {
	file, err := openRegular(path, flag)
	if err != nil {
		return nil, err
	}
	if flag&os.O_CREATE != 0 {
		err = file.Chmod(0o600) // whatever the umask says
	}
	for deadline := time.Now().Add(p.wait); err == nil; {
		err = flock(file, unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if errors.Is(err, unix.EWOULDBLOCK) && time.Now().Before(deadline) {
			time.Sleep(retryPause)
			err = nil
		}
	}
	return nil, errors.Join(err, file.Close())
}

// sideFiles are those that may hold outcomes of this history: where its name was
// made a link since, one may lie beside the link.
func (p *Place) sideFiles() []string {
	if p.named == "" || p.named == p.path {
		return []string{p.SideFile()}
	}
	return []string{p.SideFile(), sideFileNextTo(p.named)}
}

// TakeAside hands the content of each side file to take, and empties the file when that
// says that it has all of it, durably. The file is locked meanwhile.
func (p *Place) TakeAside(take func(content []byte) (all bool, err error)) error {
	for _, path := range p.sideFiles() {
		if asideLength(path) == 0 {
			continue
		}
		if err := p.takeFile(path, take); err != nil {
			return Problem("take over outcomes that were put aside", path, err)
		}
	}
	return nil
}

func (p *Place) takeFile(path string, take func(content []byte) (all bool, err error)) error {
	file, err := p.openSideFile(path, os.O_RDWR)
	if err != nil {
		return err
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	all, err := take(content)
	if err != nil || !all {
		return err
	}
	if err := file.Truncate(0); err != nil {
		return err
	}
	return file.Sync()
}

// asideLength is the length of a side file; one that can't be looked at has one.
func asideLength(path string) int64 {
	look, err := lookAt(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0
	case err != nil:
		return 1
	}
	return look.size
}

// AsideWarnings tells of what an import left in the side files.
func (p *Place) AsideWarnings() (warnings []string) {
	for _, path := range p.sideFiles() {
		if asideLength(path) > 0 {
			warnings = append(warnings, fmt.Sprintf("%s holds lines that the history can't take over; look at them, then move the file away.", safetext.Line(path)))
		}
	}
	return warnings
}
