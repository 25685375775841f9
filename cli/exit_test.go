package cli

import (
	"errors"
	"fmt"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
)

func TestTheExitCodeTellsTheOutcome(t *testing.T) {
	outcome := func(kind deletion.OutcomeKind, cause deletion.Cause, code ...int) error {
		o := deletion.Outcome{Kind: kind, Cause: cause}
		if len(code) > 0 {
			o.Code = &code[0]
		}
		return &outcomeError{o}
	}
	unusable := &deletion.HistoryError{Op: "open", Path: "history.db", Problem: "is broken"}
	field := &deletion.FieldError{Field: deletion.FieldStatus, Problem: "is missing"}
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"accepted", nil, 0},
		{"not found", outcome(deletion.Refused, deletion.CauseAnswered, -50), 3},
		{"not found in a look-up's words", outcome(deletion.Refused, deletion.CauseAnswered, 2), 3},
		{"bad API key", outcome(deletion.Refused, deletion.CauseAnswered, -41), 4},
		{"expired token", outcome(deletion.Refused, deletion.CauseAnswered, -43), 4},
		{"a refused login", outcome(deletion.NotSent, deletion.CauseLoginRefused), 4},
		{"credentials that can't be had", &notSentError{&deletion.CredentialsError{Server: "production"}}, 4},
		{"an unpublished code", outcome(deletion.Refused, deletion.CauseAnswered, -77), 5},
		{"an invalid parameter", outcome(deletion.Refused, deletion.CauseAnswered, -20), 5},
		{"the target is busy", &notSentError{&deletion.TargetBusyError{By: "bob"}}, 5},
		{"not sent", outcome(deletion.NotSent, deletion.CauseConnect), 6},
		{"unknown", outcome(deletion.Unknown, deletion.CauseTime), 7},
		{"the history stopped a deletion", &notSentError{unusable}, 8},
		{"the history can't be read", unusable, 1},
		{"the history was restored meanwhile", &unopenedError{&deletion.HistoryError{Op: "use", Path: "history.db", Problem: "was replaced", Err: history.ErrRestored}}, 1},
		{"the history is damaged", &deletion.HistoryError{Op: "read", Path: "history.db", Problem: "is damaged", Err: &store.DamageError{Err: errors.New("a bad page")}}, 9},
		{"the history's list has gaps", &deletion.HistoryError{Op: "read", Path: "history.db", Problem: "is damaged", Err: &store.ListError{Problem: "a gap"}}, 9},
		{"the outcome could not be recorded", errors.Join(&deletion.OutcomeNotRecordedError{Number: 1, Err: errors.New("disk full")}, outcome(deletion.Unknown, deletion.CauseTime)), 10},
		{"no such record", &deletion.NoRecordError{Number: 9}, 3},
		{"interrupted", &interruptedError{}, 130},
		{"a wrong command line", &usageError{"no"}, 2},
		{"a wrong field, wrapped", &notSentError{fmt.Errorf("send: %w", errors.Join(field))}, 2},
		{"a screen that failed", &screenFault{}, 11},
		{"a question that failed", &notSentError{&screenFault{}}, 11},
		{"a console that failed during a deletion", errors.Join(&screenFault{}, outcome(deletion.Unknown, deletion.CauseTime)), 7},
		{"anything else", errors.New("broken"), 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := ExitCode(test.err); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
		})
	}
}

func TestWhoDeclinesIsToldThatItIsCancelled(t *testing.T) {
	for want, err := range map[string]*interruptedError{
		"Cancelled; nothing was sent":      {cancelled: true},
		"Cancelled; nothing was removed":   {cancelled: true, now: "nothing was removed"},
		"interrupted; no file was written": {now: "no file was written"},
	} {
		if err.Error() != want {
			t.Errorf("%q, expected %q", err, want)
		}
	}
}
