package place

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// Restoring is a restore, or a move from a server, that is putting another file in the place of a history. Until it has put
// aside what this machine remembers of the former one, the two do not match.
type Restoring struct {
	By    string    `json:"restored_by"` // the operator's name
	Began time.Time `json:"began"`
	PID   int       `json:"pid"`
}

// AnnounceRestore lets others know of a restore of this process until end is called, or the process ends.
func (p *Processes) AnnounceRestore(by string, now time.Time) (end func(), err error) {
	own, err := announce(p.folder, Restoring{By: by, Began: now, PID: os.Getpid()})
	if err != nil {
		return nil, Problem("announce the restore", p.folder, err)
	}
	return own.remove, nil
}

// IsRestored is the restore by another process of the history at a path, if there is one.
func IsRestored(path string) (restoring Restoring, found bool) {
	path, err := resolve(path)
	if err != nil {
		return Restoring{}, false
	}
	p := Processes{folder: processesNextTo(path)}
	return p.restored()
}

func (p *Processes) restored() (restoring Restoring, found bool) {
	names, _ := p.each(true)
	for _, name := range names {
		if p.says(name, &restoring) && !restoring.Began.IsZero() && restoring.PID != os.Getpid() {
			restoring.By = safetext.Bounded(restoring.By, mostOfName)
			return restoring, true
		}
	}
	return Restoring{}, false
}

// Refusal is for whoever can't go on before the restore is done.
func (r Restoring) Refusal(op, path string) error {
	return &deletion.HistoryError{Op: op, Path: path, Problem: fmt.Sprintf("is being replaced by a restore or a copy that %s began at %s",
		r.By, r.Began.UTC().Format("15:04:05 UTC")), Advice: "wait until it is done, then try again", Err: history.ErrRestored}
}

// CheckRestored returns an error where a restore put another database in the place of the one that is open.
func (p *Place) CheckRestored() error {
	if len(p.files) == 0 || !p.isKeptAside(p.files[0]) {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: p.path, Problem: "was replaced by a restored copy while it was open",
		Advice: "start deletecall again", Err: history.ErrRestored}
}

// isKeptAside reports whether a file has the name that a restore gives to what was there before.
func (p *Place) isKeptAside(own openFile) bool {
	if look, err := privatefile.Examine(p.path); err == nil && look.Identity == own.was.Identity {
		return false
	}
	folder := filepath.Dir(p.path)
	names, _ := privatefile.Names(folder, mostLocks)
	for _, name := range names {
		if strings.HasPrefix(name, filepath.Base(p.path)+privatefile.Before) {
			if look, err := privatefile.Examine(filepath.Join(folder, name)); err == nil && look.Identity == own.was.Identity {
				return true
			}
		}
	}
	return false
}
