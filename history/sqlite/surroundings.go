package sqlite

// Surroundings is what is around a history.
type Surroundings struct {
	Free      int64 // bytes that are left on its disk
	Processes int   // others that have recorded deletions and live
}

// Surroundings looks at the disk, and tries the locks by which processes see each other
// live.
func (s *Store) Surroundings() (around Surroundings, err error) {
	if around.Free, err = s.place.FreeSpace(); err == nil {
		around.Processes, err = s.place.Processes.Try()
	}
	return around, err
}
