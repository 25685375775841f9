package deletion

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// signerOf signs on a stage.
type signerOf struct {
	*stage
	err   error
	fault any
}

func (s signerOf) Sign(context.Context) (string, error) {
	s.note("sign")
	if s.fault != nil {
		panic(s.fault)
	}
	return "2:B1K3bh92", s.err
}

func signed(t *testing.T, s *stage, signer signerOf) (Record, error) {
	t.Helper()
	workflow := s.workflow()
	workflow.parts.Signer = signer
	return workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t)))
}

func TestTheHistoryIsSignedAfterTheOutcomeIsDurable(t *testing.T) {
	s := &stage{}
	record, err := signed(t, s, signerOf{stage: s})
	if err != nil || record.Signature.Checkpoint != "2:B1K3bh92" || record.Signature.Err != nil {
		t.Errorf("%+v, %v", record.Signature, err)
	}
	if want := []string{"prepare", "intent", "send", "outcome accepted", "sign"}; !slices.Equal(s.script, want) {
		t.Errorf("the workflow did %v, want %v", s.script, want)
	}
}

func TestAFailureToSignChangesNothingOfWhatHappened(t *testing.T) {
	for name, signer := range map[string]signerOf{
		"an error": {err: errors.New("the key can't be read")}, "a panic": {fault: "broken"},
	} {
		s := &stage{}
		signer.stage = s
		record, err := signed(t, s, signer)
		if err != nil || record.Outcome.Kind != Accepted || record.Signature.Err == nil {
			t.Errorf("%s: %s, %v, signature %+v", name, record.Outcome.Kind, err, record.Signature)
		}
	}
}

func TestAnOutcomeThatIsNotRecordedIsNotSigned(t *testing.T) {
	s := &stage{noOutcome: errors.New("disk full")}
	if _, err := signed(t, s, signerOf{stage: s}); err == nil || slices.Contains(s.script, "sign") {
		t.Errorf("the workflow did %v, %v", s.script, err)
	}
}

func TestASettlementSaysWhatWasFoundAndWhere(t *testing.T) {
	for _, test := range []struct {
		finding Finding
		note    string
		wrong   Field
	}{
		{FoundDeleted, "looked in Verba", ""}, {FoundNotDeleted, " trimmed ", ""},
		{"", "looked", FieldFinding}, {"perhaps", "looked", FieldFinding}, {FoundDeleted, "  ", FieldNote}, {FoundDeleted, "a\x1bb", FieldNote},
	} {
		s := &stage{}
		err := s.workflow().Settle(t.Context(), 7, test.finding, test.note)
		problems := FieldErrors(err)
		switch {
		case test.wrong == "" && (err != nil || s.settled.Finding != test.finding || s.settled.Operator.Name != "alice"):
			t.Errorf("%q, %q: %v, %+v", test.finding, test.note, err, s.settled)
		case test.wrong != "" && (len(problems) != 1 || problems[0].Field != test.wrong || s.script != nil):
			t.Errorf("%q, %q: %v, did %v", test.finding, test.note, err, s.script)
		}
	}
}
