package export_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"deletecall/history/export"
)

const benchRecords = 100_000

// BenchmarkExport reports the time of one record and the memory that is held
// at the most while a hundred thousand are written.
func BenchmarkExport(b *testing.B) {
	for _, format := range export.Formats() {
		b.Run(string(format), func(b *testing.B) {
			var peak uint64
			var stats runtime.MemStats
			for b.Loop() {
				_, err := export.Write(b.Context(), io.Discard, repeat(benchRecords, sample()), export.Options{Format: format, Zone: budapest, About: about},
					func(written int64) {
						if written%(16*1024) == 0 {
							runtime.ReadMemStats(&stats)
							peak = max(peak, stats.HeapAlloc)
						}
					})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRecords, "ns/record")
			b.ReportMetric(float64(peak)/(1<<20), "MiB-heap")
		})
	}
}

// BenchmarkCSVAgainstSQLite reports how many times as long an export takes as
// the sqlite3 program with the same table.
func BenchmarkCSVAgainstSQLite(b *testing.B) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 to compare with")
	}
	database := sameTable(b, program)
	var ours, theirs time.Duration
	for b.Loop() {
		started := time.Now()
		out, err := os.Create(filepath.Join(b.TempDir(), "ours.csv"))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := export.Write(b.Context(), out, repeat(benchRecords, sample()), export.Options{Format: export.CSV, Zone: budapest}, nil); err != nil {
			b.Fatal(err)
		}
		if err := out.Close(); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(started)

		started = time.Now()
		if text, err := exec.Command(program, "-csv", "-header", database, ".once "+filepath.Join(b.TempDir(), "theirs.csv"), "SELECT * FROM records").CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, text)
		}
		theirs += time.Since(started)
	}
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "times-sqlite3")
	b.ReportMetric(ours.Seconds()/float64(b.N)*1e9/benchRecords, "ns/record")
}

// sameTable makes a database that holds what the CSV does, numbers as numbers.
func sameTable(b *testing.B, program string) string {
	b.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(written(b, export.CSV, sample())))).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "same.db")
	values := ""
	for _, cell := range rows[1][1:] {
		values += ", '" + strings.ReplaceAll(cell, "'", "''") + "'"
	}
	script := "CREATE TABLE records (" + strings.Join(rows[0], " NUMERIC,") + ");" +
		fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d) INSERT INTO records SELECT i%s FROM n", benchRecords, values)
	if text, err := exec.Command(program, path, script).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, text)
	}
	return path
}
