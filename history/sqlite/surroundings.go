package sqlite

import "deletecall/history/store"

// Surroundings looks at the disk, and tries the locks by which processes see each other
// live.
func (s *Store) Surroundings() (around store.Surroundings, err error) {
	if around.Free, err = s.place.FreeSpace(); err == nil {
		around.Processes, err = s.place.Processes.Try()
	}
	return around, err
}
