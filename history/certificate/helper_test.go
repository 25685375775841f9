package certificate_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/certificate"
	"deletecall/history/proof"
)

var (
	noon     = time.Date(2026, 11, 23, 12, 0, 0, 250_000_000, time.UTC)
	budapest = time.FixedZone("Europe/Budapest", 3600)
)

// sample is a record in which everything is set.
func sample() deletion.Record {
	return deletion.Record{
		Intent: deletion.Intent{
			Number: 12, ID: "01935b2e-0000-7000-8000-000000000001", IdentifierType: deletion.Extension, Identifier: "8856",
			Status: deletion.Last, Server: "production", Endpoint: "https://verba.example.com/verba/api", Method: deletion.POST,
			ResponseType: deletion.XML, KeyFingerprint: "ab12",
			Operator: deletion.Operator{Name: "alice", Login: "al", UID: "1000", SudoUser: "root", Host: "desk", Terminal: "/dev/pts/1",
				SSHClient: "10.0.0.1 5", SSHKey: "SHA256:x"},
			Reason: "GDPR-2211, erasure", Version: "1.0", Confirmed: noon, Deadline: noon.Add(2 * time.Minute),
		},
		Outcome: deletion.Outcome{Kind: deletion.Accepted, Cause: deletion.CauseAnswered, Detail: "The server answered code 0.",
			Answered: noon.Add(time.Second),
			Attempt: deletion.Attempt{Started: noon, Duration: 34 * time.Millisecond, HTTPStatus: 200, Code: new(0), Message: "ok",
				Answer: deletion.Answer{ContentType: "text/xml", Body: []byte("<ok/>"), Length: 5, SHA256: "2fcb7b4ab9b4d7bd3fe7de4bbad1a31a6dc3bc54fbc1ab9e91e77b9dd5c36a3d"}}},
	}
}

func settled() deletion.Record {
	r := sample()
	r.Outcome.Kind, r.Outcome.Cause, r.Outcome.Attempt = deletion.Unknown, deletion.CauseTime, deletion.Attempt{Started: noon, Duration: time.Minute}
	r.Settlement = &deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked in Verba", Operator: deletion.Operator{Name: "bob"}, Settled: noon.Add(time.Hour)}
	return r
}

// issue is a certificate with everything stated.
func issue() certificate.Issue {
	return certificate.Issue{Zone: budapest, Serial: "12-ABCD-EFGH", Issued: noon.Add(24 * time.Hour),
		Controller: "Example Ltd, 1 Main Street, Budapest", Contact: "privacy@example.com", DecidedBy: "Head of Support", VerifiedBy: "Data Protection Officer",
		Ground: certificate.Ground("b"), Request: "GDPR-2211", RequestDate: "2026-11-20", NotCovered: "The nightly backups, for 30 days."}
}

// archive is a history in memory, with the record and some events of others.
type archive struct {
	t      testing.TB
	events []proof.StoredEvent
}

func newArchive(t testing.TB, r deletion.Record) *archive {
	t.Helper()
	a := &archive{t: t}
	for number := range int64(3) {
		a.add(history.NewIntent(deletion.Intent{Number: 900 + number, ID: "01935b2e-0000-7000-8000-0000000000ff", Confirmed: noon}, history.Owner{}))
	}
	a.add(history.NewIntent(r.Intent, history.Owner{}))
	if r.Outcome.Kind != deletion.Pending {
		a.add(history.NewOutcome(r.Intent.Number, r.Intent.ID, r.Outcome))
	}
	if r.Settlement != nil {
		a.add(history.NewSettlement(r.Intent.Number, r.Intent.ID, *r.Settlement))
	}
	if r.After != nil {
		a.add(history.NewAfter(r.Intent.Number, r.Intent.ID, *r.After))
	}
	return a
}

func (a *archive) add(event history.Event) {
	a.t.Helper()
	data, private, err := event.Encode()
	if err != nil {
		a.t.Fatal(err)
	}
	size := int64(len(a.events))
	hashes, err := proof.StoredHashes(size, data, a.hashes())
	if err != nil {
		a.t.Fatal(err)
	}
	a.events = append(a.events, proof.StoredEvent{Seq: size + 1, Number: event.Number, Kind: string(event.Kind), Data: data, Private: private, Hashes: hashes})
}

// expire removes personal data from all events, and returns the record that is left.
func (a *archive) expire(number int64, kinds ...deletion.DataKind) (left deletion.Record) {
	a.t.Helper()
	for i := range a.events {
		event := &a.events[i]
		var err error
		if event.Private, _, err = event.Without(func(d history.Disclosure) bool { return slices.Contains(kinds, d.Kind()) }); err != nil {
			a.t.Fatal(err)
		}
		decoded, err := history.Decode(event.Data, event.Private)
		if err != nil {
			a.t.Fatal(err)
		}
		if event.Number == number {
			history.Apply(&left, decoded)
		}
	}
	return left
}

func (a *archive) hashes() proof.HashReader {
	return proof.NewHashReader(func(seq int64) ([]byte, error) {
		if seq < 1 || seq > int64(len(a.events)) {
			return nil, errors.New("no such event")
		}
		return a.events[seq-1].Hashes, nil
	})
}

// prove is the proof file of the record with this number.
func (a *archive) prove(key *proof.Key, number int64, withheld []string) []byte {
	a.t.Helper()
	checkpoint, err := key.Sign(func() (proof.Head, error) { return proof.Head{Size: int64(len(a.events)), Hashes: a.hashes()}, nil })
	if err == nil {
		err = checkpoint.End(true)
	}
	if err != nil {
		a.t.Fatal(err)
	}
	subject := proof.Subject{Number: number, Withhold: withheld}
	for _, event := range a.events {
		if event.Number == number {
			subject.Events = append(subject.Events, event)
		}
	}
	file, err := proof.Prove(subject, checkpoint.Note, a.hashes(), key.Public())
	if err != nil {
		a.t.Fatal(err)
	}
	return file
}

func newKey(t testing.TB) *proof.Key {
	t.Helper()
	origin, err := proof.Origin("01")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	key, _, err := proof.OpenKey(filepath.Join(folder, "k"), origin)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// written is the certificate of a record, as a file.
func written(t testing.TB, key *proof.Key, r deletion.Record, issue certificate.Issue) []byte {
	t.Helper()
	file, err := certificate.New(r, issue, key, newArchive(t, r).prove(key, r.Intent.Number, issue.Withheld(&r)))
	if err != nil {
		t.Fatal(err)
	}
	return file
}
