package sqlite

import (
	"context"

	"deletecall/query"
)

// Values returns values that records have in a field and that begin with a
// prefix, sorted, at most limit. No byte of UTF-8 is as high as 0xff.
func (s *Store) Values(ctx context.Context, field query.Field, prefix string, limit int) ([]string, error) {
	column, ok := map[query.Field]string{
		query.ByID: "identifier", query.ByOperator: "operator", query.ByServer: "server",
	}[field]
	if !ok {
		return nil, nil
	}
	// From one value to the next: with an index it never reads the records between.
	next := `(SELECT min(` + column + `) FROM record WHERE ` + column
	var values []string
	err := s.read(ctx, func(from lists) (err error) {
		values, err = all(each(ctx, from.db, scanText, `WITH RECURSIVE found (value) AS (
			SELECT `+next+` >= ?1)
			UNION ALL
			SELECT `+next+` > value) FROM found WHERE value IS NOT NULL LIMIT ?3)
		SELECT value FROM found WHERE value < ?2`, query.Fold(prefix), query.Fold(prefix)+"\xff", limit))
		return err
	})
	return values, err
}
