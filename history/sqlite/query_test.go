package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	log "deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/query"
	"deletecall/testkit"
)

// fill makes a history of all kinds of records.
func fill(t testing.TB, store *Store, random *rand.Rand, count int, kinds ...string) {
	t.Helper()
	if len(kinds) == 0 {
		kinds = []string{"accepted", "refused", "not_sent", "unknown", "pending"}
	}
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	_, before, err := store.Count(context.Background(), query.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for n := int(before); n < int(before)+count; n++ { // no target twice: an unknown outcome refuses the next deletion
		intent := intentFor(pick("8856", "8857", "Árvíz", "a8343631-9f35", "50%_off") + fmt.Sprint(n))
		intent.ID = uuidOf(n, random)
		intent.IdentifierType = deletion.IdentifierType(pick("extension", "callID", "nativeID"))
		if intent.IdentifierType != deletion.Extension {
			intent.Status = deletion.NoStatus
		} else {
			intent.Status = deletion.Status(pick("last", "ongoing", "last,ongoing"))
		}
		intent.Server = pick("production", "Test")
		intent.Operator.Name = pick("alice", "Bob", "ÉVA")
		intent.Operator.Login, intent.Operator.Host = pick("alice", "Bob", ""), pick("Desk-7", "desk-77", "é7")
		intent.Operator.SudoUser, intent.Operator.SSHClient = pick("", "Other"), pick("", "10.0.0.7 5022", "10.0.0.77 22")
		intent.Operator.UID, intent.Operator.Terminal = pick("1000", "0"), pick("/dev/pts/3", "")
		intent.Reason = pick("", "GDPR-2211", `a "quoted" reason`)
		intent.Confirmed = begin.Add(-time.Duration(random.IntN(40*24)) * time.Hour)
		recorded, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
		if err != nil {
			t.Fatal(err)
		}
		kind := deletion.OutcomeKind(pick(kinds...))
		if kind == deletion.Pending {
			continue
		}
		outcome := deletion.Outcome{Kind: kind, Answered: intent.Confirmed}
		if kind == deletion.Refused || kind == deletion.Accepted {
			code := -50 * random.IntN(2)
			outcome.Code, outcome.Message = &code, pick("", "Call not found", "NOT FOUND")
		}
		if err := store.RecordOutcome(context.Background(), recorded, outcome); err != nil {
			t.Fatal(err)
		}
		if kind == deletion.Unknown && random.IntN(2) == 0 {
			if err := store.RecordSettlement(context.Background(), recorded.Number, deletion.Settlement{Finding: deletion.FoundDeleted}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// uuidOf makes an ID that begins with the hexadecimal number of its record, so that
// queries can look for it; a few are no UUIDs.
func uuidOf(n int, random *rand.Rand) string {
	if n%10 == 9 {
		return fmt.Sprint("id ", n, " ", random.Uint64())
	}
	return fmt.Sprintf("0193f%03x-7b3c-7def-8a01-%012x", n, random.Uint64()>>16)
}

func randomQuery(random *rand.Rand) string {
	terms := []string{
		"8856", "árvíz", "bob", "éva", "%", "_", "42", "é", "b", "zz", "q", "1\u00a0", "gdpr", `"quoted"`, "found", "absent", "late", "came late",
		"outcome:refused", "outcome:refused,unknown", "outcome:pending", "type:extension", "type:callID,nativeID", "status:last",
		`status:"last,ongoing"`, "id:885", "operator:ALICE", "operator:=ALICE,=bo", "-operator:=ali", `reason:=""`, "id:=8856", "server:test", "code:0", "code:-80..-40", "reason:gdpr",
		`reason:"a \"q"`, `message:"not found"`, "number:10..20", "number:..7", "number:5,6", "since:7d", "until:2026-11-01",
		"on:2026-11", "on:yesterday", "is:unsettled", "is:settled", "is:=settled", "code:=-50", "outcome:refused|unknown",
		"status:last,ongoing", "status:last|ongoing", "status:last,ongoing|last", "login:alice", "login:=BOB", `login:=""`, "host:desk-7", "host:=desk-7", "host:é", "sudo_user:OTHER", `sudo_user:=""`, "ssh_client:10.0.0.7", "uid:=1000", "terminal:pts", "login_uid:1", "ssh_key:x",
		"uuid:0193", "uuid:0193f00", "uuid:0193f012|0193f05", "uuid:ffff", "0193f012", "0193F012-7b3c", "0193f0120", "a8343631", "id:0193f013,8857",
	}
	var query []string
	for range 1 + random.IntN(3) {
		term := terms[random.IntN(len(terms))]
		if random.IntN(3) == 0 {
			term = "-" + term
		}
		query = append(query, term)
	}
	return strings.Join(query, " ")
}

func TestQueriesFindWhatTheObviousReadingFinds(t *testing.T) {
	testkit.Alone(t)
	t.Run("by scanning", func(t *testing.T) {
		store, random := openStore(t, newPath(t)), rand.New(rand.NewPCG(1, 2))
		fill(t, store, random, 120)
		expectObviousReading(t, store, random, 120)
		store.mostWalked = 10 // as for a filter that fits rarely among many
		expectObviousReading(t, store, random, 120)
	})
	t.Run("by the index, and by scanning above it", func(t *testing.T) {
		store, random := openStore(t, newPath(t)), rand.New(rand.NewPCG(5, 6))
		fill(t, store, random, 80, "accepted", "refused", "not_sent", "unknown")
		if err := store.Index(context.Background()); err != nil {
			t.Fatal(err)
		}
		if watermark := indexedUpTo(t, store); watermark != 80 {
			t.Fatalf("the index goes up to %d", watermark)
		}
		fill(t, store, random, 40) // settles nothing in a history with impossible events, so it comes first
		for number := range int64(5) {
			makeLate(t, store, number+20)
		}
		expectObviousReading(t, store, random, 120)
	})
}

// makeLate gives an indexed record another message, as an outcome does that
// arrives after its interruption.
func makeLate(t *testing.T, store *Store, number int64) {
	t.Helper()
	record := mustRecord(t, store, number)
	outcome := record.Outcome
	outcome.Message = "came late: found 42"
	err := eventLog{store}.Update(context.Background(), log.Work{Op: "test"}, func(tx log.Tx) error {
		return log.Append(context.Background(), tx, record, history.NewOutcome(number, record.Intent.ID, outcome))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func expectObviousReading(t *testing.T, store *Store, random *rand.Rand, records int) {
	t.Helper()
	const queries = 400
	all, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: records})
	if err != nil || len(all.Records) != records {
		t.Fatalf("%d records, %v", len(all.Records), err)
	}
	empty := 0
	for range queries {
		text := randomQuery(random)
		filter, err := query.Parse(text, begin)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var want []int64
		for _, record := range all.Records {
			if filter.Fits(record) {
				want = append(want, record.Intent.Number)
			}
		}
		if len(want) == 0 {
			empty++
		}
		page, err := store.Find(context.Background(), filter, query.PageRequest{Limit: records})
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, record := range page.Records {
			got = append(got, record.Intent.Number)
		}
		order := randomOrder(random)
		if paged, sorted := inPages(t, store, filter, order), storetest.InOrder(all.Records, want, order); !slices.Equal(paged, sorted) {
			t.Errorf("%s %s: in pages %v, want %v", text, order, paged, sorted)
		}
		matching, total, err := store.Count(context.Background(), filter)
		if err != nil || total != int64(records) || matching != int64(len(want)) || !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v; counted %d of %d, %v", text, got, want, matching, total, err)
		}
	}
	if empty == 0 || empty > queries*3/4 {
		t.Errorf("%d of %d queries fit nothing: they prove little", empty, queries)
	}
}

func randomOrder(random *rand.Rand) query.Order {
	fields := query.OrderFields()
	return query.Order{By: fields[random.IntN(len(fields))], Reversed: random.IntN(2) == 0}
}

// inPages reads all that fits page by page, on from the first and back again from
// the last, which must be the same.
func inPages(t *testing.T, store *Store, filter query.Query, order query.Order) []int64 {
	t.Helper()
	read := func(request query.PageRequest) []int64 {
		request.Limit, request.Order = 7, order
		page, err := store.Find(context.Background(), filter, request)
		if err != nil {
			t.Fatal(err)
		}
		var numbers []int64
		for _, record := range page.Records {
			numbers = append(numbers, record.Intent.Number)
		}
		return numbers
	}
	var on, back []int64
	for request := (query.PageRequest{}); ; request.After = on[len(on)-1] {
		page := read(request)
		if on = append(on, page...); len(page) == 0 {
			break
		}
	}
	for request := (query.PageRequest{Last: true}); ; request = (query.PageRequest{Before: back[0]}) {
		page := read(request)
		if back = append(page, back...); len(page) == 0 {
			break
		}
	}
	if !slices.Equal(on, back) {
		t.Errorf("%s %s: on %v, back %v", filter, order, on, back)
	}
	if len(on) > 0 {
		middle := on[len(on)/2]
		if page := read(query.PageRequest{From: middle}); page[0] != middle {
			t.Errorf("%s %s: the page from %d is %v", filter, order, middle, page)
		}
	}
	return on
}
