package postgres

import (
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/storetest"
	"deletecall/query"
)

// The extension may be in any schema, of which the role that makes the history need not be
// the owner.
func TestTheIndexOfSearchesIsMadeWhereverItsExtensionIs(t *testing.T) {
	admin, database := administrator(t)
	administrate(t, database, `CREATE SCHEMA elsewhere; CREATE EXTENSION pg_trgm SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO admin`)
	if warnings, err := Init(t.Context(), admin, InitOptions{}); err != nil || len(warnings) > 0 {
		t.Error(warnings, err)
	}
}

func TestWithoutAnIndexASearchFindsTheSameAndSaysSo(t *testing.T) {
	admin, database := administrator(t)
	administrate(t, database, `CREATE SCHEMA elsewhere; CREATE EXTENSION pg_trgm SCHEMA elsewhere`)
	warnings, err := Init(t.Context(), admin, InitOptions{})
	if err != nil || len(warnings) != 1 || !strings.HasPrefix(warnings[0], searchesScan) {
		t.Fatal(warnings, err)
	}
	administrate(t, database, `CREATE ROLE searcher LOGIN IN ROLE deletecall_writer`)
	t.Cleanup(func() { administrate(t, database, `DROP ROLE searcher`) })
	s := whole(t, as(t, database, "searcher"))
	if warnings := s.Warnings(t.Context(), nil); !slices.Contains(warnings, searchesScan+".") {
		t.Errorf("%q", warnings)
	}
	wanted, err := query.Parse("2", storetest.OddNow)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := s.Find(t.Context(), wanted, query.PageRequest{Limit: 5}); err != nil || len(found.Records) != 1 || found.Records[0].Outcome.Kind != deletion.Accepted {
		t.Errorf("%+v, %v", found.Records, err)
	}
	_, statements, _ := strings.Cut(warnings[0], "as a superuser: ")
	administrate(t, database, statements)
	if s := mustOpen(t, as(t, database, "searcher"), Options{}); len(s.Warnings(t.Context(), nil)) > 0 {
		t.Errorf("after %s: %q", statements, s.Warnings(t.Context(), nil))
	}
	_, indexed := newHistory(t)
	if s := mustOpen(t, indexed, Options{}); len(s.Warnings(t.Context(), nil)) > 0 {
		t.Errorf("with an index: %q", s.Warnings(t.Context(), nil))
	}
}
