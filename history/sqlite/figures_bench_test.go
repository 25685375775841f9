package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/sample"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/query"
)

// benchHistory is the one that BENCH_HISTORY names, of any size, or a small one.
func benchHistory(b *testing.B) *Store {
	b.Helper()
	if path := os.Getenv("BENCH_HISTORY"); path != "" {
		return openStore(b, path)
	}
	store := openStore(b, newPath(b))
	fillSample(b, store, 20_000)
	return store
}

func fillSample(b testing.TB, store *Store, count int) {
	b.Helper()
	err := store.Fill(context.Background(), sample.Records(sample.Options{Seed: 1, Count: count, Until: begin, Years: 7}), func(int) {})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPage reads a page at either end, by a filter or by none.
func BenchmarkPage(b *testing.B) {
	store := benchHistory(b)
	for _, filter := range []string{"", "gdpr-1", "gdpr-4711", "gdpr-471x", "2041", "absent", "outcome:refused", "qx"} {
		for name, oldest := range map[string]bool{"newest": false, "oldest": true} {
			b.Run(fmt.Sprintf("%q/%s", filter, name), func(b *testing.B) {
				q, err := query.Parse(filter, begin)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, err := store.Find(context.Background(), q, query.PageRequest{Limit: 100, Last: oldest}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkStatistics counts for the console's counts and chart: by its built-in views, and
// by other filters.
func BenchmarkStatistics(b *testing.B) {
	store := benchHistory(b)
	newest, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	now := newest.Records[0].Intent.Confirmed
	for _, filter := range []string{"", "operator:=alice", "on:today", "on:yesterday", "outcome:refused", "is:unsettled", "since:30d", "type:callID", "server:budapest", "gdpr-4711", "absent",
		"-operator:bob", "gdpr", "gdpr-1", "qx", "-reason:gdpr", "code:-80..-40", "number:1..900000", "login:alice", "after:deleted", "since:5y -code:-50 operator:alice,bob"} {
		b.Run(fmt.Sprintf("%q", filter), func(b *testing.B) {
			q, err := query.Parse(filter, now)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := store.Statistics(context.Background(), q, query.ByDays, storetest.Budapest()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSortedPage reads the first page in each order, and one amid the records.
func BenchmarkSortedPage(b *testing.B) {
	store := benchHistory(b)
	_, total, err := store.Count(context.Background(), query.Query{})
	if err != nil {
		b.Fatal(err)
	}
	for _, filter := range []string{"", "gdpr-1", "gdpr-4711", "outcome:refused", "is:unsettled", "code:-999"} {
		q, err := query.Parse(filter, begin)
		if err != nil {
			b.Fatal(err)
		}
		for _, field := range query.OrderFields() {
			for name, request := range map[string]query.PageRequest{"first": {}, "amid": {From: total / 2}} {
				b.Run(fmt.Sprintf("%q/%s/%s", filter, field, name), func(b *testing.B) {
					request.Limit, request.Order = 100, query.Order{By: field}
					for b.Loop() {
						if _, err := store.Find(context.Background(), q, request); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// BenchmarkRecordBesideTheIndex records in turn into a history whose index is
// filled all the time, and into one without.
func BenchmarkRecordBesideTheIndex(b *testing.B) {
	with, without := openStore(b, newPath(b)), openStore(b, newPath(b))
	for _, store := range []*Store{with, without} {
		fillSample(b, store, 5000)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			_ = with.Index(ctx) // it may be cancelled
			_ = store.Rest(ctx, 10*time.Millisecond)
		}
	}()
	defer func() { cancel(); <-ended }()
	var times [2][]time.Duration
	n := 0
	for b.Loop() {
		n++
		for i, store := range []*Store{with, without} {
			started := time.Now()
			intent, err := store.RecordIntent(ctx, intentFor(fmt.Sprint(n)), deletion.Guards{})
			if err == nil {
				err = store.RecordOutcome(ctx, intent, accepted())
			}
			if err != nil {
				b.Fatal(err)
			}
			times[i] = append(times[i], time.Since(started))
		}
	}
	at := func(i, percent int) float64 {
		slices.Sort(times[i])
		return float64(times[i][len(times[i])*percent/100])
	}
	b.ReportMetric(at(0, 50)/at(1, 50), "median-ratio")
	b.ReportMetric(at(0, 99)/at(1, 99), "p99-ratio")
}

// BenchmarkIndex fills the search index again.
func BenchmarkIndex(b *testing.B) {
	const records = 20_000
	store := openStore(b, newPath(b))
	fillSample(b, store, records)
	var bytes int64
	for b.Loop() {
		if err := errors.Join(store.words.Close(), store.place.RemoveSearch()); err != nil {
			b.Fatal(err)
		}
		store.words = words.New(store.place, store.ID())
		if err := store.Index(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	for _, path := range store.place.SearchFiles() {
		if info, err := os.Stat(path); err == nil {
			bytes += info.Size()
		}
	}
	b.ReportMetric(float64(bytes)/records, "B/record")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/records, "µs/record")
}

// BenchmarkProve proves one deletion.
func BenchmarkProve(b *testing.B) {
	store := openStore(b, newPath(b))
	fillSample(b, store, 20_000)
	origin, err := proof.Origin(store.ID())
	if err != nil {
		b.Fatal(err)
	}
	key, _, err := proof.OpenKey(filepath.Join(b.TempDir(), "key"), origin)
	if err != nil {
		b.Fatal(err)
	}
	checkpoint, err := store.Sign(context.Background(), key)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := store.Prove(context.Background(), 10_000, checkpoint.Note, nil, key.Public()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify verifies everything, as history verify does.
func BenchmarkVerify(b *testing.B) {
	store := benchHistory(b)
	for _, part := range []struct {
		name string
		do   func(context.Context) (int, error)
	}{
		{"events", func(ctx context.Context) (int, error) {
			report, err := store.Verify(ctx, nil)
			return len(report.Findings()), err
		}},
		{"indexes and search index", func(ctx context.Context) (int, error) {
			findings, err := store.Findings(ctx)
			return len(findings), err
		}},
	} {
		b.Run(part.name, func(b *testing.B) {
			for b.Loop() {
				if found, err := part.do(context.Background()); err != nil || found > 0 {
					b.Fatalf("%d findings, %v", found, err)
				}
			}
		})
	}
}
