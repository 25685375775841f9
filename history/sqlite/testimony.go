package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/safetext"
)

// testimony is what one witness says.
type testimony struct {
	witness
	file string
	err  error // it can't be understood
}

// hear reads all witnesses of this place, the one beside the history first. Where
// the name was made a link, the one beside the link may know more than the one
// beside what it leads to.
func (p place) hear() ([]testimony, error) {
	var all []testimony
	for _, file := range p.besides() {
		w, found, err := readWitness(file)
		if err != nil && !errors.Is(err, errWitness) {
			return nil, problem(openOp, file, err)
		}
		if found {
			all = append(all, testimony{w, file, err})
		}
	}
	for _, file := range p.remoteWitnesses() {
		// One that can't be read says nothing: a configuration that belongs to
		// somebody else hinders no deletion.
		if w, found, err := readWitness(file); found {
			all = append(all, testimony{w, file, err})
		}
	}
	return all, nil
}

// besides are the witnesses beside the history.
func (p place) besides() []string {
	if p.named == "" || p.named == p.path {
		return []string{p.witness()}
	}
	return []string{p.witness(), witnessBeside(p.named)}
}

// remoteWitnesses are those elsewhere, by all names of the history.
func (p place) remoteWitnesses() []string {
	if p.memory == "" {
		return nil
	}
	files := []string{remoteWitness(p.memory, p.path)}
	if p.named != "" && p.named != p.path {
		files = append(files, remoteWitness(p.memory, p.named))
	}
	return files
}

// record lets the witnesses know of a number. The history is whole without them; what
// is wrong with them, the next intent finds.
func (p place) record(w witness) {
	_ = updateWitness(p.witness(), w)
	if p.memory == "" {
		return
	}
	for _, path := range slices.Compact([]string{p.path, p.named}) {
		_ = updateRemoteWitness(remoteWitness(p.memory, path), path, w)
	}
}

// testify returns the number up to which this history is known to have had
// records. A history without a marker next to it gets one: it is new, or was moved
// here.
func (s *Store) testify() (highest int64, err error) {
	all, err := s.place.hear()
	if err != nil {
		return 0, err
	}
	mine := historyID(s.fingerprintKey)
	if highest, err = s.place.agree(all, mine); err != nil {
		return 0, err
	}
	now := s.witness(highest)
	if len(all) == 0 || all[0].file != s.place.witness() || all[0].home != now.home {
		err = replaceFile(s.place.witness(), now.line())
	}
	return highest, problem("make the witness of the history", s.place.witness(), err)
}

// witness is what the markers should remember of this history.
func (s *Store) witness(highest int64) witness {
	return witness{s.ID(), highest, s.place.here(s.place.files[0].was.identity)}
}

// agree returns the highest number that any witness knows, when all speak of this
// history.
func (p place) agree(all []testimony, mine string) (highest int64, err error) {
	for _, t := range all {
		switch {
		case t.err != nil:
			return 0, &deletion.HistoryError{Op: "use the history", Path: t.file, Problem: "is damaged; it tells whether records are missing",
				Advice: "look at the newest records; if none is missing, go on with: " + restoreThis(p.path), Err: t.err}
		case t.history != mine:
			return 0, &deletion.HistoryError{Op: "use the history", Path: p.path, Problem: "is not the history that was here before",
				Advice: "restore a backup of the right one: " + restoreCommand + "; to go on with this one on purpose: " + restoreThis(p.path)}
		}
		highest = max(highest, t.highest)
	}
	return highest, nil
}

// checkComplete refuses a history that ends before what a witness has seen.
func (s *Store) checkComplete(ctx context.Context, in queryer, highest int64) (next int64, err error) {
	var last int64
	if err := in.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM event`).Scan(&last); err != nil {
		return 0, err
	}
	if last >= highest {
		return last + 1, nil
	}
	return 0, &deletion.HistoryError{Op: "use the history", Path: s.place.path,
		Problem: fmt.Sprintf("ends with record %d, although it had record %d: it is an older copy", last, highest),
		Advice:  "restore a newer one: " + restoreCommand + "; to go on with this one on purpose: " + restoreThis(s.place.path)}
}

// lost is the error about a history of which only witnesses are left.
func (p place) lost(what string, known []testimony) error {
	return &deletion.HistoryError{Op: openOp, Path: p.path, Problem: what + ", although it had records",
		Advice: "restore a backup: " + restoreCommand + "; to begin a new history on purpose, " + remove(known)}
}

// restoreCommand is what puts a copy in the place of a history.
const restoreCommand = "deletecall history restore FILE"

// restoreThis makes what was found in the place of a history the history.
func restoreThis(path string) string { return fmt.Sprintf("deletecall history restore %q", path) }

// remove says which markers are in the way.
func remove(all []testimony) string {
	var names []string
	for _, t := range all {
		names = append(names, fmt.Sprintf("%q", t.file))
	}
	return "remove " + strings.Join(names, " and ")
}

// Warnings says, in plain sentences, what a reader of this history should know:
// that it can only be read, that records are missing at its end, that the file
// system is not known.
func (s *Store) Warnings(ctx context.Context) []string {
	warnings := slices.Clone(s.place.warnings)
	if err := s.place.checkSearch(); err != nil {
		warnings = append(warnings, "Searches take longer: "+safetext.Line(err.Error()))
	}
	all, err := s.place.hear()
	if err == nil {
		var highest int64
		if highest, err = s.place.agree(all, historyID(s.fingerprintKey)); err == nil {
			_, err = s.checkComplete(ctx, s.reader, highest)
		}
	}
	var failure *deletion.HistoryError
	if errors.As(s.problem(readOp, err), &failure) {
		warnings = append(warnings, fmt.Sprintf("%s %s; %s.", safetext.Line(failure.Path), failure.Problem, failure.Advice))
	}
	return warnings
}

// IsKnown reports whether there is, or is known to have been, a history under this
// name. memory is that of [Options].
func IsKnown(path, memory string) bool {
	p, err := namedPlace(path)
	if err != nil {
		return true // opening it tells what is wrong
	}
	if _, err := lookAt(p.path); err == nil {
		return true
	}
	p.memory = memory
	all, err := p.hear()
	return len(all) > 0 || err != nil
}

// IsInUse reports whether deletions were recorded in the history under this name: a
// witness knows of it then, which no copy has. memory is that of [Options].
func IsInUse(path, memory string) bool {
	p, err := namedPlace(path)
	if err != nil {
		return true
	}
	p.memory = memory
	all, err := p.hear()
	return len(all) > 0 || err != nil
}

// namedPlace finds what a name leads to, also where not even the folder is there.
func namedPlace(path string) (place, error) {
	named, err := filepath.Abs(path)
	if err != nil {
		return place{}, err
	}
	resolved, err := resolve(named)
	if errors.Is(err, fs.ErrNotExist) {
		resolved, err = named, nil
	}
	return place{path: resolved, named: named}, err
}
