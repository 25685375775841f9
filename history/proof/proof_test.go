package proof_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/testkit"
)

// subject is record 3 of an archive of deletions.
func subject(a *archive, withAnswers bool) proof.Subject {
	s := proof.Subject{Number: 3}
	if !withAnswers {
		s.Withhold = []string{history.RawAnswer}
	}
	for _, event := range a.events {
		if event.Number == 3 {
			s.Events = append(s.Events, event)
		}
	}
	return s
}

func prove(t testing.TB, a *archive, checkpoint []byte, key string, withAnswers bool) []byte {
	t.Helper()
	file, err := proof.Prove(subject(a, withAnswers), checkpoint, a.hashes(), key)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAProofShowsItsDeletionWithoutTheHistory(t *testing.T) {
	key, a := newKey(t), newArchive(t, 9)
	a.add(history.NewSettlement(3, "01935e5a-7c1e-7000-8000-000000000003",
		deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: deletion.Operator{Name: "bob"}, Settled: moment}))
	checkpoint := sign(t, key, a)
	for _, withAnswers := range []bool{false, true} {
		proved, err := proof.CheckProof(prove(t, a, checkpoint.Note, key.Public(), withAnswers), key.Public())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(proved.Seqs, []int64{5, 6, 19}) || proved.Checkpoint.Size != 19 || proved.Checkpoint.Root != checkpoint.Root {
			t.Errorf("%+v", proved)
		}
		record := proved.Record
		if record.Intent.Number != 3 || record.Intent.Identifier != "8003" || record.Outcome.Kind != deletion.Accepted ||
			record.Settlement == nil || record.Settlement.Operator.Name != "bob" {
			t.Errorf("%+v", record)
		}
		if (len(proved.Withheld) == 0) != withAnswers || (string(record.Outcome.Answer.Body) == "<secret-answer n='3'/>") != withAnswers {
			t.Errorf("withheld: %q, %q", proved.Withheld, record.Outcome.Answer.Body)
		}
	}
}

func TestAProofHoldsNothingOfOtherEvents(t *testing.T) {
	key, a := newKey(t), newArchive(t, 9)
	file := prove(t, a, sign(t, key, a).Note, key.Public(), false)
	for _, event := range a.events {
		shown := bytes.Contains(file, fmt.Appendf(nil, `\"number\":%d,`, event.Number)) ||
			bytes.Contains(file, fmt.Appendf(nil, "GDPR-%d ", event.Number))
		if shown != (event.Number == 3) {
			t.Errorf("record %d: %v", event.Number, shown)
		}
	}
	if bytes.Contains(file, []byte(`"bytes"`)) {
		t.Error("the answers are in it")
	}
}

func TestEveryDeletionOfEveryHistoryIsProvable(t *testing.T) {
	key := newKey(t)
	a := emptyArchive(t)
	for range 12 {
		a.addDeletion()
		checkpoint := sign(t, key, a)
		for i := 0; i < len(a.events); i += 2 {
			file, err := proof.Prove(proof.Subject{Number: int64(i/2 + 1), Events: a.events[i : i+2]}, checkpoint.Note, a.hashes(), key.Public())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proof.CheckProof(file, key.Public()); err != nil {
				t.Fatal(err)
			}
			var form struct {
				Events []struct{ Path []proof.Hash }
			}
			if err := json.Unmarshal(file, &form); err != nil {
				t.Fatal(err)
			}
			for j, entry := range form.Events {
				var want []proof.Hash
				for _, hash := range naivePath(i+j, leavesOf(a)) {
					want = append(want, hash)
				}
				if !slices.Equal(entry.Path, want) {
					t.Fatalf("event %d of %d: path %v, want %v", i+j, len(a.events), entry.Path, want)
				}
			}
		}
	}
}

// Two bits of each byte are turned; white space may become other white space.
func TestEveryChangedByteOfAProofIsNoticed(t *testing.T) {
	key, a := newKey(t), newArchive(t, 4)
	file := prove(t, a, sign(t, key, a).Note, key.Public(), true)
	var compact bytes.Buffer
	if err := json.Compact(&compact, file); err != nil {
		t.Fatal(err)
	}
	for _, i := range testkit.SomeBelow(len(file)) {
		for _, bit := range []byte{1, 32} {
			changed := bytes.Clone(file)
			changed[i] ^= bit
			if _, err := proof.CheckProof(changed, key.Public()); err != nil {
				continue
			}
			var same bytes.Buffer
			if err := json.Compact(&same, changed); err != nil || !bytes.Equal(same.Bytes(), compact.Bytes()) {
				t.Fatalf("byte %d is changed unnoticed: %q", i, changed[max(0, i-20):min(len(changed), i+20)])
			}
		}
	}
}

// looseForm is a proof file whose parts can be put together otherwise.
type looseForm struct {
	Format     string            `json:"format"`
	Number     int64             `json:"number"`
	Events     []json.RawMessage `json:"events"`
	Checkpoint string            `json:"checkpoint"`
}

func rebuild(t *testing.T, file string, change func(*looseForm)) string {
	t.Helper()
	var form looseForm
	if err := json.Unmarshal([]byte(file), &form); err != nil {
		t.Fatal(err)
	}
	change(&form)
	return string(encoded(form))
}

func TestAProofThatWasPutTogetherOtherwiseIsRefused(t *testing.T) {
	key, a := newKey(t), newArchive(t, 4)
	checkpoint := sign(t, key, a).Note
	file := string(prove(t, a, checkpoint, key.Public(), true))
	without := string(prove(t, a, checkpoint, key.Public(), false))
	other := newKey(t)
	smaller, larger := newArchive(t, 3), newArchive(t, 5)
	rebuilt := func(change func(*looseForm)) string { return rebuild(t, file, change) }
	if _, err := proof.CheckProof([]byte(rebuilt(func(*looseForm) {})), key.Public()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, file, says string }{
		{"nothing", "", "is not a proof"},
		{"something else", `{"format":"x"}`, "is not a proof of deletecall"},
		{"a newer format", `{"format":"deletecall-proof/3"}`, "newest version"},
		{"no events", rebuilt(func(f *looseForm) { f.Events = []json.RawMessage{} }), "has no event"},
		{"another number", rebuilt(func(f *looseForm) { f.Number = 4 }), "belongs to another deletion"},
		{"without its intent", rebuilt(func(f *looseForm) { f.Events = f.Events[1:] }), "the intent comes first"},
		{"in another order", rebuilt(func(f *looseForm) { slices.Reverse(f.Events) }), "the intent comes first"},
		{"an event twice", rebuilt(func(f *looseForm) { f.Events[1] = f.Events[0] }), "does not follow the one before"},
		{"a member more", strings.Replace(file, `"number"`, `"comment": "verified by the court", "number"`, 1), "something in it besides the proof"},
		{"a member twice", strings.Replace(file, `"number": 3`, `"number": 4, "number": 3`, 1), "something in it besides the proof"},
		{"a member in another case", strings.Replace(file, `"number"`, `"Number"`, 1), "was rewritten"},
		{"a number with a fraction", strings.Replace(file, `"number": 3`, `"number": 3.0`, 1), "is not a proof"},
		{"a number with an exponent", strings.Replace(file, `"number": 3`, `"number": 3e0`, 1), "is not a proof"},
		{"a place with a fraction", strings.Replace(file, `"index": 4`, `"index": 4.0`, 1), "is not a proof"},
		{"something after it", file + "{}", "is not a proof"},
		{"other answers", strings.Replace(file, `"bytes": "PHN`, `"bytes": "AAA`, 1), "shows something else"},
		{"another identifier", strings.Replace(file, `"value": "8003"`, `"value": "8004"`, 1), "shows something else"},
		{"a field under another name", strings.Replace(file, `"name": "reason"`, `"name": "note"`, 1), "can't be read"},
		{"a withheld field under another name", strings.Replace(without, `"name": "raw_answer"`, `"name": "message/2"`, 1), "shows something else"},
		{"a field with its digest too", strings.Replace(file, `"value": "8003"`, `"value": "8003", "digest": "`+strings.Repeat("A", 43)+`="`, 1), "can't be read"},
		{"a field without a value", strings.Replace(file, `"value": "8003"`, `"value": ""`, 1), "was rewritten"},
		{"no fields", strings.Replace(file, `"fields": [`, `"x": [`, 1), "was rewritten"},
		{"no path", strings.Replace(without, `"path": [`, `"path": [], "x": [`, 1), "was rewritten"},
		{"the checkpoint of a smaller history", rebuilt(func(f *looseForm) { f.Checkpoint = string(sign(t, newKey(t), smaller).Note) }), "was signed with another key"},
		{"the checkpoint of another signer", rebuilt(func(f *looseForm) { f.Checkpoint = string(sign(t, other, a).Note) }), "was signed with another key"},
		{"a newer checkpoint of the same signer", rebuilt(func(f *looseForm) { f.Checkpoint = string(sign(t, key, larger).Note) }), "is not part of the history"},
		{"too large", strings.Repeat(" ", 17<<20), "is larger than any proof"},
	} {
		_, err := proof.CheckProof([]byte(test.file), key.Public())
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	var fault *proof.CheckpointError
	if _, err := proof.CheckProof([]byte(file), other.Public()); !errors.As(err, &fault) || fault.Fault != proof.OtherKey {
		t.Errorf("with another key: %v", err)
	}
}

func TestWhiteSpaceOfAProofMayChange(t *testing.T) {
	key, a := newKey(t), newArchive(t, 4)
	file := prove(t, a, sign(t, key, a).Note, key.Public(), true)
	if _, err := proof.CheckProof(bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n\t")), key.Public()); err != nil {
		t.Error(err)
	}
}

// A server's message may hold C1 controls, which are lawful in XML and which
// encoding/json leaves as they are.
func TestNothingInAProofActsOnATerminal(t *testing.T) {
	key, a := newKey(t), newArchive(t, 2)
	const hostile = "\u009b2J \u009d0;title\u009c \x7f \u202e \u200b \U000e0041 \x1b[2J \u00e9"
	a.add(history.NewIntent(deletion.Intent{Number: 3, ID: "three", Reason: hostile}, history.Owner{}))
	a.add(history.NewOutcome(3, "three", deletion.Outcome{Kind: deletion.Refused, Attempt: deletion.Attempt{Message: hostile}}))
	file := prove(t, a, sign(t, key, a).Note, key.Public(), false)
	for _, r := range string(file) {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%U is in the file", r)
		}
	}
	for _, spelling := range []struct {
		old, new string
		accepted bool
	}{
		{`\u009b`, `\u009b`, true},
		{`\u009b`, "\u009b", true}, // as itself
		{`\u009b`, `\u009B`, false},
		{"\u00e9", `\u00e9`, false}, // not a hidden one
	} {
		proved, err := proof.CheckProof(bytes.ReplaceAll(file, []byte(spelling.old), []byte(spelling.new)), key.Public())
		if spelling.accepted != (err == nil) || err == nil && proved.Record.Outcome.Message != hostile {
			t.Errorf("%q as %q: %q, %v", spelling.old, spelling.new, proved.Record.Outcome.Message, err)
		}
	}
}

func TestNothingIsProvedThatDoesNotHold(t *testing.T) {
	key, a := newKey(t), newArchive(t, 4)
	checkpoint := sign(t, key, a).Note
	for _, test := range []struct {
		name   string
		change func(*archive, *proof.Subject)
		says   string
	}{
		{"an edited event", func(a *archive, s *proof.Subject) {
			s.Events[1].Data = bytes.Replace(s.Events[1].Data, []byte("accepted"), []byte("refused"), 1)
		}, "event 2 of the file is not part of the history"},
		{"changed hashes", func(a *archive, s *proof.Subject) { a.events[3].Hashes[70] ^= 1 }, "is not part of the history"},
		{"changed answers", func(a *archive, s *proof.Subject) { s.Events[1].Answers = []byte("x") }, "is not what was recorded"},
		{"an event that is not UTF-8", func(a *archive, s *proof.Subject) { s.Events[0].Data[30] = 0xff }, "is not UTF-8"},
		{"another record", func(a *archive, s *proof.Subject) { s.Events = a.events[:2] }, "belongs to another deletion"},
		{"no events", func(a *archive, s *proof.Subject) { s.Events = nil }, "has no event"},
	} {
		changed := a.copied()
		s := subject(changed, true)
		test.change(changed, &s)
		var fault *proof.FileError
		if _, err := proof.Prove(s, checkpoint, changed.hashes(), key.Public()); !errors.As(err, &fault) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestADeletionThatTheCheckpointDoesNotCoverIsNotProved(t *testing.T) {
	key, a := newKey(t), newArchive(t, 2)
	checkpoint := sign(t, key, a).Note
	a.addDeletion()
	if _, err := proof.Prove(subject(a, false), checkpoint, a.hashes(), key.Public()); err == nil || !strings.Contains(err.Error(), "covers 4 events, and the deletion has a later one, 5") {
		t.Errorf("%v", err)
	}
}

func TestAnEventOfANewerVersionIsNotMisreadInAProof(t *testing.T) {
	key, a := newKey(t), emptyArchive(t)
	a.addRaw(3, "intent", []byte(`{"v":3,"kind":"intent","number":3,"id":"x","intent":{}}`), history.Private{})
	_, err := proof.Prove(subject(a, false), sign(t, key, a).Note, a.hashes(), key.Public())
	if !errors.Is(err, history.ErrNewerEvent) || !strings.Contains(err.Error(), "\nCheck it with the newest version of deletecall") {
		t.Errorf("%v", err)
	}
}

func TestAnIntentThatSaysNothingIsNotProved(t *testing.T) {
	key, a := newKey(t), emptyArchive(t)
	a.addRaw(3, "intent", []byte(`{"v":2,"kind":"intent","number":3,"id":"x"}`), history.Private{})
	if _, err := proof.Prove(subject(a, false), sign(t, key, a).Note, a.hashes(), key.Public()); err == nil || !strings.Contains(err.Error(), "the intent comes first") {
		t.Errorf("%v", err)
	}
}

func TestEventsOfOneNumberButTwoDeletionsAreNotProvedTogether(t *testing.T) {
	key, a := newKey(t), emptyArchive(t)
	a.addRaw(3, "intent", []byte(`{"v":2,"kind":"intent","number":3,"id":"x","intent":{}}`), history.Private{})
	a.addRaw(3, "outcome", []byte(`{"v":2,"kind":"outcome","number":3,"id":"y","outcome":{}}`), history.Private{})
	if _, err := proof.Prove(subject(a, false), sign(t, key, a).Note, a.hashes(), key.Public()); err == nil || !strings.Contains(err.Error(), "belongs to another deletion") {
		t.Errorf("%v", err)
	}
}

func TestAnEmptyPathHasOneSpelling(t *testing.T) {
	key, a := newKey(t), newArchive(t, 3)
	only := emptyArchive(t)
	only.addRaw(3, "intent", a.events[4].Data, a.events[4].Private)
	file := prove(t, only, sign(t, key, only).Note, key.Public(), false)
	if _, err := proof.CheckProof(bytes.Replace(file, []byte(`[]`), []byte(`null`), 1), key.Public()); err == nil {
		t.Error("null is taken for no hashes")
	}
}

// A list of a few bytes an element would take a hundred times their memory.
func TestAProofThatClaimsManyEventsTakesNoMemory(t *testing.T) {
	const room = 2 << 20
	fill := func(element string) string { return strings.Repeat(element+",", room/(len(element)+1)) + element }
	for name, file := range map[string]string{
		"events":        `{"format":"deletecall-proof/2","number":1,"events":[` + fill("{}") + `]}`,
		"no events":     `{"format":"deletecall-proof/2","number":1,"events":[` + fill("null") + `]}`,
		"hashes":        `{"format":"deletecall-proof/2","number":1,"events":[{"path":[` + fill("null") + `]}]}`,
		"not a list":    `{"format":"deletecall-proof/2","number":1,"events":"` + fill("x") + `"}`,
		"another field": `{"format":"deletecall-proof/2","number":1,"other":[` + fill("{}") + `]}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := proof.CheckProof([]byte(file), "")
		runtime.ReadMemStats(&after)
		var wrong *proof.FileError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 8*room {
			t.Errorf("%s: %d MiB were allocated, garbage included", name, got>>20)
		}
	}
}
