package deletion

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// sealerOf signs on a stage.
type sealerOf struct {
	*stage
	err   error
	fault any
}

func (s sealerOf) Seal(context.Context) (string, error) {
	s.note("seal")
	if s.fault != nil {
		panic(s.fault)
	}
	return "2:B1K3bh92", s.err
}

func sealed(t *testing.T, s *stage, sealer sealerOf) (Record, error) {
	t.Helper()
	workflow := s.workflow()
	workflow.parts.Sealer = sealer
	return workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t)))
}

func TestTheHistoryIsSignedAfterTheOutcomeIsDurable(t *testing.T) {
	s := &stage{}
	record, err := sealed(t, s, sealerOf{stage: s})
	if err != nil || record.Seal.Checkpoint != "2:B1K3bh92" || record.Seal.Err != nil {
		t.Errorf("%+v, %v", record.Seal, err)
	}
	if want := []string{"prepare", "intent", "send", "outcome accepted", "seal"}; !slices.Equal(s.script, want) {
		t.Errorf("the workflow did %v, want %v", s.script, want)
	}
}

func TestAFailureToSignChangesNothingOfWhatHappened(t *testing.T) {
	for name, sealer := range map[string]sealerOf{
		"an error": {err: errors.New("the key can't be read")}, "a panic": {fault: "broken"},
	} {
		s := &stage{}
		sealer.stage = s
		record, err := sealed(t, s, sealer)
		if err != nil || record.Outcome.Kind != Accepted || record.Seal.Err == nil {
			t.Errorf("%s: %s, %v, seal %+v", name, record.Outcome.Kind, err, record.Seal)
		}
	}
}

func TestAnOutcomeThatIsNotRecordedIsNotSigned(t *testing.T) {
	s := &stage{noOutcome: errors.New("disk full")}
	if _, err := sealed(t, s, sealerOf{stage: s}); err == nil || slices.Contains(s.script, "seal") {
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
