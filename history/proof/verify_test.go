package proof_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

func verify(t *testing.T, input proof.Input) *proof.Report {
	t.Helper()
	report, err := proof.Verify(input)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func says(texts []string, want string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, want) })
}

func TestAHistoryThatNobodyChangedIsConfirmed(t *testing.T) {
	key, a := newKey(t), newArchive(t, 5)
	a.kept = append(a.kept, sign(t, key, a).Note)
	a.addDeletion()
	a.kept = append(a.kept, sign(t, key, a).Note)
	input := a.input()
	input.Keys = []string{key.Public()}
	input.Given = []proof.NamedCheckpoint{{Name: "the vault", Note: a.kept[1]}, {Name: "the mail", Note: a.kept[0]}}
	report := verify(t, input)
	if !report.OK() || report.Events != 12 || report.Records != 6 || report.Root != naiveRoot(leavesOf(a)) ||
		report.KeptConfirmed != 2 || report.ConfirmedSize != 12 || report.GivenSize != 12 {
		t.Errorf("%+v\n%q", report, report.Findings())
	}
	if got := report.Confirmations(); len(got) != 3 || !says(got, "Matches the checkpoint from the vault: the first 12 events") {
		t.Errorf("confirmations: %q", got)
	}
	if got := report.Unchecked(); len(got) != 1 || !says(got, "1 was compared by hash only") {
		t.Errorf("unchecked: %q", got)
	}
}

// Somebody changes the events and knows nothing of the hashes.
func TestEveryTamperingWithTheEventsIsFoundAndNamed(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*archive)
		first  int64 // event that does not fit; 0 when all do
		says   string
	}{
		{"an edited event", func(a *archive) {
			a.events[5].Data = bytes.Replace(a.events[5].Data, []byte("accepted"), []byte("refused"), 1)
		}, 6, "The first event that does not match its hash is event 6 (record 3)"},
		{"an event that was taken out", func(a *archive) { a.events = slices.Delete(a.events, 4, 5) }, 0, "Event 5 is missing."},
		{"events that were taken out", func(a *archive) { a.events = slices.Delete(a.events, 4, 6) }, 0, "Events 5 to 6 are missing."},
		{"a record that was taken out", func(a *archive) { a.events = slices.Delete(a.events, 4, 6) }, 0, "Record 3 is missing: event 7 begins record 4."},
		{"an event that was taken out, and the others moved up", func(a *archive) {
			moveUp(a, 4)
		}, 5, "The event here now was recorded at 6: earlier events are missing."},
		{"an event that was put in, and the others moved down", func(a *archive) {
			moveDown(a, 4)
		}, 5, "The event recorded here is now at 6: something was inserted before it."},
		{"events that changed places", func(a *archive) {
			a.events[4].Data, a.events[6].Data = a.events[6].Data, a.events[4].Data
		}, 5, "Events changed places: the one recorded here is now at 7; the one here now was recorded at 7."},
		{"a tail that was cut off", func(a *archive) { a.events = a.events[:8] }, 0, "The history is shorter than it was: the checkpoint from the vault covers 10 events"},
		{"a stored hash that was taken away", func(a *archive) { a.events[4].Hashes = nil }, 5, "the stored hash is missing"},
		{"a stored hash of the tree", func(a *archive) { a.events[3].Hashes[70] ^= 1 }, 0, "The hashes stored with event 4 do not follow from the events: the first wrong one is that of level 2: the stored hash is "},
		{"a stored hash too many", func(a *archive) { a.events[4].Hashes = append(a.events[4].Hashes, make([]byte, 32)...) }, 0, "that of level 1: the stored hash is AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, the computed one is missing."},
		{"answers of the server", func(a *archive) { a.events[5].Answers[30] ^= 1 }, 0, "What people or the server said in event 6 (record 3) is not what was recorded."},
		{"a reason", func(a *archive) { a.events[4].Fields[60] ^= 1 }, 0, "What people or the server said in event 5 (record 3) is not what was recorded."},
		{"fields that were taken away", func(a *archive) { a.events[4].Fields = nil }, 0, "What people and the server said in event 5 (record 3) is missing"},
		{"answers that were taken away", func(a *archive) { a.events[5].Answers = nil }, 0, "Personal data (raw_answer) of event 6 (record 3) is gone, and no expiry in the history removed it."},
		{"answers that were invented", func(a *archive) { a.events[4].Answers = []byte("x") }, 0, "Event 5 (record 3) has something beside it that it was recorded without."},
		{"an event that was filed under another record", func(a *archive) { a.events[5].Number = 1 }, 0, `Event 6 is filed as "outcome" of record 1, but its bytes say that it is "outcome" of record 3.`},
		{"an event that was filed as another kind", func(a *archive) { a.events[5].Kind = "\x1b[2J" }, 0, `Event 6 is filed as "\x1b[2J" of record 3`},
		{"an event of a hostile kind", func(a *archive) {
			a.events[5].Data = []byte(`{"v":2,"kind":"\u001b[2J","number":3}`)
		}, 6, `but its bytes say that it is "\x1b[2J" of record 3`},
		{"an event that is there twice", func(a *archive) { a.events = slices.Insert(a.events, 5, a.events[4]) }, 0, "Event 5 comes after event 5, where it does not belong."},
	} {
		t.Run(test.name, func(t *testing.T) {
			report := verifyAfter(t, test.change)
			if report.OK() || !says(report.Findings(), test.says) {
				t.Errorf("it says %q", report.Findings())
			}
			var first int64
			if report.Misfits.Count > 0 {
				first = report.Misfits.First[0].Seq
			}
			if first != test.first {
				t.Errorf("the first misfit is %d", first)
			}
			if strings.Contains(strings.Join(report.Findings(), ""), "\x1b") {
				t.Error("a finding is not clean")
			}
		})
	}
}

// verifyAfter changes a history of 10 events, which has a checkpoint of its own
// over 4 and one from elsewhere over all.
func verifyAfter(t *testing.T, change func(*archive)) *proof.Report {
	t.Helper()
	key, a := newKey(t), newArchive(t, 2)
	a.kept = append(a.kept, sign(t, key, a).Note)
	for range 3 {
		a.addDeletion()
	}
	vault := sign(t, key, a).Note
	change(a)
	input := a.input()
	input.Keys, input.Given = []string{key.Public()}, []proof.NamedCheckpoint{{Name: "the vault", Note: vault}}
	return verify(t, input)
}

// moveUp takes an event's content out and gives its place to the next one.
func moveUp(a *archive, at int) {
	last := len(a.events) - 1
	for i := at; i < last; i++ {
		a.events[i].Data, a.events[i].Number = a.events[i+1].Data, a.events[i+1].Number
		a.events[i].Kind, a.events[i].Private = a.events[i+1].Kind, a.events[i+1].Private
	}
	a.events = a.events[:last]
}

// moveDown puts a copied event in, and gives each the place of the next one.
func moveDown(a *archive, at int) {
	a.addDeletion()
	a.events = a.events[:len(a.events)-1]
	for i := len(a.events) - 1; i > at; i-- {
		a.events[i].Data, a.events[i].Number = a.events[i-1].Data, a.events[i-1].Number
		a.events[i].Kind, a.events[i].Private = a.events[i-1].Kind, a.events[i-1].Private
	}
	a.events[at].Data = bytes.Replace(a.events[at].Data, []byte("production"), []byte("elsewhere"), 1)
}

func TestAMisfitTellsTheStoredAndTheComputedHash(t *testing.T) {
	a := newArchive(t, 2)
	stored := naiveRoot([][]byte{a.events[2].Data})
	a.events[2].Data = bytes.Replace(a.events[2].Data, []byte("production"), []byte("elsewhere"), 1)
	computed := naiveRoot([][]byte{a.events[2].Data})
	misfit := verify(t, a.input()).Misfits.First[0]
	if count := verify(t, a.input()).TreeMisfits.Count; count > 0 {
		t.Errorf("%d hashes of the tree that only follow from it are findings of their own", count)
	}
	if misfit.Seq != 3 || misfit.Number != 2 || misfit.Stored == nil || *misfit.Stored != stored || misfit.Computed != computed {
		t.Errorf("%+v", misfit)
	}
}

// A thorough forger computes all hashes again: only checkpoints show it.
func TestAForgerWhoRewritesTheHashesTooIsFoundByACheckpoint(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(*archive)
		verdict proof.Verdict
		says    string
	}{
		{"an edited event", func(a *archive) {
			a.events[5].Data = bytes.Replace(a.events[5].Data, []byte("accepted"), []byte("refused"), 1)
		}, proof.Contradicted, "the history is confirmed up to event 4, so the change comes after it"},
		{"swapped events", func(a *archive) { a.events[5], a.events[7] = a.events[7], a.events[5] }, proof.Contradicted, "Does not match the checkpoint from the vault"},
		{"an inserted event", func(a *archive) { a.events = slices.Insert(a.events, 6, a.events[5]) }, proof.Contradicted, "Does not match the checkpoint from the vault"},
		{"a removed event", func(a *archive) { a.events = slices.Delete(a.events, 7, 8) }, proof.Larger, "The history is shorter than it was: the checkpoint from the vault covers 10 events"},
		{"yesterday's copy", func(a *archive) { a.events = a.events[:6] }, proof.Larger, "the end was cut off, or an older copy was restored"},
		{"a cut tail that was filled up", func(a *archive) {
			a.events = a.events[:8]
			a.addDeletion()
			a.addDeletion()
			a.events[8].Data = bytes.Replace(a.events[8].Data, []byte("production"), []byte("elsewhere"), 1)
		}, proof.Contradicted, "Does not match the checkpoint from the vault"},
	} {
		t.Run(test.name, func(t *testing.T) {
			key, a := newKey(t), newArchive(t, 2)
			a.kept = append(a.kept, sign(t, key, a).Note)
			for range 3 {
				a.addDeletion()
			}
			vault := sign(t, key, a).Note
			test.change(a)
			a.hashAnew()
			input := a.input()
			input.Keys, input.Given = []string{key.Public()}, []proof.NamedCheckpoint{{Name: "the vault", Note: vault}}
			report := verify(t, input)
			if report.Misfits.Count > 0 || report.Given[0].Verdict != test.verdict || report.ConfirmedSize != 4 || !says(report.Findings(), test.says) {
				t.Errorf("%+v\n%q", report, report.Findings())
			}
			input.Given = nil
			if report := verify(t, input); !says(report.Unchecked(), "No checkpoint from elsewhere was given") {
				t.Errorf("unchecked: %q", report.Unchecked())
			}
		})
	}
}

func TestTheEndThatWasCutOffShowsInWhatWasLeftBehind(t *testing.T) {
	key, a := newKey(t), newArchive(t, 3)
	a.kept = append(a.kept, sign(t, key, a).Note)
	a.events = a.events[:4]
	input := a.input()
	input.Keys, input.HashesFor = []string{key.Public()}, 6
	findings := verify(t, input).Findings()
	if !says(findings, "The history holds hashes for 6 events, but its last event is 4: 2 events are missing at its end.") ||
		!says(findings, "one of the history's own checkpoints covers 6 events") {
		t.Errorf("%q", findings)
	}
}

func TestAReadErrorIsToldWithWhatWasReadBeforeIt(t *testing.T) {
	a := newArchive(t, 3)
	broken := errors.New("the disk is gone")
	input := a.input()
	input.Events = func(yield func(proof.StoredEvent, error) bool) {
		for event := range a.all() {
			if event.Seq == 4 {
				yield(event, broken)
				return
			}
			yield(event, nil)
		}
	}
	report, err := proof.Verify(input)
	if !errors.Is(err, broken) || report.Events != 3 || report.Records != 2 {
		t.Errorf("%v, %+v", err, report)
	}
	input.Events = a.all()
	input.Kept = func(yield func([]byte, error) bool) { yield(nil, broken) }
	if _, err := proof.Verify(input); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestWhatEventsSayIsReadInAnyNumberOfThem(t *testing.T) {
	a := newArchive(t, 1)
	for range 1500 {
		a.addRaw(0, "export", []byte(`{"v":2,"kind":"export","number":0,"id":""}`), history.Private{})
	}
	a.addRaw(2, "outcome", []byte(`{"v":2,"kind":"outcome","number":2,"id":"x"}`), history.Private{})
	a.addRaw(9, "intent", []byte(`{"v":2,"kind":"intent","number":9,"id":"x"}`), history.Private{})
	a.addRaw(9, "intent", []byte(`{"v":2,"kind":"intent","number":9,"id":"x"}`), history.Private{})
	a.addRaw(-1, "intent", []byte(`{"v":2,"kind":"intent","number":-1,"id":"x"}`), history.Private{})
	a.addRaw(12, "outcome", []byte(`{"v":2,"kind":"outcome","number":12,"id":"x"}`), history.Private{})
	a.addRaw(-2, "outcome", []byte(`{"v":2,"kind":"outcome","number":-2,"id":"x"}`), history.Private{})
	a.addRaw(12, "outcome", []byte(`{"v":2,"kind":"out`+"\x1b"), history.Private{})
	a.addRaw(12, "outcome", []byte(`{"v":3,"kind":"outcome","number":12}`), history.Private{})
	report := verify(t, a.input())
	findings := report.Findings()
	for _, want := range []string{
		"Event 1503 continues record 2, which never began.",
		"Records 3 to 8 are missing: event 1504 begins record 9.",
		"Event 1505 begins record 9 a second time; the next record to begin was 10.",
		"Event 1506 belongs to record -1, which is impossible.",
		"The beginnings of records 10 to 12 are missing: event 1507 continues record 12.",
		"Event 1508 belongs to record -2, which is impossible.",
		"Event 1509 (record 12) can't be read: the event can't be read:",
	} {
		if !says(findings, want) {
			t.Errorf("no finding says %q", want)
		}
	}
	if len(findings) != 7 || report.Records != 12 || !says(report.Unchecked(), "1 event was written by a newer version") {
		t.Errorf("%q\n%q", findings, report.Unchecked())
	}
}

func TestFindingsAreListedUpToALimitAndCounted(t *testing.T) {
	a := newArchive(t, 30)
	for i := range a.events {
		a.events[i].Hashes = slices.Concat(make([]byte, 32), a.events[i].Hashes[32:])
	}
	report := verify(t, a.input())
	if report.Misfits.Count != 60 || len(report.Misfits.First) != 20 || !says(report.Findings(), "There are 40 more events that do not match their stored hashes.") {
		t.Errorf("%q", report.Findings())
	}
}

func TestWhatIsNotCheckedIsSaid(t *testing.T) {
	report := verify(t, newArchive(t, 2).input())
	if len(report.Unchecked()) != 2 {
		t.Errorf("%q", report.Unchecked())
	}
	for _, want := range []string{"No checkpoint confirms any event", "No checkpoint from elsewhere"} {
		if !says(report.Unchecked(), want) {
			t.Errorf("%q is not said in %q", want, report.Unchecked())
		}
	}
}

// expire removes the identifiers of some events, as the program does, but for the event.
func (a *archive) expire(from, to int64) {
	for i := from - 1; i < to; i++ {
		left, _, err := a.events[i].Without(func(d history.Disclosure) bool { return d.Kind() == deletion.IdentifierData })
		if err != nil {
			a.t.Fatal(err)
		}
		a.events[i].Private = left
	}
}

func TestOnlyAnExpiryExplainsWhatIsGone(t *testing.T) {
	identifiers := history.FieldsNamed("identifier")
	for name, test := range map[string]struct {
		expiries []history.Removed
		says     []string
	}{
		"none":                    {nil, []string{"Personal data (identifier) of event 3 (record 2) is gone", "of event 5 (record 3) is gone"}},
		"all":                     {[]history.Removed{{From: 1, To: 6, Fields: identifiers}}, nil},
		"in two parts":            {[]history.Removed{{From: 5, To: 5, Fields: identifiers}, {From: 3, To: 4, Fields: identifiers}}, nil},
		"one of two":              {[]history.Removed{{From: 4, To: 6, Fields: identifiers}}, []string{"of event 3 (record 2) is gone"}},
		"of something else":       {[]history.Removed{{From: 1, To: 6, Fields: history.FieldsNamed("reason", "operator")}}, []string{"of event 3 ", "of event 5 "}},
		"before it was recorded":  {[]history.Removed{{From: 1, To: 1 << 60, Fields: identifiers}}, nil},
		"the other way around":    {[]history.Removed{{From: 6, To: 1, Fields: identifiers}}, []string{"of event 3 ", "of event 5 "}},
		"others that overlap too": {[]history.Removed{{From: 1, To: 3, Fields: identifiers}, {From: 2, To: 4, Fields: identifiers}}, []string{"of event 5 (record 3) is gone"}},
	} {
		a := newArchive(t, 4)
		a.expire(3, 3)
		a.expire(5, 5)
		a.add(history.NewAct("x", history.Act{What: history.ExpiryAct, Removed: test.expiries, At: moment}))
		report := verify(t, a.input())
		if len(report.Findings()) != len(test.says) || report.Expired != 2 {
			t.Errorf("%s: %d, %q", name, report.Expired, report.Findings())
		}
		for _, want := range test.says {
			if !says(report.Findings(), want) {
				t.Errorf("%s: %q is not said in %q", name, want, report.Findings())
			}
		}
	}
	a := newArchive(t, 2)
	a.add(history.NewAct("x", history.Act{What: history.ExpiryAct, Removed: []history.Removed{{From: 1, To: 9, Fields: identifiers}}, At: moment}))
	a.addDeletion() // record 3, events 6 and 7
	a.expire(6, 6)
	if report := verify(t, a.input()); !says(report.Findings(), "of event 6 (record 3) is gone") {
		t.Errorf("an expiry explains what was recorded after it: %q", report.Findings())
	}
}
