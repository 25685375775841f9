package place

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/privatefile"
)

// found is a marker that was found.
type found struct {
	marker
	file string
	err  error // it can't be understood
}

// RestoreThis makes what was found in the place of a history the history.
func RestoreThis(path string) string { return fmt.Sprintf("deletecall history restore %q", path) }

// readMarkers reads all markers of this place, the one next to the history first. Where
// the name was made a link, the one next to the link may know more than the one next to
// what it leads to.
func (p *Place) readMarkers() ([]found, error) {
	var all []found
	for _, file := range p.markers() {
		m, there, err := readMarker(file)
		if err != nil && !errors.Is(err, errMarker) {
			return nil, Problem(openOp, file, err)
		}
		if there {
			all = append(all, found{m, file, err})
		}
	}
	for _, file := range p.remoteMarkers() {
		// One that can't be read says nothing: a configuration that belongs to
		// somebody else prevents no deletion.
		if m, there, err := readMarker(file); there {
			all = append(all, found{m, file, err})
		}
	}
	return all, nil
}

// markers are those next to the history.
func (p *Place) markers() []string {
	if p.named == "" || p.named == p.path {
		return []string{p.marker()}
	}
	return []string{p.marker(), markerNextTo(p.named)}
}

// remoteMarkers are those elsewhere, by all names of the history.
func (p *Place) remoteMarkers() []string {
	if p.memory == "" {
		return nil
	}
	files := []string{remoteMarker(p.memory, p.path)}
	if p.named != "" && p.named != p.path {
		files = append(files, remoteMarker(p.memory, p.named))
	}
	return files
}

// Note lets the markers know that the history with this ID has records up to a number.
// The history is whole without them; what is wrong with them, the next intent finds.
func (p *Place) Note(id string, highest int64) {
	m := p.markerOf(id, highest)
	_ = updateMarker(p.marker(), m)
	if p.memory == "" {
		return
	}
	for _, path := range slices.Compact([]string{p.path, p.named}) {
		_ = updateRemoteMarker(remoteMarker(p.memory, path), path, m)
	}
}

// markerOf is what the markers should remember of the history that is open here.
func (p *Place) markerOf(id string, highest int64) marker {
	return marker{id, highest, p.here(p.files[0].was.Identity)}
}

// Testify returns the number up to which the history with this ID is known to have had
// records. A history without a marker next to it gets one: it is new, or was moved
// here.
func (p *Place) Testify(id string) (highest int64, err error) {
	all, err := p.readMarkers()
	if err != nil {
		return 0, err
	}
	if highest, err = p.agree(all, id); err != nil {
		return 0, err
	}
	now := p.markerOf(id, highest)
	if len(all) == 0 || all[0].file != p.marker() || all[0].home != now.home {
		err = privatefile.WriteBytes(p.marker(), privatefile.Replace, now.line())
	}
	return highest, Problem("make the marker of the history", p.marker(), err)
}

// IsKnown reports whether there were markers when the place was looked at.
func (p *Place) IsKnown() bool { return len(p.known) > 0 }

// LookAgain looks for the markers once more.
func (p *Place) LookAgain() (err error) {
	p.known, err = p.readMarkers()
	return err
}

// Agreed is the highest number that any marker knew when the place was looked at, when
// all of them are of the history with this ID.
func (p *Place) Agreed(id string) (highest int64, err error) { return p.agree(p.known, id) }

// AgreedNow is [Place.Agreed] by the markers as they are now.
func (p *Place) AgreedNow(id string) (highest int64, err error) {
	all, err := p.readMarkers()
	if err != nil {
		return 0, err
	}
	return p.agree(all, id)
}

func (p *Place) agree(all []found, id string) (highest int64, err error) {
	for _, m := range all {
		switch {
		case m.err != nil:
			problem := "is damaged"
			if errors.Is(m.err, privatefile.ErrShared) {
				problem = "can be changed by others"
			}
			return 0, &deletion.HistoryError{Op: "use the history", Path: m.file, Problem: problem + "; it shows whether records are missing",
				Advice: "check the newest records\nif none is missing, continue with: " + RestoreThis(p.path), Err: m.err}
		case m.history != id:
			return 0, &deletion.HistoryError{Op: "use the history", Path: p.path, Problem: "is not the history that was here before",
				Advice: "restore a backup of the right one: " + history.RestoreCommand + "\nto continue with this one on purpose: " + RestoreThis(p.path)}
		}
		highest = max(highest, m.highest)
	}
	return highest, nil
}

// CheckNumber refuses a history that ends before what a marker has seen.
func (p *Place) CheckNumber(last, highest int64) error {
	if last >= highest {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: p.path,
		Problem: fmt.Sprintf("ends with record %d, although it had record %d: it is an older copy", last, highest),
		Advice:  "restore a newer one: " + history.RestoreCommand + "\nto continue with this one on purpose: " + RestoreThis(p.path)}
}

// CheckNew refuses to make a history where markers remember one.
func (p *Place) CheckNew() error {
	known, err := p.readMarkers()
	if err == nil && len(known) > 0 {
		err = p.lost("is empty", known)
	}
	return err
}

// lost is the error about a history of which only markers are left.
func (p *Place) lost(what string, known []found) error {
	var names []string
	for _, m := range known {
		names = append(names, fmt.Sprintf("%q", m.file))
	}
	return &deletion.HistoryError{Op: openOp, Path: p.path, Problem: what + ", although it had records",
		Advice: "restore a backup: " + history.RestoreCommand + "\nto begin a new history on purpose, remove " + strings.Join(names, " and "), Err: history.ErrLost}
}

// HighestKnown is the highest number that any marker knows now, of whatever history.
func (p *Place) HighestKnown() (highest int64) {
	all, _ := p.readMarkers()
	for _, m := range all {
		highest = max(highest, m.highest)
	}
	return highest
}

// Remembered is the highest number that the markers knew of the history with this ID,
// and whether they knew another one only.
func (p *Place) Remembered(id string) (highest int64, other bool) {
	ours := false
	for _, m := range p.known {
		switch {
		case m.err != nil:
		case m.history == id:
			ours, highest = true, max(highest, m.highest)
		case m.history != "":
			other = true
		}
	}
	return highest, other && !ours
}

// Remind lets every marker of this place remember the history with this ID, as it is now.
func (p *Place) Remind(id string, highest int64) error {
	look, err := privatefile.Examine(p.path)
	if err != nil {
		return err
	}
	now := marker{id, highest, p.here(look.Identity)}
	for _, file := range slices.Compact(p.markers()) {
		if err := replaceMarker(file, now.line()); err != nil {
			return err
		}
	}
	for _, file := range p.remoteMarkers() {
		if err := privatefile.MakeFolder(filepath.Dir(file)); err != nil {
			return err
		}
		if err := replaceMarker(file, fmt.Appendf(now.line(), pathForm, p.path)); err != nil {
			return err
		}
	}
	return nil
}

// replaceMarker writes a marker. A folder in its place, which a file can't replace, first gets another name.
func replaceMarker(file string, line []byte) error {
	if look, err := privatefile.Examine(file); err == nil && look.Mode.IsDir() {
		if _, err := privatefile.PutAside(file, time.Now()); err != nil {
			return err
		}
	}
	return privatefile.WriteBytes(file, privatefile.Replace, line)
}

// IsKnown reports whether there is, or is known to have been, a history under this
// name. memory is that of [Options].
func IsKnown(path, memory string) bool {
	p, err := named(path)
	if err != nil {
		return true // opening it shows what is wrong
	}
	if _, err := privatefile.Examine(p.path); err == nil {
		return true
	}
	return IsInUse(path, memory)
}

// IsEmpty reports whether there is a file under this name that has nothing in it. One of the kernel
// only seems to be so.
func IsEmpty(path string) bool {
	p, err := named(path)
	if err != nil {
		return false
	}
	look, err := privatefile.Examine(p.path)
	return err == nil && look.Mode.IsRegular() && look.Size == 0 && p.checkFileSystem() == nil
}

// IsInUse reports whether deletions were recorded in the history under this name: a
// marker knows of it then, which no copy has. memory is that of [Options].
func IsInUse(path, memory string) bool {
	p, err := Find(path, memory)
	return err != nil || p.IsKnown()
}

// Find finds what a name leads to, without making anything, also where not even the
// folder is there.
func Find(path, memory string) (*Place, error) {
	p, err := named(path)
	if err != nil {
		return nil, err
	}
	p.memory = memory
	p.known, err = p.readMarkers()
	return p, err
}

func named(path string) (*Place, error) {
	named, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	resolved, err := resolve(named)
	if errors.Is(err, fs.ErrNotExist) {
		resolved, err = named, nil
	}
	p := &Place{path: resolved, named: named, statfs: unix.Statfs}
	p.Processes.folder = processesNextTo(resolved)
	return p, err
}
