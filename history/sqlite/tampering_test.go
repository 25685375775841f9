package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"deletecall/history/proof"
	"deletecall/history/storetest"
)

const (
	renameInEvent = `UPDATE event SET fields = said(fields, '8004', '9004') WHERE number = 4;
		UPDATE event SET data = commit_to(data, fields) WHERE number = 4 AND fields IS NOT NULL`
	renameInList = `UPDATE record SET identifier = '9004' WHERE number = 4`
	// swap exchanges everything of two events but their places.
	swap = `UPDATE event SET seq = -3 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = -3`
)

func sqlOf(statements string) func(forger) {
	return func(f forger) { f.do(statements) }
}

// Each has a sentence of its own, and is not found by a rule that is missing.
func TestEveryTamperingWithPlainSQLIsFound(t *testing.T) {
	content, checkpoint := regularFile(t)
	for name, test := range map[string]struct {
		change func(forger)
		found  string
	}{
		"event: edited":                     {sqlOf(renameInEvent), "The first event that does not match its hash is event 7 (record 4): the stored hash is "},
		"event: another identifier":         {sqlOf(`UPDATE event SET fields = said(fields, '8004', '9004') WHERE number = 4; ` + renameInList), "said in event 7 (record 4) is not what was recorded"},
		"event: a field of no version":      {sqlOf(`UPDATE event SET fields = x'ff00fe' WHERE seq = 7`), "said in event 7 (record 4) is not what was recorded"},
		"event: no fields":                  {sqlOf(`UPDATE event SET fields = NULL WHERE seq = 7`), "said in event 7 (record 4) is missing"},
		"event: edited, with its list":      {sqlOf(renameInEvent + ";" + renameInList), "The first event that does not match its hash is event 7 (record 4)"},
		"event: edited, hash of it as well": {func(f forger) { f.do(renameInEvent); f.rehash() }, "Does not match"},
		"event: filed under another record": {sqlOf(`UPDATE event SET number = 5 WHERE seq = 7`), "filed as \"intent\" of record 5"},
		"event: filed as another kind":      {sqlOf(`UPDATE event SET kind = 'export' WHERE seq = 7`), "filed as \"export\" of record 4"},
		"event: answers edited":             {sqlOf(`UPDATE event SET answers = x'00' WHERE seq = 8`), "said in event 8 (record 4) is not what was recorded"},
		"event: answers removed":            {sqlOf(`UPDATE event SET answers = NULL WHERE seq = 8`), "Personal data (raw_answer) of event 8 (record 4) is gone"},
		"event: answers invented":           {sqlOf(`UPDATE event SET answers = x'00' WHERE seq = 7`), "Event 7 (record 4) has something beside it"},
		"event: deleted":                    {sqlOf(`DELETE FROM event WHERE seq = 7`), "Event 7 is missing"},
		"event: deleted, renumbered":        {sqlOf(`DELETE FROM event WHERE seq = 7; UPDATE event SET seq = -seq WHERE seq > 7; UPDATE event SET seq = -seq - 1 WHERE seq < 0`), "The first event that does not match its hash is event 7"},
		"event: deleted, all renumbered": {func(f forger) {
			f.do(`DELETE FROM event WHERE seq = 7; UPDATE event SET seq = -seq WHERE seq > 7; UPDATE event SET seq = -seq - 1 WHERE seq < 0`)
			f.rehash()
		}, "Does not match"},
		"event: a record removed with every trace of it": {func(f forger) {
			f.do(`DELETE FROM event WHERE number = 4; DELETE FROM record WHERE number = 4;
				UPDATE event SET seq = -(SELECT count(*) FROM event AS e WHERE e.seq <= event.seq); UPDATE event SET seq = -seq`)
			f.rehash()
		}, "Record 4 is missing"},
		"event: the last one deleted": {sqlOf(`DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)`), "is missing at its end"},
		"event: inserted":             {sqlOf(`UPDATE event SET seq = -seq - 1 WHERE seq > 5; UPDATE event SET seq = -seq WHERE seq < 0; INSERT INTO event SELECT 6, number, kind, data, fields, answers FROM event WHERE seq = 3`), "something was inserted before it"},
		"event: repeated at the end": {func(f forger) {
			f.do(`INSERT INTO event SELECT (SELECT max(seq) FROM event) + 1, number, kind, data, fields, answers FROM event WHERE seq = 1`)
			f.rehash()
		}, "begins record 1 a second time"},
		"event: the same under another": {func(f forger) {
			f.do(`INSERT INTO event SELECT (SELECT max(seq) FROM event) + 1, 31, kind, data, fields, answers FROM event WHERE seq = 1`)
			f.rehash()
		}, "of record 31, but its bytes say"},
		"event: swapped":                {sqlOf(swap), "Events changed places"},
		"event: swapped with hashes":    {func(f forger) { f.do(swap); f.rehash() }, "Does not match"},
		"event: not an event":           {func(f forger) { f.do(`UPDATE event SET data = x'7b' WHERE seq = 7`); f.rehash() }, "Event 7 (record 4) can't be read"},
		"event_hash: edited":            {sqlOf(`UPDATE event_hash SET hashes = CAST(iif(substr(hashes, 1, 1) = x'00', x'01', x'00') || substr(hashes, 2) AS BLOB) WHERE seq = 7`), "The first event that does not match its hash is event 7"},
		"event_hash: a higher level":    {sqlOf(`UPDATE event_hash SET hashes = CAST(substr(hashes, 1, 40) || iif(substr(hashes, 41, 1) = x'00', x'01', x'00') || substr(hashes, 42) AS BLOB) WHERE seq = 8`), "stored with event 8 do not follow from the events: the first wrong one is that of level 1"},
		"event_hash: removed":           {sqlOf(`DELETE FROM event_hash WHERE seq = 7`), "the stored hash is missing"},
		"event_hash: added":             {sqlOf(`INSERT INTO event_hash SELECT max(seq) + 1, hashes FROM event_hash`), "is missing at its end"},
		"checkpoint: edited":            {sqlOf(`UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), char(10) || size || char(10), char(10) || (size - 1) || char(10)) AS BLOB)`), "A checkpoint over 62 events is filed as one over 63"},
		"checkpoint: another signature": {sqlOf(`UPDATE checkpoint SET note = CAST(replace(replace(CAST(note AS TEXT), 'A', '?'), 'B', 'A') AS BLOB)`), "One of the history's own checkpoints proves nothing"},
		"checkpoint: filed elsewhere":   {sqlOf(`UPDATE checkpoint SET size = size - 1 WHERE size = (SELECT max(size) FROM checkpoint)`), "is filed as one over"},
		"checkpoint: invented":          {sqlOf(`INSERT INTO checkpoint SELECT 2, note FROM checkpoint ORDER BY size LIMIT 1`), "is filed as one over 2"},
		"public_key: edited":            {func(f forger) { key, _ := f.anotherKey(); f.do(`UPDATE public_key SET key = ?`, key.Public()) }, "a public key in it belongs to"},
		"public_key: added": {func(f forger) {
			key, _ := f.anotherKey()
			f.do(`INSERT INTO public_key (key) VALUES (?)`, key.Public())
		}, "but signed none of its checkpoints"},
		"public_key: not a key": {sqlOf(`UPDATE public_key SET key = 'x'`), "a public key in it belongs to x"},
		"public_key: removed":   {sqlOf(`DELETE FROM public_key`), "no public key to check them with"},
		"meta: edited":          {sqlOf(`UPDATE meta SET value = x'00'`), "but a public key in it belongs to"},
		"meta: added":           {sqlOf(`INSERT INTO meta VALUES ('mark', x'00')`), "The table meta has 1 entry "},
		"record: removed":       {sqlOf(`DELETE FROM record WHERE number = 4`), "Record 4 is missing from the list"},
		"record: invented": {sqlOf(`CREATE TEMP TABLE one AS SELECT * FROM record WHERE number = 4; UPDATE one SET number = 99;
			INSERT INTO record SELECT * FROM one`), "a record 99 that has no event"},
		"record: renumbered":      {sqlOf(`UPDATE record SET number = 99 WHERE number = 4`), "Record 4 is missing from the list"},
		"late: added":             {sqlOf(`INSERT INTO late VALUES (4)`), "events of record 4 differ"},
		"late: invented":          {sqlOf(`INSERT INTO late VALUES (99)`), "The table late lists records that do not exist: 1"},
		"event: a second outcome": {secondOutcome, "Event 64 can't follow the earlier events of record 4"},
		"late: removed":           {sqlOf(`DELETE FROM late`), "events of record 31 differ"},
		"an index: dropped":       {sqlOf(`DROP INDEX record_by_server`), "The index record_by_server was dropped"},
		"an index: changed":       {sqlOf(`DROP INDEX record_by_server; CREATE INDEX record_by_server ON record (server)`), "The index record_by_server of the database was changed"},
		"an index: added":         {sqlOf(`CREATE UNIQUE INDEX one ON record (number)`), "The index one was added"},
		"an index: made blind": {func(f forger) {
			// The index is hidden while its table changes, and is then back.
			f.do(`CREATE TEMP TABLE aside AS SELECT * FROM sqlite_schema WHERE name = 'record_open'; PRAGMA writable_schema = ON;
				DELETE FROM sqlite_schema WHERE name = 'record_open'; PRAGMA writable_schema = RESET`)
			f.do(`UPDATE record SET outcome = 'pending' WHERE number = 4`)
			f.do(`PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM aside; PRAGMA writable_schema = RESET`)
		}, "SQLite reports a damaged database"},
		"a table: added":   {sqlOf(`CREATE TABLE sqliteX (a)`), "The table sqliteX was added"},
		"a view: added":    {sqlOf(`CREATE VIEW nice AS SELECT * FROM record`), "The view nice was added"},
		"a table: dropped": {sqlOf(`DROP TABLE late`), "The table late was dropped"},
		"a trigger: added": {sqlOf(`CREATE TRIGGER sqliteX AFTER INSERT ON record BEGIN DELETE FROM record; END`), "The trigger sqliteX was added"},
		"a cut tail": {sqlOf(`DELETE FROM event WHERE seq > 40; DELETE FROM event_hash WHERE seq > 40; DELETE FROM checkpoint WHERE size > 40;
			DELETE FROM record WHERE number > 20; DELETE FROM late`), "The history is shorter than it was: the checkpoint from given covers 63 events"},
		"everything again, with another key": {func(f forger) { f.rewrite() }, "a public key in it belongs to"},
		"everything again, its name as well": {func(f forger) { f.do(`UPDATE meta SET value = ?`, f.rewrite()) }, "The checkpoint from given proves nothing: the checkpoint belongs to another history"},
	} {
		t.Run(name, func(t *testing.T) {
			findings := lookedAt(t, forged(t, content, test.change), checkpoint)
			if !strings.Contains(strings.Join(findings, "\n"), test.found) {
				t.Errorf("found %q", findings)
			}
			for _, finding := range findings {
				if strings.HasPrefix(finding, "The trigger") && !strings.HasPrefix(name, "a trigger") {
					t.Errorf("the rules are not as they were: %s", finding)
				}
			}
		})
	}
}

// lookedAt is everything that can be learnt of a history that can perhaps not be read
// to its end.
func lookedAt(t *testing.T, store *Store, checkpoint []byte) []string {
	t.Helper()
	report, err := store.Verify(context.Background(), []proof.NamedCheckpoint{{Name: "given", Note: checkpoint}})
	if report == nil {
		t.Fatal(err)
	}
	findings, failed := storetest.Findings(context.Background(), store)
	findings = append(report.Findings(), findings...)
	if err := errors.Join(err, failed); err != nil {
		findings = append(findings, err.Error())
	}
	return findings
}

// The rules are what an honest mistake meets first; they refuse every change.
func TestTheDatabaseItselfRefusesEveryChangeOfAnEvent(t *testing.T) {
	store, _, _ := regular(t)
	for _, statement := range []string{
		`UPDATE event SET number = 5`, `DELETE FROM event`, `INSERT INTO event SELECT 99, number, kind, data, fields, answers FROM event LIMIT 1`,
		`INSERT OR REPLACE INTO event SELECT seq, number, kind, x'', NULL, NULL FROM event WHERE seq = 1`,
		`UPDATE event_hash SET hashes = x''`, `DELETE FROM event_hash`, `INSERT OR REPLACE INTO event_hash VALUES (1, x'')`,
		`UPDATE checkpoint SET note = x''`, `DELETE FROM checkpoint`, `INSERT OR REPLACE INTO checkpoint VALUES (20, x'')`,
		`UPDATE public_key SET key = ''`, `DELETE FROM public_key`,
	} {
		var refused sqlite3.Error
		if _, err := store.writer.Exec(statement); !errors.As(err, &refused) || refused.Code != sqlite3.ErrConstraint {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestYesterdaysCopyIsFoundByACheckpointOfToday(t *testing.T) {
	store, key, last := regular(t)
	yesterday := emptyFile(t)
	if _, err := store.Backup(context.Background(), yesterday, quietly); err != nil {
		t.Fatal(err)
	}
	if findings := lookedAt(t, openCopied(t, yesterday), last); len(findings) > 0 {
		t.Errorf("in itself it is whole: %q", findings)
	}
	mustIntent(t, store, "9999")
	today, err := store.Sign(context.Background(), key)
	if err != nil {
		t.Fatal(err)
	}
	if findings := lookedAt(t, openCopied(t, yesterday), today.Note); !strings.Contains(strings.Join(findings, "\n"), "an older copy was restored") {
		t.Errorf("found %q", findings)
	}
}
