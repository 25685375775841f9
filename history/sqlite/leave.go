package sqlite

// Leave is Close for a process that is about to end: it gives the lock of this
// process free and leaves the files to the system. Closing the last connection
// would write the log back into the database, which costs more than the two
// records; the next writer does it when the log has grown.
func (s *Store) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.instance != nil && len(s.open) == 0 {
		s.instance.remove()
		s.instance = nil
	}
}
