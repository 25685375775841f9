package place

import (
	"encoding/json"
	"path/filepath"
	"time"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// Expiring is an expiry in progress, which keeps others from recording: for tenths of a second
// again and again, and in the end while the database is written again.
type Expiring struct {
	By    string    `json:"expired_by"` // the operator's name
	Since time.Time `json:"since"`
}

// Announce lets others know of an expiry of this process until end is called, or the process
// ends.
func (p *Processes) Announce(expiring Expiring) (end func(), err error) {
	own, err := announce(p.folder, expiring)
	if err != nil {
		return nil, Problem("announce the expiry", p.folder, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.announced = own.name
	return own.remove, nil
}

// announce makes a lock file that says what its process does.
func announce(folder string, what any) (*instance, error) {
	own, err := newInstance(folder)
	if err == nil {
		if err = json.NewEncoder(own.file).Encode(what); err != nil {
			own.remove()
		}
	}
	return own, err
}

// Expiring is the expiry of another process of this machine, if there is one.
func (p *Processes) Expiring() (expiring Expiring, found bool) {
	p.mu.Lock()
	ours := p.announced
	p.mu.Unlock()
	names, _ := p.each(true)
	for _, name := range names {
		if name == ours {
			continue
		}
		if p.says(name, &expiring) && !expiring.Since.IsZero() {
			expiring.By = safetext.Bounded(expiring.By, mostOfName)
			return expiring, true
		}
	}
	return Expiring{}, false
}

const mostOfName = 60 // cells

// says reports whether a lock file says something of this kind.
func (p *Processes) says(name string, what any) bool {
	const mostOfFile = 4096 // bytes
	content, err := privatefile.Read(filepath.Join(p.folder, name), mostOfFile)
	return err == nil && json.Unmarshal(content, what) == nil
}
