package deletion

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestASelectorKeepsTheRulesOfTheSpecification(t *testing.T) {
	tests := []struct {
		name       string
		kind       IdentifierType
		identifier string
		status     string
		want       string // the selector in a line, when it is one
		wrong      []Field
	}{
		{"call ID", CallID, "a8343631-9f35-4a3a-83f0-9e81592339fb", "", "Call ID a8343631-9f35-4a3a-83f0-9e81592339fb", nil},
		{"platform call ID", PlatformCallID, "71627389", "", "Platform call ID 71627389", nil},
		{"native ID", NativeID, "TRS26140192", "", "Native ID TRS26140192", nil},
		{"meeting ID", MeetingID, "WHBFM6DD", "", "Meeting ID WHBFM6DD", nil},
		{"extension, last", Extension, "8856", "last", "extension 8856, status last", nil},
		{"extension, ongoing", Extension, "8856", "ongoing", "extension 8856, status ongoing", nil},
		{"extension, next", Extension, "8856", "next", "extension 8856, status next", nil},
		{"extension, two statuses with a blank", Extension, "8856", "ongoing, next", "extension 8856, status ongoing,next", nil},
		{"extension, two statuses without", Extension, "8856", "last,ongoing", "extension 8856, status last,ongoing", nil},
		{"blanks around the parts", Extension, "  8856\t", " LAST ", "extension 8856, status last", nil},
		{"an extension may be an address", Extension, "alice@example.com", "last", "extension alice@example.com, status last", nil},

		{"no identifier", CallID, " ", "", "", []Field{FieldIdentifier}},
		{"an extension needs a status", Extension, "8856", "", "", []Field{FieldStatus}},
		{"the others take none", CallID, "1", "last", "", []Field{FieldStatus}},
		{"the order of a combination matters", Extension, "8856", "next,ongoing", "", []Field{FieldStatus}},
		{"no third combination", Extension, "8856", "last,next", "", []Field{FieldStatus}},
		{"not all three", Extension, "8856", "last,ongoing,next", "", []Field{FieldStatus}},
		{"a status once", Extension, "8856", "last,last", "", []Field{FieldStatus}},
		{"a control character", NativeID, "TRS\x1b[31m", "", "", []Field{FieldIdentifier}},
		{"a bidirectional override", NativeID, "TRS\u202e1", "", "", []Field{FieldIdentifier}},
		{"bad UTF-8", NativeID, "TRS\xff", "", "", []Field{FieldIdentifier}},
		{"too long", MeetingID, strings.Repeat("x", MaxIdentifierLength+1), "", "", []Field{FieldIdentifier}},
		{"everything that is wrong is said at once", Extension, "", "soon", "", []Field{FieldIdentifier, FieldStatus}},
		{"an unknown type", "recordID", "1", "", "", []Field{FieldIdentifierType}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			selector, err := NewSelector(test.kind, test.identifier, test.status)
			var wrong []Field
			for _, problem := range FieldErrors(err) {
				wrong = append(wrong, problem.Field)
			}
			if len(wrong) != len(test.wrong) {
				t.Fatalf("wrong fields: %v, want %v (%v)", wrong, test.wrong, err)
			}
			for i := range wrong {
				if wrong[i] != test.wrong[i] {
					t.Errorf("wrong fields: %v, want %v", wrong, test.wrong)
				}
			}
			if err == nil && selector.String() != test.want {
				t.Errorf("selector %q, want %q", selector, test.want)
			}
			if err != nil && !selector.IsZero() {
				t.Errorf("a wrong input still gave the selector %q", selector)
			}
		})
	}
}

func TestAFieldErrorNamesFieldValueAndExpectation(t *testing.T) {
	_, err := NewSelector(Extension, "8856", "soon")
	want := `status "soon" is not a status combination` + "\n" + `Use "last", "ongoing", "next", "last, ongoing" or "ongoing, next"`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = NewSelector(CallID, "\x1b]0;x", "")
	if err == nil || strings.ContainsRune(err.Error(), '\x1b') {
		t.Errorf("the error must show the control character and not contain it: %q", err)
	}
}

func TestEveryAcceptedSelectorIsPrintableAndTrimmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SampledFrom(Identifiers()).Draw(t, "type")
		identifier := rapid.String().Draw(t, "identifier")
		status := rapid.SampledFrom([]string{"", "last", "ongoing, next", "nonsense"}).Draw(t, "status")
		selector, err := NewSelector(row.Type, identifier, status)
		if err != nil {
			if len(FieldErrors(err)) == 0 {
				t.Fatalf("an untyped error: %v", err)
			}
			return
		}
		if (selector.Status() != NoStatus) != row.TakesStatus {
			t.Fatalf("%s with status %q was accepted", row.Type, selector.Status())
		}
		if text := selector.Identifier(); text == "" || text != strings.TrimSpace(text) ||
			strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("accepted identifier %q", text)
		}
	})
}

func TestEachCombinationExplainsItself(t *testing.T) {
	want := map[Status]string{
		Last:        "The last finished call in which 8856 is the calling or the called party is deleted.",
		Ongoing:     "The ongoing call in which 8856 is the calling or the called party is marked for deletion.",
		Next:        "The next call to begin within a minute in which 8856 is the calling or the called party is marked for deletion.",
		LastOngoing: "The last finished call in which 8856 is the calling or the called party, or, if there is none, the ongoing one, is deleted (an ongoing one is marked for deletion).",
		OngoingNext: "The ongoing call in which 8856 is the calling or the called party, or, if there is none, the next one to begin within a minute, is marked for deletion.",
	}
	if len(StatusCombinations()) != len(want) {
		t.Fatalf("%d combinations, the specification has %d", len(StatusCombinations()), len(want))
	}
	for status, sentence := range want {
		selector, err := NewSelector(Extension, "8856", string(status))
		if err != nil {
			t.Fatal(err)
		}
		if got := selector.Consequence(); !strings.HasPrefix(got, sentence+" If ") {
			t.Errorf("%s:\ngot  %s\nwant %s …", status, got, sentence)
		}
	}
}

func TestRequestsKeepTheServersReasonRule(t *testing.T) {
	selector, err := NewSelector(CallID, "1", "")
	if err != nil {
		t.Fatal(err)
	}
	server := Server{Name: "production", Endpoint: "https://verba.example.com/verba/api"}
	strict := server
	strict.ReasonRequired = true
	tests := []struct {
		name    string
		server  Server
		reason  string
		refused bool
	}{
		{"none, and none is required", server, "", false},
		{"none, though one is required", strict, "  ", true},
		{"one", strict, " GDPR-2211 erasure request ", false},
		{"a line break", server, "one\ntwo", true},
		{"too long", server, strings.Repeat("x", MaxReasonLength+1), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request, err := NewRequest(test.server, selector, test.reason)
			var field *FieldError
			if test.refused != errors.As(err, &field) {
				t.Fatalf("error %v, want refused: %v", err, test.refused)
			}
			if test.refused && field.Field != FieldReason {
				t.Errorf("the error is at %q", field.Field)
			}
			if err == nil && request.Reason != strings.TrimSpace(test.reason) {
				t.Errorf("reason %q", request.Reason)
			}
		})
	}
	if _, err := NewRequest(Server{}, Selector{}, ""); len(FieldErrors(err)) != 2 {
		t.Errorf("a request without server and selector: %v", err)
	}
}

func TestABlankOfAnyKindIsABlankInWhatAPersonWrites(t *testing.T) {
	const written, kept = "GDPR\u00a0:\u2003ticket\u202f22 ", "GDPR : ticket 22"
	selector, err := NewSelector(Extension, "8856", "last")
	if err != nil {
		t.Fatal(err)
	}
	server := Server{Name: "practice", Endpoint: "https://verba.example.com"}
	if request, err := NewRequest(server, selector, written); err != nil || request.Reason != kept {
		t.Errorf("a reason: %q, %v", request.Reason, err)
	}
	if err := CheckReason(server, written); err != nil {
		t.Errorf("a reason while it is typed: %v", err)
	}
	if err := CheckReason(server, "GDPR\xff"); err == nil {
		t.Error("what is not UTF-8 is a reason")
	}
}
