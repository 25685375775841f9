package postgres

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"deletecall/deletion"
)

func TestWhyAHistoryCantBeOpenedIsSaid(t *testing.T) {
	owner, console := newHistory(t)
	elsewhere := strings.Replace(console, "/test", "/absent", 1)
	for name, want := range map[string]struct{ address, problem string }{
		"no server":   {"postgres://console@/test?host=" + url.QueryEscape(t.TempDir()), "can't be reached"},
		"no database": {elsewhere, "does not have this database"},
		"no role":     {as(t, owner, "nobody"), "refuses the login"},
		"no history":  {newDatabase(t), "has no history"},
		"no file":     {"postgres://console@h/test?sslrootcert=/absent/ca.crt", "a file that can't be read: open /absent/ca.crt"},
		"no address":  {"postgres://console@/test?port=x", "has an address that can't be read"},
	} {
		t.Run(name, func(t *testing.T) {
			var failed *deletion.HistoryError
			_, err := Open(t.Context(), want.address, Options{Folder: t.TempDir()})
			if !errors.As(err, &failed) || !strings.Contains(failed.Problem, want.problem) || failed.Advice == "" {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAHistoryOfANewerProgramIsNotTouched(t *testing.T) {
	owner, console := newHistory(t)
	administrate(t, owner, `UPDATE deletecall.meta SET value = '99' WHERE name = 'schema version'`)
	if _, err := Open(t.Context(), console, Options{Folder: t.TempDir()}); err == nil || !strings.Contains(err.Error(), `"99"`) {
		t.Errorf("%v", err)
	}
}
