package postgres

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

func TestWhyAHistoryCantBeOpenedIsSaid(t *testing.T) {
	owner, console := newHistory(t)
	elsewhere := strings.Replace(console, "/test", "/absent", 1)
	for name, want := range map[string]struct{ address, problem string }{
		"no server":             {"postgres://console@/test?host=" + url.QueryEscape(t.TempDir()), "can't be reached"},
		"no database":           {elsewhere, "does not have this database"},
		"no role":               {as(t, owner, "nobody"), "refuses the login"},
		"no history":            {newDatabase(t), "has no history"},
		"no file":               {"postgres://console@h/test?sslrootcert=/absent/ca.crt", "a file that can't be read: open /absent/ca.crt"},
		"no address":            {"postgres://console@/test?port=x", "has an address that can't be read: invalid port"},
		"no mode":               {"postgres://console@h/test?sslmode=full", "has an address that can't be read: failed to configure TLS (sslmode is invalid)"},
		"no standby":            {with(parsed(t, console), "target_session_attrs", "standby"), "is not a server of the kind that is asked for: server is not in hot standby mode"},
		"no right to a setting": {with(parsed(t, console), "session_replication_role", "replica"), "session_replication_role"},
		"no service":            {"postgres://console@h/test?service=audit&servicefile=/absent", "failed to read service (failed to read service file: /absent)"},
	} {
		t.Run(name, func(t *testing.T) {
			var failed *deletion.HistoryError
			_, err := Open(t.Context(), want.address, Options{Folder: t.TempDir()})
			if !errors.As(err, &failed) || !strings.Contains(failed.Problem, want.problem) || failed.Advice == "" || strings.Contains(failed.Advice, "GRANT CONNECT") || strings.Contains(failed.Advice, "host and port") {
				t.Errorf("%v", err)
			}
		})
	}
}

// The library takes another server where there is none of the kind that is preferred.
func TestAPreferredKindOfServerIsNotDemanded(t *testing.T) {
	_, console := newHistory(t)
	whole(t, with(parsed(t, console), "target_session_attrs", "prefer-standby"))
}

func parsed(t *testing.T, address string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// Opened for reading, it would warn of a server that can't be used.
func TestACancelledStartIsNoFaultOfTheServer(t *testing.T) {
	owner, _ := newHistory(t)
	ctx, cancel := context.WithCancel(t.Context())
	wrap := func(log store.Log) store.Log { cancel(); return log } // before a role with too many rights is looked at
	if s, err := Open(ctx, owner, Options{Folder: t.TempDir(), wrap: wrap}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, opened %t", err, s != nil)
	}
}

func TestAHistoryOfANewerProgramIsNotTouched(t *testing.T) {
	owner, console := newHistory(t)
	administrate(t, owner, `UPDATE deletecall.meta SET value = '99' WHERE name = 'schema version'`)
	if _, err := Open(t.Context(), console, Options{Folder: t.TempDir()}); err == nil || !strings.Contains(err.Error(), `"99"`) {
		t.Errorf("%v", err)
	}
}

// A console that only looks has no marker of what others recorded.
func TestAnOlderCopyIsNoticedByAConsoleThatSawMore(t *testing.T) {
	owner, console := newHistory(t)
	whole(t, console)
	looks, auditor := mustOpen(t, console, Options{}), mustOpen(t, as(t, owner, "auditor"), Options{})
	for _, s := range []*Store{looks, auditor} {
		if _, total, err := s.Count(t.Context(), query.Query{}); err != nil || total != 2 {
			t.Fatal(total, err)
		}
	}
	administrate(t, owner, `DO $$ BEGIN SET LOCAL session_replication_role = replica;
		DELETE FROM deletecall.event WHERE number = 2; DELETE FROM deletecall.private WHERE seq > 2; DELETE FROM deletecall.record WHERE number = 2;
		UPDATE deletecall.head SET size = 2; END $$`)
	if fresh := mustOpen(t, console, Options{}); fresh.Unwritable() != nil {
		t.Fatal("the copy is no older one:", fresh.Unwritable())
	}
	for name, s := range map[string]*Store{"a console": looks, "an auditor": auditor} {
		if _, _, err := s.Count(t.Context(), query.Query{}); !errors.Is(err, store.ErrDistrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := looks.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{}); !errors.Is(err, store.ErrDistrusted) {
		t.Errorf("an intent: %v", err)
	}
}
