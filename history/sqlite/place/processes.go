package place

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/privatefile"
)

// Processes shows which processes send deletions of a history: each holds a lock file
// of its own while it does. The zero value is not usable; see [Prepare].
type Processes struct {
	folder string // of the lock files

	mu        sync.Mutex
	own       *instance
	open      map[string]bool // IDs of our own intents without an outcome
	announced string          // the lock file of our own expiry
}

func processesNextTo(path string) string { return path + "-instances" }

// instance is a lock file. While its lock is held, its process lives; the system frees
// it however the process ends, kill -9 included.
type instance struct {
	name string
	file *os.File
	path string
}

// Hold makes sure that others can see this process live while the intent is open. A restore looks for that
// after it has announced itself, so one of the two sees the other. One that was over before is found by
// the files, see [Place.CheckIdentity].
func (p *Processes) Hold(intentID string) (history.Owner, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.own != nil && !p.own.isInPlace() {
		_ = p.own.file.Close() // nobody could see it any more
		p.own = nil
	}
	if p.own == nil {
		made, err := newInstance(p.folder)
		if err != nil {
			return history.Owner{}, Problem("make the lock of this process", p.folder, err)
		}
		if restoring, found := p.restored(); found {
			made.remove()
			return history.Owner{}, restoring.Refusal("record the intent", strings.TrimSuffix(p.folder, processesNextTo("")))
		}
		p.own = made
	}
	if p.open == nil {
		p.open = map[string]bool{}
	}
	p.open[intentID] = true
	return history.Owner{Instance: p.own.name, Machine: machine(), PID: os.Getpid()}, nil
}

// Release says that an intent of this process has its outcome.
func (p *Processes) Release(intentID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, intentID)
}

// Leave removes the lock file, unless an intent of this process is still open: then the
// end of the process gives it free.
func (p *Processes) Leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.own != nil && len(p.open) == 0 {
		p.own.remove()
		p.own = nil
	}
}

// Die frees the lock and leaves its file, as the system does when a process ends. Tests
// end a process so.
func (p *Processes) Die() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.own != nil {
		_ = p.own.file.Close()
	}
}

// IsSending reports whether the process that sends an intent lives. Where it belongs to
// another machine, that can't be known here.
func (p *Processes) IsSending(intentID string, owner history.Owner) (lives, known bool, err error) {
	p.mu.Lock()
	ours := p.open[intentID]
	p.mu.Unlock()
	if ours {
		return true, true, nil
	}
	if owner.Machine != machine() {
		return false, false, nil
	}
	lives, err = isAlive(p.folder, owner.Instance)
	return lives, true, Problem("look for interrupted deletions", p.folder, err)
}

// newInstance makes a lock file and locks it before it gets its name in the folder:
// a start that sweeps the folder never sees one that is not locked yet.
func newInstance(folder string) (*instance, error) {
	if err := privatefile.MakeFolder(folder); err != nil {
		return nil, err
	}
	// One that a kill -9 leaves at this very moment does no harm.
	file, err := privatefile.Temp(folder)
	if err != nil {
		return nil, err
	}
	name := uuid.NewString()
	path := filepath.Join(folder, name)
	err = privatefile.TryLock(file, privatefile.Exclusive)
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return &instance{name: name, file: file, path: path}, nil
}

// isInPlace reports whether others find the lock file where it was made.
func (i *instance) isInPlace() bool {
	ours, err := privatefile.ExamineOpen(i.file)
	named, namedErr := privatefile.ExamineThrough(i.path)
	return err == nil && namedErr == nil && ours.Identity == named.Identity
}

// remove gives the lock free. A file that can't be removed does no harm.
func (i *instance) remove() {
	_ = os.Remove(i.path)
	_ = i.file.Close()
}

// isAlive reports whether the process of an instance of this machine holds its lock.
// One whose lock file is gone does not: the file may never have reached the disk when
// the power was lost, an older copy of the history was put back, or somebody removed
// the file under a process that lives. An outcome of that one is still appended when
// it comes, and wins; until then its target is in doubt and nothing is sent there.
func isAlive(folder, name string) (bool, error) {
	if name == "" || name != filepath.Base(name) {
		return false, nil // no process of ours wrote this
	}
	path := filepath.Join(folder, name)
	file, err := privatefile.Open(path, os.O_RDWR|privatefile.NoFollow)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, privatefile.ErrNotRegular), errors.Is(err, syscall.ELOOP):
		return false, nil // also where something was put in the place of the lock file
	case err != nil:
		return false, err
	}
	defer file.Close()
	err = privatefile.TryLock(file, privatefile.Shared)
	if errors.Is(err, privatefile.ErrLocked) {
		return true, nil
	}
	return false, err
}

// mostLocks bounds how many lock files are looked at. A process has one, and the dead are swept.
const mostLocks = 100_000

// each hands over the names of the lock files whose processes live, or do not, and whether it
// looked at all of them.
func (p *Processes) each(alive bool) (names []string, all bool) {
	files, err := privatefile.Names(p.folder, mostLocks)
	for _, name := range files {
		if lives, err := isAlive(p.folder, name); err == nil && lives == alive {
			names = append(names, name)
		}
	}
	return names, !errors.Is(err, privatefile.ErrTooLong)
}

// Living is how many processes hold a lock. Those that it did not look at count as one.
func (p *Processes) Living() int {
	names, all := p.each(true)
	if !all {
		return len(names) + 1
	}
	return len(names)
}

// Dead are the lock files of processes that are gone.
func (p *Processes) Dead() (paths []string) {
	names, _ := p.each(false)
	for _, name := range names {
		paths = append(paths, filepath.Join(p.folder, name))
	}
	return paths
}

// Sweep removes lock files of processes that are gone, once their deletions are
// marked. A file that stays does no harm.
func (*Processes) Sweep(paths []string) {
	for _, path := range paths {
		_ = os.Remove(path)
	}
}

// Try tries the locks by which processes see each other live, and counts the others
// that hold one.
func (p *Processes) Try() (others int, err error) {
	const op = "look around the history"
	own, err := newInstance(p.folder)
	if err != nil {
		return 0, Problem(op, p.folder, err)
	}
	defer own.remove()
	if alive, err := isAlive(p.folder, own.name); err != nil || !alive {
		return 0, &deletion.HistoryError{Op: op, Path: p.folder, Problem: "is on a file system where locking does not work",
			Advice: "move the history to a local disk", Err: err}
	}
	if _, err := privatefile.Names(p.folder, mostLocks); err != nil {
		return 0, Problem(op, p.folder, err)
	}
	return p.Living() - 1, nil
}

// machine names the machine on which a lock file can be tried.
func machine() string {
	if id, err := privatefile.Read("/etc/machine-id", 4096); err == nil && len(strings.TrimSpace(string(id))) > 0 {
		return strings.TrimSpace(string(id))
	}
	name, _ := os.Hostname()
	return name
}
