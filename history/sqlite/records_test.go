package sqlite

import (
	"context"
	"errors"
	"testing"

	"deletecall/deletion"
	"deletecall/history/sample"
	"deletecall/history/storetest"
	"deletecall/query"
)

func streamed(t *testing.T, store *Store, query query.Query) (records []deletion.Record) {
	t.Helper()
	for record, err := range store.Records(context.Background(), query, none) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	return records
}

// manyRecords is a history that does not fit into what is read ahead.
func manyRecords(t *testing.T) *Store {
	t.Helper()
	store := openStore(t, newPath(t))
	err := store.Fill(context.Background(), sample.Records(sample.Options{Seed: 1, Count: 2000, Until: begin, Years: 2}), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// The pages that a person sees are the reference.
func TestTheStreamOfRecordsIsAllPagesOneAfterTheOther(t *testing.T) {
	store := manyRecords(t)
	for _, text := range []string{"", "gdpr", "outcome:refused", "number:200..203", "-status:last operator:bob,ines", "absent"} {
		filter, err := query.Parse(text, begin)
		if err != nil {
			t.Fatal(err)
		}
		page, err := store.Find(context.Background(), filter, query.PageRequest{Limit: 3000})
		if err != nil {
			t.Fatal(err)
		}
		records := streamed(t, store, filter)
		if len(records) != len(page.Records) || len(records) == 0 && text != "absent" {
			t.Fatalf("%q: %d records, on pages %d", text, len(records), len(page.Records))
		}
		for i := range records {
			got, err := records[i].MarshalJSON()
			want, wantErr := page.Records[i].MarshalJSON()
			if string(got) != string(want) || errors.Join(err, wantErr) != nil {
				t.Fatalf("%q: record %d is\n%s, on its page\n%s", text, i, got, want)
			}
		}
	}
}

func TestARecordThatCantBeReadHidesNoOther(t *testing.T) {
	content, _ := regularFile(t)
	store := forged(t, content, func(f forger) { f.do(`UPDATE event SET data = x'7b' WHERE seq = 7`) })
	records := streamed(t, store, query.Query{})
	if len(records) != 31 || records[27].Intent.Number != 4 || records[27].Outcome.Kind != deletion.Unknown {
		t.Errorf("%d records, %+v", len(records), records[27])
	}
}

func TestWhoStopsOrCancelsGetsNoMoreRecords(t *testing.T) {
	store, _, _ := regular(t)
	taken := 0
	for range store.Records(context.Background(), query.Query{}, none) {
		if taken++; taken == 3 {
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range store.Records(ctx, query.Query{}, none) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	if taken != 3 {
		t.Errorf("%d records", taken)
	}
}

func TestTheStreamIsTheHistoryOfOneMoment(t *testing.T) {
	store := manyRecords(t)
	number := int64(2000)
	for record, err := range store.Records(context.Background(), query.Query{}, none) {
		if err != nil {
			t.Fatal(err)
		}
		if record.Intent.Number != number || record.Outcome.Kind == deletion.Pending {
			t.Fatalf("it yields %d, %s; expected %d", record.Intent.Number, record.Outcome.Kind, number)
		}
		if number == 2000 {
			mustIntent(t, store, "9999")
		}
		number--
	}
	if number != 0 {
		t.Errorf("it ended before %d", number)
	}
}

func TestAnOrderOfAnExportIsThatOfOneMoment(t *testing.T) {
	storetest.OneMoment(t, openStore(t, newPath(t)))
}
