package proof_test

import (
	"fmt"
	"iter"
	"strconv"
	"testing"

	"deletecall/history"
	"deletecall/history/proof"
)

// manyEvents gives events without holding them: each is a real one with its
// number put in.
type manyEvents struct {
	before, after [2][]byte
	beside        [2]history.Private
	hashes        []byte
	ends          []int
}

func newManyEvents(b *testing.B, n int64) *manyEvents {
	a := newArchive(b, 1)
	m := &manyEvents{beside: [2]history.Private{a.events[0].Private, a.events[1].Private}}
	for i := range 2 {
		const member = `"number":`
		data := string(a.events[i].Data)
		at := len(`{"v":2,"kind":"` + a.events[i].Kind + `",` + member)
		m.before[i], m.after[i] = []byte(data[:at]), []byte(data[at+1:])
	}
	reader := proof.NewHashReader(func(seq int64) ([]byte, error) { return m.stored(seq), nil })
	for event := range m.events(n) {
		stored, err := proof.StoredHashes(event.Seq-1, event.Data, reader)
		if err != nil {
			b.Fatal(err)
		}
		m.hashes = append(m.hashes, stored...)
		m.ends = append(m.ends, len(m.hashes))
	}
	return m
}

func (m *manyEvents) stored(seq int64) []byte {
	switch {
	case seq > int64(len(m.ends)):
		return nil
	case seq == 1:
		return m.hashes[:m.ends[0]]
	}
	return m.hashes[m.ends[seq-2]:m.ends[seq-1]]
}

func (m *manyEvents) events(n int64) iter.Seq2[proof.StoredEvent, error] {
	return func(yield func(proof.StoredEvent, error) bool) {
		var data []byte
		for seq := int64(1); seq <= n; seq++ {
			i := (seq - 1) % 2
			number := (seq + 1) / 2
			data = append(strconv.AppendInt(append(data[:0], m.before[i]...), number, 10), m.after[i]...)
			event := proof.StoredEvent{Seq: seq, Number: number, Kind: [2]string{"intent", "outcome"}[i], Data: data, Private: m.beside[i], Hashes: m.stored(seq)}
			if !yield(event, nil) {
				return
			}
		}
	}
}

func BenchmarkVerifyAMillionEvents(b *testing.B) {
	const n = 1_000_000
	many := newManyEvents(b, n)
	b.ReportAllocs()
	for b.Loop() {
		report, err := proof.Verify(proof.Input{Events: many.events(n), HashesFor: n})
		if err != nil || !report.OK() || report.Records != n/2 {
			b.Fatal(err, report.Findings())
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}

// A signed note after each outcome, as they are kept.
func BenchmarkVerifyWithACheckpointForEachDeletion(b *testing.B) {
	const n = 100_000
	many := newManyEvents(b, n)
	signer, public := fixedKey(b, origin(b), "benchmark")
	reader := proof.NewHashReader(func(seq int64) ([]byte, error) { return many.stored(seq), nil })
	var notes [][]byte
	for size := int64(2); size <= n; size += 2 {
		root, err := proof.TreeHead(size, reader)
		if err != nil {
			b.Fatal(err)
		}
		notes = append(notes, signText(b, fmt.Sprintf("%s\n%d\n%s\n", origin(b), size, root), signer))
	}
	kept := func(yield func([]byte, error) bool) {
		for _, note := range notes {
			if !yield(note, nil) {
				return
			}
		}
	}
	for b.Loop() {
		report, err := proof.Verify(proof.Input{Events: many.events(n), HashesFor: n, Keys: []string{public}, Kept: kept})
		if err != nil || !report.OK() || report.ConfirmedSize != n {
			b.Fatal(err, report.Findings())
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}
