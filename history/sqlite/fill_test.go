package sqlite

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sample"
	log "deletecall/history/store"
)

// dumped are the rows of a query as SQLite writes them.
func dumped(t *testing.T, store *Store, query string) []string {
	t.Helper()
	rows, err := all(each(t.Context(), store.reader, scanText, query))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// A filled history is written in bulk, each row once. What is random, the salts and what
// follows from them, is left out.
func TestAFilledHistoryIsTheOneThatIsRecordedEventByEvent(t *testing.T) {
	records := slices.Collect(sample.Records(sample.Options{Seed: 3, Count: 300, Until: begin, Years: 2}))
	filled, recorded := openStore(t, newPath(t)), openStore(t, newPath(t))
	if err := filled.Fill(context.Background(), slices.Values(records), func(int) {}); err != nil {
		t.Fatal(err)
	}
	settled := 0
	err := eventLog{recorded}.Update(context.Background(), log.Work{Op: "test"}, func(tx log.Tx) error {
		for _, record := range records {
			number, id := record.Intent.Number, record.Intent.ID
			events := []history.Event{history.NewIntent(record.Intent, history.Owner{}), history.NewOutcome(number, id, record.Outcome)}
			if record.Settlement != nil {
				settled++
				events = append(events, history.NewSettlement(number, id, *record.Settlement))
			}
			var before deletion.Record
			for _, event := range events {
				if err := log.Append(context.Background(), tx, before, event); err != nil {
					return err
				}
				history.Apply(&before, event)
			}
		}
		return nil
	})
	if err != nil || settled == 0 {
		t.Fatalf("%d settled, %v", settled, err)
	}
	values, err := all(each(t.Context(), recorded.reader, scanText, `SELECT group_concat(format('quote(%s)', name), ' || char(10) || ') FROM pragma_table_info('record')`))
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		`SELECT ` + values[0] + ` FROM record ORDER BY number`,
		`SELECT number FROM late`,
		`SELECT seq || ' ' || number || ' ' || kind || ' ' || length(fields) || ' ' || coalesce(length(answers), 0) FROM event ORDER BY seq`,
		`SELECT seq || ' ' || length(hashes) FROM event_hash ORDER BY seq`,
		`SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name`,
	} {
		got, want := dumped(t, filled, query), dumped(t, recorded, query)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, want %d; the first that differs: %s", query, len(got), len(want), firstDiffering(got, want))
		}
	}
	for number := int64(1); number <= int64(len(records)); number++ {
		got, err := filled.Record(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		want, err := recorded.Record(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		gotJSON, err := got.MarshalJSON()
		wantJSON, failed := want.MarshalJSON()
		if string(gotJSON) != string(wantJSON) || err != nil || failed != nil {
			t.Errorf("record %d is\n%s, want\n%s; %v, %v", number, gotJSON, wantJSON, err, failed)
		}
	}
}

func firstDiffering(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("%q, want %q", got[i], want[i])
		}
	}
	return "one of them ends"
}
