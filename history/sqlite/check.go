package sqlite

import (
	"context"

	"deletecall/deletion"
)

// Check lets SQLite look for damage in its file (sqlite.org/pragma.html,
// "quick_check"). It reads the whole database.
func (s *Store) Check(ctx context.Context) error {
	var found string
	if err := s.reader.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return s.problem("check the history", err)
	}
	if found != "ok" {
		return &deletion.HistoryError{Op: "check the history", Path: s.place.path, Problem: "is damaged: " + found,
			Advice: "leave it untouched and restore a backup: " + restoreCommand}
	}
	return nil
}
