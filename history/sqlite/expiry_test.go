package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	log "deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/testkit"
)

// of makes texts of one record that are nowhere else, and as long as they come: pages split,
// overflow and are balanced while they are written.
func of(number int, random *rand.Rand) (intent deletion.Intent, outcome deletion.Outcome) {
	mark := fmt.Sprintf("mark%06d", number)
	intent = intentFor(mark)
	intent.ID = fmt.Sprintf("0193f2a1-0000-7000-8000-%012d", number)
	intent.Operator.Login, intent.Operator.Host = mark+"login", mark+"host"
	intent.Reason = mark + strings.Repeat(" reason", random.IntN(10))
	outcome = accepted()
	outcome.Detail, outcome.Message = mark+" detail", mark+strings.Repeat(" message", random.IntN(10))
	outcome.Answer.Body = []byte(strings.Repeat("<"+mark+">", 1+random.IntN(2)*random.IntN(300)))
	outcome.Answer.Text, outcome.Answer.Length = mark, int64(len(outcome.Answer.Body))
	return intent, outcome
}

// marksIn are the marks that are found in any file below a folder.
func marksIn(t *testing.T, folder string, wanted func(number int) bool) (found map[string]int) {
	t.Helper()
	found = map[string]int{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		lower := bytes.ToLower(content)
		for at := 0; ; {
			next := bytes.Index(lower[at:], []byte("mark0"))
			if next < 0 {
				return err
			}
			at += next
			// One that a page ends in is cut, and would be taken for another.
			if number, err := strconv.Atoi(string(lower[at+4 : min(len(lower), at+10)])); err == nil && len(lower) >= at+10 && wanted(number) {
				found[filepath.Base(path)]++
			}
			at += 5
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Not a byte of it, in any file, and not a salt either.
func TestOfWhatExpiredNoByteIsLeft(t *testing.T) {
	testkit.Alone(t)
	path := newPath(t)
	store, random := openStore(t, path), rand.New(rand.NewPCG(1, rand.Uint64()))
	const records = 2400
	// Each outcome changes a row that was written before, as when a server answers: it is that
	// which moves what is in a page.
	for first := 1; first <= records; first += 20 {
		if err := (eventLog{store}).Update(context.Background(), log.Work{Op: "test"}, func(tx log.Tx) error {
			var intents []deletion.Intent
			var outcomes []deletion.Outcome
			for number := first; number < first+20; number++ {
				intent, outcome := of(number, random)
				intent.Number = int64(number)
				intents, outcomes = append(intents, intent), append(outcomes, outcome)
				if err := log.Append(context.Background(), tx, deletion.Record{}, history.NewIntent(intent, history.Owner{})); err != nil {
					return err
				}
			}
			for i, intent := range intents {
				begun := deletion.Record{Intent: intent, Outcome: deletion.Outcome{Kind: deletion.Pending}}
				if err := log.Append(context.Background(), tx, begun, history.NewOutcome(intent.Number, intent.ID, outcomes[i])); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Index(context.Background()); err != nil {
		t.Fatal(err)
	}
	expired := func(number int) bool { return number%3 > 0 }
	expiry := log.Expiry{Data: deletion.DataSet(deletion.AllData()...), Act: history.Act{What: history.ExpiryAct, At: begin}}
	var salts [][]byte
	for number := 1; number <= records; number++ {
		if expired(number) {
			expiry.Records = append(expiry.Records, int64(number))
		}
	}
	all, err := (logReader{store.reader}).EventsOf(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range all {
		disclosed, err := event.Disclosures()
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range disclosed {
			salts = append(salts, field.Salt)
		}
	}
	if left := marksIn(t, filepath.Dir(path), expired); len(left) == 0 {
		t.Fatal("nothing is found before it")
	}
	done, err := store.Expire(context.Background(), []log.Expiry{expiry}, quietly)
	if err != nil || done.Records != int64(len(expiry.Records)) {
		t.Fatalf("%+v, %v", done, err)
	}
	check := func(when string) {
		t.Helper()
		if left := marksIn(t, filepath.Dir(path), expired); len(left) > 0 {
			t.Errorf("%s, there is still something in %v", when, left)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, salt := range salts {
			if bytes.Contains(content, salt) {
				t.Errorf("%s, a salt is still there", when)
			}
		}
	}
	check("at once")
	if err := store.Index(context.Background()); err != nil {
		t.Fatal(err)
	}
	check("with another index")
	if left := marksIn(t, filepath.Dir(path), func(number int) bool { return !expired(number) }); len(left) == 0 {
		t.Error("all others are gone too")
	}
	if findings, err := storetest.Findings(context.Background(), store); err != nil || len(findings) > 0 {
		t.Errorf("%q, %v", findings, err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	check("once closed")
}
