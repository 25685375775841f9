package place

import (
	"context"
	"errors"
	"fmt"
	"os"

	"deletecall/privatefile"
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
	return privatefile.Append(file, line)
}

// openSideFile opens the side file and locks it until it is closed. It does not wait
// for ever for another process: that one may have been stopped.
func (p *Place) openSideFile(path string, flag int) (*os.File, error) {
	file, err := privatefile.Open(path, flag|privatefile.NoFollow)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), p.wait)
	defer cancel()
	if err := privatefile.LockUntil(ctx, file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// sideFiles are those that may hold outcomes of this history: where its name was
// made a link since, one may lie beside the link.
func (p *Place) sideFiles() []string {
	if p.named == "" || p.named == p.path {
		return []string{p.SideFile()}
	}
	return []string{p.SideFile(), sideFileNextTo(p.named)}
}

// mostAside bounds a side file, in bytes. A line is one outcome, of at most some MiB.
const mostAside = 256 << 20

// TakeAside hands the content of each side file to take, and empties the file when that
// says that it has all of it, durably. The file is locked meanwhile.
func (p *Place) TakeAside(take func(content []byte) (all bool, err error)) error {
	for _, path := range p.sideFiles() {
		if asideLength(path) == 0 {
			continue
		}
		if err := p.takeFile(path, take); err != nil {
			return Problem("import outcomes that were put aside", path, err)
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
	content, err := privatefile.ReadFile(file, mostAside)
	if err != nil {
		return err
	}
	all, err := take(content)
	if err != nil || !all {
		return err
	}
	return privatefile.Empty(file)
}

// asideLength is the length of a side file; one that can't be looked at has one.
func asideLength(path string) int64 {
	look, err := privatefile.Examine(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0
	case err != nil:
		return 1
	}
	return look.Size
}

// AsideWarnings tells of what an import left in the side files.
func (p *Place) AsideWarnings() (warnings []string) {
	for _, path := range p.sideFiles() {
		if asideLength(path) > 0 {
			warnings = append(warnings, fmt.Sprintf("%s has lines that the history can't import; look at them, then move the file away.", safetext.Line(path)))
		}
	}
	return warnings
}
