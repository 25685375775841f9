package postgres

import (
	"testing"

	"deletecall/history/storetest"
)

// answersForTheServer are functions that a role finds before the server's own.
const answersForTheServer = `CREATE FUNCTION public.version() RETURNS text LANGUAGE sql AS $$ SELECT 'CockroachDB' $$;
	CREATE FUNCTION public.current_setting(name text, boolean) RETURNS text LANGUAGE sql AS
		$$ SELECT CASE name WHEN 'server_encoding' THEN 'UTF8' ELSE 'on' END $$;
	CREATE FUNCTION public.pg_has_role(name, oid, text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
	DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$`

func TestNobodyAnswersForTheServer(t *testing.T) {
	for name, statement := range map[string]string{
		"what is committed is lost with the power": `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`,
		"a rule was dropped":                       `DROP TRIGGER event_only_grows ON deletecall.event`,
		"a console has more rights":                `GRANT UPDATE ON deletecall.event TO console`,
	} {
		t.Run(name, func(t *testing.T) {
			owner, console := newHistory(t)
			whole(t, console)
			for _, each := range []string{answersForTheServer, statement} {
				administrate(t, owner, each)
			}
			s := mustOpen(t, console, Options{})
			if _, err := s.Ready(t.Context()); err == nil {
				t.Error("it is ready")
			}
			if findings, err := storetest.Findings(t.Context(), s); err != nil || name == "a rule was dropped" && len(findings) != 1 {
				t.Errorf("%q, %v", findings, err)
			}
		})
	}
}
