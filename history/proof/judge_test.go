package proof_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"deletecall/history/proof"
)

func TestOfAForkOneBranchIsContradicted(t *testing.T) {
	trunk := newArchive(t, 2)
	ours, theirs := trunk.copied(), trunk.copied()
	ours.addDeletion()
	theirs.addDeletion()
	theirs.events[4].Data[30] ^= 1
	theirs.hashAnew()
	signer, public := fixedKey(t, origin(t), "forker")
	signed := func(a *archive) []byte {
		return signText(t, fmt.Sprintf("%s\n%d\n%s\n", origin(t), len(a.events), proof.Hash(naiveRoot(leavesOf(a)))), signer)
	}
	input := ours.input()
	input.Keys = []string{public}
	input.Given = []proof.NamedCheckpoint{{Name: "the trunk", Note: signed(trunk)}, {Name: "us", Note: signed(ours)}, {Name: "them", Note: signed(theirs)}}
	report := verify(t, input)
	verdicts := map[string]proof.Verdict{}
	for _, result := range report.Given {
		verdicts[result.Name] = result.Verdict
	}
	if verdicts["the trunk"] != proof.Confirmed || verdicts["us"] != proof.Confirmed || verdicts["them"] != proof.Contradicted {
		t.Errorf("%v", verdicts)
	}
	if !says(report.Findings(), "Does not match the checkpoint from them: its hash over the first 6 events is") {
		t.Errorf("%q", report.Findings())
	}
}

func TestACheckpointThatIsNotGenuineProvesNothing(t *testing.T) {
	key, a := newKey(t), newArchive(t, 2)
	genuine := sign(t, key, a)
	forged := []byte(strings.Replace(string(genuine.Note), "\n4\n", "\n9\n", 1))
	other := sign(t, newKey(t), a).Note
	input := a.input()
	input.Keys = []string{key.Public()}
	input.Given = []proof.NamedCheckpoint{{Name: "a \x1bforger", Note: forged}, {Name: "another key", Note: other}, {Name: "nobody", Note: []byte("x")}}
	report := verify(t, input)
	if report.OK() || report.ConfirmedSize != 0 || report.GivenSize != 0 || len(report.Findings()) != 3 {
		t.Errorf("%q", report.Findings())
	}
	for _, want := range []string{
		`The checkpoint from a \x1bforger proves nothing: the checkpoint was not signed by the key that it names`,
		"The checkpoint from another key proves nothing: the checkpoint was signed with another key",
		"The checkpoint from nobody proves nothing: this is not a checkpoint",
	} {
		if !says(report.Findings(), want) {
			t.Errorf("%q is not said in %q", want, report.Findings())
		}
	}
	if !says(report.Unchecked(), "No checkpoint from elsewhere was given") {
		t.Errorf("%q", report.Unchecked())
	}
}

func TestTheHistorysOwnCheckpointsAreJudgedToo(t *testing.T) {
	key, a := newKey(t), newArchive(t, 0)
	for range 4 {
		a.addDeletion()
		a.kept = append(a.kept, sign(t, key, a).Note)
	}
	other := newKey(t)
	for _, test := range []struct {
		name      string
		change    func(a *archive)
		confirmed int64
		finding   string
	}{
		{"as they were", func(*archive) {}, 4, ""},
		{"one was forged", func(a *archive) {
			a.kept[1] = []byte(strings.Replace(string(a.kept[1]), proof.Hash(naiveRoot(leavesOf(a)[:4])).String(), proof.Hash{1}.String(), 1))
		}, 3, "One of the history's own checkpoints proves nothing: the checkpoint was not signed by the key that it names"},
		{"the last one was signed by another key", func(a *archive) { a.kept[3] = sign(t, other, a).Note }, 3, "the checkpoint was signed with another key"},
		{"one is damaged", func(a *archive) { a.kept[2] = a.kept[2][:30] }, 3, "this is not a checkpoint"},
		{"one is in a wrong place", func(a *archive) { a.kept[0], a.kept[1] = a.kept[1], a.kept[0] }, 3, "Does not match one of the history's own checkpoints: its hash over the first 2 events"},
		{"one claims fewer events than its hash is of", func(a *archive) {
			a.kept[2] = []byte(strings.Replace(string(a.kept[1]), "\n4\n", "\n3\n", 1))
		}, 3, "the checkpoint was not signed by the key that it names"},
		{"the history was changed", func(a *archive) { a.events[5].Data[30] ^= 1; a.hashAnew() }, 2, "Does not match one of the history's own checkpoints: its hash over the first 6 events"},
		{"and it says from where on", func(a *archive) { a.events[5].Data[30] ^= 1; a.hashAnew() }, 2, "the history is confirmed up to event 4"},
		{"an event is missing", func(a *archive) { a.events = append(a.events[:4], a.events[5:]...) }, 2, "the history's can't be computed, since events are missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := a.copied()
			test.change(changed)
			input := changed.input()
			input.Keys = []string{key.Public()}
			report := verify(t, input)
			if report.KeptRead != 4 || report.KeptConfirmed != test.confirmed {
				t.Errorf("%d of %d are confirmed", report.KeptConfirmed, report.KeptRead)
			}
			for _, result := range report.Kept.First {
				if report.Gaps.Count > 0 && result.Computed != nil {
					t.Errorf("a root is computed over a gap: %+v", result)
				}
			}
			if test.finding == "" && !report.OK() || test.finding != "" && !says(report.Findings(), test.finding) {
				t.Errorf("%q", report.Findings())
			}
		})
	}
}

func TestWithoutAKeyCheckpointsAreComparedAndThatIsSaid(t *testing.T) {
	key, a := newKey(t), newArchive(t, 2)
	signed := sign(t, key, a).Note
	a.kept = append(a.kept, signed)
	input := a.input()
	input.Given = []proof.NamedCheckpoint{{Name: "the vault", Note: signed}}
	report := verify(t, input)
	if !report.OK() || !says(report.Unchecked(), "No public key was given, so no signature was checked") {
		t.Errorf("%q, %q", report.Findings(), report.Unchecked())
	}
}

func TestAfterAChangeOfKeysTheCheckpointsOfBothAreGood(t *testing.T) {
	first, second, a := newKey(t), newKey(t), newArchive(t, 1)
	a.kept = append(a.kept, sign(t, first, a).Note)
	a.addDeletion()
	a.kept = append(a.kept, sign(t, second, a).Note)
	input := a.input()
	input.Keys = []string{first.Public(), second.Public(), first.Public()}
	input.Given = []proof.NamedCheckpoint{{Name: "before", Note: a.kept[0]}, {Name: "after", Note: a.kept[1]}}
	if report := verify(t, input); !report.OK() || report.GivenSize != 4 {
		t.Errorf("%q", report.Findings())
	}
}

// A key was lost, and another one signs: what the first one signed stays confirmed by it.
func TestEverySignatureOfAGivenKeyCounts(t *testing.T) {
	first, second, a := newKey(t), newKey(t), newArchive(t, 0)
	for _, key := range []*proof.Key{first, first, first, second, second} {
		a.addDeletion()
		a.kept = append(a.kept, sign(t, key, a).Note)
	}
	input := a.input()
	input.Keys, input.Named = []string{first.Public()}, []string{first.Public(), second.Public()}
	input.Given = []proof.NamedCheckpoint{{Name: proof.LastHere, Note: a.kept[4], Local: true}}
	report := verify(t, input)
	if !report.OK() || report.KeptConfirmed != 3 || report.ConfirmedSize != 6 || !says(report.Confirmations(), "the first 6 events are those that were signed") {
		t.Errorf("%+v: %q", report, report.Findings())
	}
	for _, want := range []string{
		"Signed with another key than those given: 2 checkpoints of the history's own, up to event 10.",
		"Nothing signed vouches for events 7 to 10", "The checkpoint from this machine is signed with another key",
	} {
		if !says(report.Unchecked(), want) {
			t.Errorf("%q is not in %q", want, report.Unchecked())
		}
	}

	third := newKey(t) // signed nothing here
	input.Keys = []string{third.Public()}
	if report := verify(t, input); report.ConfirmedSize != 0 || !says(report.Findings(), "the checkpoint was signed with another key") {
		t.Errorf("by a key that signed nothing: %q", report.Findings())
	}
	input.Keys, input.Given = []string{first.Public()}, nil
	input.Named = input.Keys // who forges a checkpoint does not have the history name its key
	if report := verify(t, input); !says(report.Findings(), "the checkpoint was signed with another key") {
		t.Errorf("by a key that is not named: %q", report.Findings())
	}
}

func TestTheEndBehindTheLastCheckpointIsNotVouchedFor(t *testing.T) {
	key, a := newKey(t), newArchive(t, 2)
	signed := sign(t, key, a).Note
	a.addDeletion()
	input := a.input()
	input.Keys, input.Given = []string{key.Public()}, []proof.NamedCheckpoint{{Name: "the vault", Note: signed}}
	unchecked := verify(t, input).Unchecked()
	if !says(unchecked, "Nothing signed vouches for events 5 to 6") || !says(unchecked, "The newest matching checkpoint from elsewhere covers 4 events") {
		t.Errorf("%q", unchecked)
	}
}

func TestACheckpointOfTheEmptyHistoryIsGood(t *testing.T) {
	key, a := newKey(t), emptyArchive(t)
	a.kept = append(a.kept, sign(t, key, a).Note)
	input := a.input()
	input.Keys = []string{key.Public()}
	if report := verify(t, input); !report.OK() || report.KeptConfirmed != 1 {
		t.Errorf("%+v", report)
	}
}

// A syslog of several machines has the checkpoints of several histories.
func TestCheckpointsOfOtherHistoriesBesideOursAreLeftOut(t *testing.T) {
	key, a := newKey(t), newArchive(t, 2)
	ours := sign(t, key, a).Note
	theirs := bytes.ReplaceAll(ours, []byte(historyID), []byte("anotherone"))
	for name, test := range map[string]struct {
		given []proof.NamedCheckpoint
		says  string // of what is found; empty where all is well
	}{
		"with ours":                  {[]proof.NamedCheckpoint{{Name: "syslog", Note: theirs}, {Name: "syslog", Note: ours}, {Name: "syslog", Note: theirs}}, ""},
		"alone":                      {[]proof.NamedCheckpoint{{Name: "syslog", Note: theirs}}, "another history"},
		"ours from elsewhere":        {[]proof.NamedCheckpoint{{Name: "syslog", Note: theirs}, {Name: "mail", Note: ours}}, "another history"},
		"with a damaged one of ours": {[]proof.NamedCheckpoint{{Name: "syslog", Note: theirs}, {Name: "syslog", Note: bytes.Replace(ours, []byte("\n4\n"), []byte("\n5\n"), 1)}}, "proves nothing"},
	} {
		input := a.input()
		input.Keys, input.Given = []string{key.Public()}, test.given
		report := verify(t, input)
		if found := report.Findings(); test.says == "" && len(found) > 0 || test.says != "" && !says(found, test.says) {
			t.Errorf("%s: %q", name, found)
		}
		if left := says(report.Unchecked(), "of another history, and say nothing about this one"); left != (test.says == "" || test.says == "proves nothing") {
			t.Errorf("%s: %q", name, report.Unchecked())
		}
	}
}
