package postgres

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sidefile"
	"deletecall/history/store"
	"deletecall/privatefile"
)

// local is what this machine keeps of a history on a server, for one user: a marker, and a
// side file. Both have their names from the address, without the user: by it a server is known
// whose database has no history any more.
type local struct {
	folder, name string
	server       string // for a person
	history      string // its ID, once it is open
	wait         time.Duration
	mu           sync.Mutex
}

func newLocal(folder, address, server string, wait time.Duration) *local {
	hash := sha256.Sum256([]byte(address))
	return &local{folder: folder, name: hex.EncodeToString(hash[:16]), server: server, wait: wait}
}

// marker remembers which history was on the server, so that another one, or an older copy,
// is not taken for the whole.
type marker struct {
	History string `json:"history"` // its ID
	Highest int64  `json:"highest"` // the number of a record that was there
}

const mostOfMarker = 4096

func (l *local) marker() string { return filepath.Join(l.folder, l.name+".marker") }

// SideFile names the file for outcomes that the server can't take.
func (l *local) SideFile() string { return filepath.Join(l.folder, l.name+sidefile.Ending) }

// recall reads the marker, if there is one, and holds it against a history.
func (l *local) recall(id string) (m marker, found bool, err error) { return l.read()(id) }

// read reads the marker, and returns what holds it against a history.
func (l *local) read() (against func(id string) (m marker, found bool, err error)) {
	content, err := privatefile.ReadOwn(l.marker(), mostOfMarker)
	return func(id string) (marker, bool, error) {
		if look, err := privatefile.ExamineThrough(l.folder); err == nil && !look.IsGuarded() {
			return marker{}, true, &deletion.HistoryError{Op: "use the history", Path: l.folder, Problem: "is a folder that others can write",
				Advice: fmt.Sprintf("run: chmod go-w %q", l.folder), Err: history.ErrUnguarded}
		}
		return l.judge(content, err, id)
	}
}

func (l *local) judge(content []byte, err error, id string) (m marker, found bool, _ error) {
	const op = "use the history"
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil && !privatefile.IsOther(err) {
		return m, false, fileProblem(op, l.marker(), err)
	}
	if err := cmp.Or(err, json.Unmarshal(content, &m)); err != nil || m.History == "" {
		problem := "is damaged"
		if errors.Is(err, privatefile.ErrShared) {
			problem = "can be changed by others"
		}
		return m, true, &deletion.HistoryError{Op: op, Path: l.marker(), Problem: problem + "; it shows whether records are missing",
			Advice: "check the newest records\nif none is missing, remove this file", Err: errors.Join(store.ErrDistrusted, err)}
	}
	if m.History != id {
		return m, true, &deletion.HistoryError{Op: op, Path: l.server, Problem: "does not have the history that was here before",
			Advice: "restore the right one\nto continue with this one on purpose, remove the file " + l.marker(), Err: store.ErrDistrusted}
	}
	return m, true, nil
}

// testify is the highest number that is remembered. From then on the history is.
func (l *local) testify(id string) (highest int64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m, found, err := l.recall(id)
	if err != nil || found {
		return m.Highest, err
	}
	return 0, fileProblem("make the marker of the history", l.marker(), l.write(marker{History: id}, durably))
}

func durably(path string, content []byte) error {
	return privatefile.WriteBytes(path, privatefile.Replace, content)
}

func (l *local) write(m marker, write func(path string, content []byte) error) error {
	content, err := json.Marshal(m)
	if err == nil {
		err = privatefile.MakeFolder(l.folder)
	}
	if err != nil {
		return err
	}
	return write(l.marker(), append(content, '\n'))
}

// note remembers a higher number. It does not wait for the disk: after a loss of power the
// marker notices a little less.
func (l *local) note(id string, highest int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m, found, err := l.recall(id); err != nil || found && m.Highest >= highest {
		return // what is wrong with it, the next intent finds
	}
	_ = l.write(marker{id, highest}, privatefile.WriteSoon)
}

// PutAside appends a line to the side file. It returns only when the line is durable.
func (l *local) PutAside(line []byte) error {
	err := privatefile.MakeFolder(l.folder)
	if err == nil {
		err = sidefile.Append(l.SideFile(), l.wait, line)
	}
	return fileProblem("put the outcome aside", l.SideFile(), err)
}

// TakeAside hands over the content of each side file; see [sidefile.Take].
func (l *local) TakeAside(take func(content []byte) (all bool, err error)) error {
	for _, path := range l.sideFiles() {
		if err := sidefile.Take(path, l.wait, take); err != nil {
			return fileProblem("import outcomes that were put aside", path, err)
		}
	}
	return nil
}

// sideFiles are those that may have outcomes of this history. Its server may have had another
// address when one was put aside, such as that of a primary that is gone: a file of another
// address is looked at where it names this history.
func (l *local) sideFiles() []string {
	own := l.SideFile()
	others := slices.DeleteFunc(sidefile.Of(l.history, l.folder), func(path string) bool { return path == own })
	return append([]string{own}, others...)
}

// AsideWarnings reports what an import left in the side files.
func (l *local) AsideWarnings() []string { return sidefile.Warnings(l.sideFiles()...) }

// fileProblem is what an error of a file means. One that says so itself stays as it is.
func fileProblem(op, path string, err error) error {
	if err == nil || store.IsDomainError(err) {
		return err
	}
	what, advice := privatefile.Explain(err)
	if what == "" {
		what, advice = "can't be used: "+err.Error(), "check the disk and the permissions; deletecall doctor shows more"
	}
	return &deletion.HistoryError{Op: op, Path: path, Problem: what, Advice: advice, Err: err}
}
