package deletion_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"deletecall/deletion"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("CET", 3600))

func parse(t *testing.T, text string) deletion.Query {
	t.Helper()
	query, err := deletion.ParseQuery(text, noon)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return query
}

func texts(term deletion.Term) string {
	var all []string
	for _, alternative := range term.Alternatives {
		text := alternative.Text
		if alternative.Whole {
			text = "=" + text
		}
		all = append(all, text)
	}
	return strings.Join(all, "|")
}

func TestAQueryIsReadTermByTerm(t *testing.T) {
	for _, test := range []struct {
		query   string
		field   deletion.QueryField
		negated bool
		text    string
	}{
		{"8856", deletion.AnyText, false, "8856"},
		{"-Alice", deletion.AnyText, true, "alice"},
		{`"two words"`, deletion.AnyText, false, "two words"},
		{`"a \"quoted\" \\ word"`, deletion.AnyText, false, `a "quoted" \ word`},
		{"a,b", deletion.AnyText, false, "a,b"},
		{"outcome:refused", deletion.ByOutcome, false, "refused"},
		{"outcome:refused,unknown", deletion.ByOutcome, false, "refused|unknown"},
		{"outcome:not-sent", deletion.ByOutcome, false, "not_sent"},
		{"outcome:un", deletion.ByOutcome, false, "unknown"},
		{"OUTCOME:Accepted", deletion.ByOutcome, false, "accepted"},
		{"-status:last", deletion.ByStatus, true, "last"},
		{`status:"last, ongoing"`, deletion.ByStatus, false, "last,ongoing"},
		{"status:last,ongoing", deletion.ByStatus, false, "last|ongoing"},
		{"type:call-id", deletion.ByType, false, "callID"},
		{`operator:"Alice B",bob`, deletion.ByOperator, false, "alice b|bob"},
		{"operator:=Al,=\"a b\",c", deletion.ByOperator, false, "=al|=a b|c"},
		{`reason:"=Al"`, deletion.ByReason, false, "=al"},
		{"is:unsettled", deletion.BySettlement, false, "unsettled"},
		{"-", deletion.AnyText, false, "-"},
		{"+3612345", deletion.AnyText, false, "+3612345"},
		{"a8343631-9f35", deletion.AnyText, false, "a8343631-9f35"},
	} {
		terms := parse(t, test.query).Terms()
		if len(terms) != 1 {
			t.Errorf("%q has %d terms", test.query, len(terms))
			continue
		}
		if term := terms[0]; term.Field != test.field || term.Negated != test.negated || texts(term) != test.text {
			t.Errorf("%q is read as field %q, negated %v, %q", test.query, term.Field, term.Negated, texts(term))
		}
	}
}

func TestTimesAreReadInTheShownZone(t *testing.T) {
	day := func(year int, month time.Month, day, hour, minute int) int64 {
		return time.Date(year, month, day, hour, minute, 0, 0, noon.Location()).UnixMicro()
	}
	const open = 1 << 62
	for query, want := range map[string][2]int64{
		"since:7d":                   {noon.AddDate(0, 0, -7).UnixMicro(), open},
		"since:12h":                  {noon.Add(-12 * time.Hour).UnixMicro(), open},
		"since:2026-11-01":           {day(2026, 11, 1, 0, 0), open},
		"until:2026-11-01":           {-open, day(2026, 11, 2, 0, 0) - 1},
		"until:7d":                   {-open, noon.AddDate(0, 0, -7).UnixMicro()},
		"on:today":                   {day(2026, 11, 24, 0, 0), day(2026, 11, 25, 0, 0) - 1},
		"on:yesterday":               {day(2026, 11, 23, 0, 0), day(2026, 11, 24, 0, 0) - 1},
		"on:2026-02":                 {day(2026, 2, 1, 0, 0), day(2026, 3, 1, 0, 0) - 1},
		"on:2026":                    {day(2026, 1, 1, 0, 0), day(2027, 1, 1, 0, 0) - 1},
		"on:2026-11-01..2026-11-03":  {day(2026, 11, 1, 0, 0), day(2026, 11, 4, 0, 0) - 1},
		"on:2026-11-01T09:41":        {day(2026, 11, 1, 9, 41), day(2026, 11, 1, 9, 42) - 1},
		"since:2026-11-01T08:41:00Z": {day(2026, 11, 1, 9, 41), open},
		`since:"2026-11-01 09:41"`:   {day(2026, 11, 1, 9, 41), open},
		"code:-80..-40":              {-80, -40},
		"code:-50":                   {-50, -50},
		"number:100..":               {100, open},
		"number:..200":               {-open, 200},
		"number:#7":                  {7, 7},
	} {
		got := parse(t, query).Terms()[0].Alternatives[0]
		near := func(got, want int64) bool {
			return got == want || want == open && got > open || want == -open && got < -open
		}
		if !near(got.From, want[0]) || !near(got.To, want[1]) {
			t.Errorf("%s is %d to %d, want %d to %d", query, got.From, got.To, want[0], want[1])
		}
	}
}

func TestAnErrorPointsAtThePlaceAndNamesTheNearestField(t *testing.T) {
	for _, test := range []struct {
		query      string
		position   int
		word       string
		nearest    string
		incomplete bool
	}{
		{"8856 outcom:refused", 6, "outcom:", "outcome:", false},
		{"é -oprator:alice", 4, "oprator:", "operator:", false},
		{"xyzzyxyzzy:1", 1, "xyzzyxyzzy:", "", false},
		{"outcome:gone", 9, "gone", "", false},
		{"outcome:refused,gone", 17, "gone", "", false},
		{"code:many", 6, "many", "", false},
		{"code:5..1", 6, "5..1", "", false},
		{"code:..", 6, "..", "", false},
		{"since:soon", 7, "soon", "", false},
		{"on:2026-02-30", 4, "2026-02-30", "", false},
		{`8856 "open`, 6, "", "", true},
		{"outcome:", 9, "outcome:", "", true},
		{"outcome: 8856", 9, "outcome:", "", false},
	} {
		_, err := deletion.ParseQuery(test.query, noon)
		var wrong *deletion.QueryError
		if !errors.As(err, &wrong) {
			t.Errorf("%q is taken, or its error is %v", test.query, err)
			continue
		}
		if wrong.Position != test.position || wrong.Word != test.word || wrong.Nearest != test.nearest || wrong.Incomplete != test.incomplete {
			t.Errorf("%q: %+v", test.query, wrong)
		}
	}
}

func TestAConditionCanBeReplaced(t *testing.T) {
	query := parse(t, `8856 outcome:refused -outcome:unknown operator:"a b"`)
	if got := query.With(deletion.ByOutcome, "accepted"); got != `8856 -outcome:unknown operator:"a b" outcome:accepted` {
		t.Error(got)
	}
	if got := query.With(deletion.ByOperator, ""); got != `8856 outcome:refused -outcome:unknown` {
		t.Error(got)
	}
	if got := query.With(deletion.ByServer, `two "words"`); !strings.HasSuffix(got, `server:"two \"words\""`) {
		t.Error(got)
	}
	if got := query.Value(deletion.ByOutcome); got != "refused" {
		t.Error(got)
	}
}

func TestEveryExampleOfTheTableIsAQuery(t *testing.T) {
	for _, info := range deletion.QueryFields() {
		parse(t, string(info.Field)+":"+info.Example)
		for _, value := range info.Values {
			parse(t, parse(t, "").With(info.Field, value))
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{`8856 outcome:refused operator:"a b" since:7d -status:last code:-80..-40`, `"`, `-`, `a:`, `on:..`, `x\"`, "\xff:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		query, err := deletion.ParseQuery(text, noon)
		if err != nil {
			var wrong *deletion.QueryError
			if !errors.As(err, &wrong) || wrong.Position < 1 || wrong.Position > utf8.RuneCountInString(text)+1 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := deletion.ParseQuery(query.With(deletion.ByNumber, "1"), noon)
		if err != nil {
			t.Fatalf("%q with another condition: %v", text, err)
		}
		if again.Value(deletion.ByNumber) != "1" {
			t.Fatalf("%q lost its condition", text)
		}
	})
}
