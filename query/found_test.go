package query_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/query"
)

func TestWhatAQueryLooksForIsFoundInATextOfTheField(t *testing.T) {
	for _, c := range []struct {
		filter string
		field  query.Field
		text   string
		want   string // what is found is in brackets
	}{
		{"gdpr", query.ByReason, "GDPR-2211, gdpr", "[GDPR]-2211, [gdpr]"},
		{"reason:gdpr", query.ByReason, "GDPR-2211", "[GDPR]-2211"},
		{"reason:gdpr", query.ByOperator, "gdpr", "gdpr"},
		{"-gdpr", query.ByReason, "GDPR", "GDPR"},
		{"ab bc", query.ByReason, "xabcx", "x[abc]x"},
		{"operator:bob,alice", query.ByOperator, "alice", "[alice]"},
		{"ÉVA", query.ByOperator, "éva", "[éva]"},
		{"gdpr", query.ByOperator, "İ gdpr", "İ gdpr"}, // longer in small letters
		{"88", query.ByNumber, "8856", "[88]56"},
		{"practice", query.ByType, "practice", "practice"},
		{"outcome:refused", query.ByReason, "refused", "refused"},
		{"", query.ByReason, "", ""},
	} {
		parsed, err := query.Parse(c.filter, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		at := 0
		for _, part := range parsed.Found(c.field, c.text) {
			got.WriteString(c.text[at:part[0]] + "[" + c.text[part[0]:part[1]] + "]")
			at = part[1]
		}
		if got.WriteString(c.text[at:]); got.String() != c.want {
			t.Errorf("%q in %s %q: %q", c.filter, c.field, c.text, got.String())
		}
	}
}
