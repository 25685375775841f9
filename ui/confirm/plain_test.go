package confirm_test

import (
	"context"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/confirm"
	"deletecall/ui/uitest"
)

func reviewed(t *testing.T, records []deletion.Record, server deletion.Server) deletion.Review {
	t.Helper()
	selector, err := deletion.NewSelector(deletion.Extension, "8856", "last")
	if err != nil {
		t.Fatal(err)
	}
	workflow := uitest.NewWorkflow(uitest.NewHistory(records), uitest.NewSender(), []deletion.Server{server})
	review, err := workflow.Review(context.Background(), deletion.Request{Server: server, Selector: selector, Reason: "GDPR\u202e-2211"})
	if err != nil {
		t.Fatal(err)
	}
	return review
}

func TestTheConfirmationInLinesSaysWhatTheScreenSays(t *testing.T) {
	server := uitest.Production()
	text := strings.Join(confirm.Lines(reviewed(t, unknownOn(server, 21), server), deletion.Review{}, lookup.Result{}, 80), "\n")
	for _, part := range []string{"Delete this conversation?\n\n! The outcome of record 21 is unknown",
		"this deletes\nanother one.\n\nExtension 8856, status last",
		"On production at verba.example.com", "Note: legal hold applies", "Reason: GDPR", "apiKey=••••c3c8"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	if strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("it holds what acts on a terminal: %q", text)
	}
}

func TestWhatConfirmsInLines(t *testing.T) {
	practice, production := uitest.Practice(), uitest.Production()
	disabled, err := keymap.New([]keymap.Override{{Action: string(keymap.ConfirmAccept), Keys: []string{keymap.Disabled}}})
	if err != nil {
		t.Fatal(err)
	}
	other, err := keymap.New([]keymap.Override{{Action: string(keymap.ConfirmAccept), Keys: []string{"f9", "d"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		keys    keymap.Map
		server  deletion.Server
		records []int64
		want    string
		isKey   bool
	}{
		{keymap.Default(), practice, nil, "y", true},
		{disabled, practice, nil, "delete", false},
		{other, practice, nil, "d", true},
		{keymap.Default(), production, nil, "8856", false},
		{disabled, production, nil, "8856", false},
		{keymap.Default(), practice, []int64{21, 3}, "21", false},
		{keymap.Default(), production, []int64{21}, "8856 21", false},
	} {
		line, isKey := confirm.PlainAnswer(c.keys, reviewed(t, unknownOn(c.server, c.records...), c.server))
		if line != c.want || isKey != c.isKey {
			t.Errorf("on %s after %v: %q, %t", c.server.Name, c.records, line, isKey)
		}
	}
}
