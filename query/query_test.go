package query_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"deletecall/query"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("CET", 3600))

func parse(t *testing.T, text string) query.Query {
	t.Helper()
	query, err := query.Parse(text, noon)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return query
}

func texts(term query.Term) string {
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
		field   query.Field
		negated bool
		text    string
	}{
		{"8856", query.AnyText, false, "8856"},
		{"-Alice", query.AnyText, true, "alice"},
		{`"two words"`, query.AnyText, false, "two words"},
		{`"a \"quoted\" \\ word"`, query.AnyText, false, `a "quoted" \ word`},
		{"a,b", query.AnyText, false, "a,b"},
		{"outcome:refused", query.ByOutcome, false, "refused"},
		{"outcome:refused,unknown", query.ByOutcome, false, "refused|unknown"},
		{"outcome:not-sent", query.ByOutcome, false, "not_sent"},
		{"outcome:un", query.ByOutcome, false, "unknown"},
		{"OUTCOME:Accepted", query.ByOutcome, false, "accepted"},
		{"-status:last", query.ByStatus, true, "last"},
		{`status:"last, ongoing"`, query.ByStatus, false, "last,ongoing"},
		{"status:last,ongoing", query.ByStatus, false, "last,ongoing"},
		{"status:Ongoing,Next", query.ByStatus, false, "ongoing,next"},
		{"status:last|ongoing", query.ByStatus, false, "last|ongoing"},
		{"status:last,ongoing|next", query.ByStatus, false, "last,ongoing|next"},
		{"status:=last", query.ByStatus, false, "last"},
		{"outcome:refused|unknown", query.ByOutcome, false, "refused|unknown"},
		{"outcome:=refused", query.ByOutcome, false, "refused"},
		{"is:=settled", query.BySettlement, false, "settled"},
		{`reason:"a|b,c"`, query.ByReason, false, "a|b,c"},
		{"a|b", query.AnyText, false, "a|b"},
		{"login:Alice", "login", false, "alice"},
		{"host:desk-7", "host", false, "desk-7"},
		{"sudo_user:Bob", "sudo_user", false, "bob"},
		{"ssh_client:10.0.0.7", "ssh_client", false, "10.0.0.7"},
		{"<sip:Alice@example.com>", query.AnyText, false, "sip:alice@example.com"},
		{"<sip:alice@example.com>;tag=1x", query.AnyText, false, "sip:alice@example.com"},
		{"-id:<tel:+3612345>", query.ByID, true, "tel:+3612345"},
		{`"<alice@example.com>"`, query.AnyText, false, "<alice@example.com>"},
		{"id:=<alice@example.com>", query.ByID, false, "=<alice@example.com>"},
		{"<>", query.AnyText, false, "<>"},
		{"{x}", query.AnyText, false, "{x}"},
		{"type:call-id", query.ByType, false, "callID"},
		{`operator:"Alice B",bob`, query.ByOperator, false, "alice b|bob"},
		{"operator:=Al,=\"a b\",c", query.ByOperator, false, "=al|=a b|c"},
		{`reason:"=Al"`, query.ByReason, false, "=al"},
		{"is:unsettled", query.BySettlement, false, "unsettled"},
		{"-", query.AnyText, false, "-"},
		{"+3612345", query.AnyText, false, "+3612345"},
		{"a8343631-9f35", query.AnyText, false, "a8343631-9f35"},
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

// What is typed as a word and has a colon in it is a word, unless a field is
// before the colon or looks as if it should.
func TestAWordMayHaveAColon(t *testing.T) {
	for _, word := range []string{
		"sip:alice@example.com", "SIP:alice@example.com", "sips:+3612345@example.com;user=phone", "tel:+36-1-234", "sip:", "conf:sip:alice@x;gruu",
		"http://x", "https://verba.example.com:8443/x?y=z", "mailto:a@b", "urn:isbn:0193f2a1", "gopher://x", "unheardof:alice@example.com",
		"12:30", "09:41:03", "::1", "[::1]:8443", "10.0.0.1:80", "localhost:8080", "localhost:8080/verba/api", "recorder:65535", "host7:8443", "desk-7:1", `c:\x`, `C:\recordings\1.wav`, "c:x", ":", ":x", "a:",
		"19:meeting_x@thread.v2", "é:x", "00:1a:2b:3c:4d:5e", "x-key:1",
	} {
		for _, negated := range []string{"", "-"} {
			terms := parse(t, negated+word).Terms()
			if len(terms) != 1 || terms[0].Field != query.AnyText || texts(terms[0]) != query.Fold(word) || terms[0].Negated != (negated != "") {
				t.Errorf("%q is read as %+v", negated+word, terms)
			}
		}
	}
	for _, quoted := range []string{`"user:alice"`, `"outcome:refused"`, `"ticket: 4711"`} {
		if terms := parse(t, quoted).Terms(); len(terms) != 1 || terms[0].Field != query.AnyText {
			t.Errorf("%s is read as %+v", quoted, terms)
		}
	}
}

// The error for what looks like a field lists the fields, suggests none that only
// has a few letters in common, and shows how to search for the word itself.
func TestAnErrorListsTheFields(t *testing.T) {
	for _, test := range []struct{ query, nearest string }{
		{"user:alice", "operator:"}, {"user:alice@example.com", "operator:"}, {"ticket:4711", "reason:"}, {"Ticket:4711", "reason:"},
		{"record:12", "number:"}, {"record:=12", "number:"}, {"extension:8856", "id:"}, {"call-id:a83", "id:"}, {"identifier_type:callID", "type:"},
		{"date:today", "on:"}, {"from:7d", "since:"}, {"settled:yes", "is:"}, {"result:refused", "outcome:"}, {"state:last", "outcome:"},
		{"oprator:alice@example.com", "operator:"}, {"stauts:last", "status:"}, {"cod:5", "code:"}, {"hots:desk", "host:"}, {"op:alice", ""},
		{"mode:GET", ""}, {"sid:5", ""}, {"xy:1", ""}, {"numbr:4711", "number:"}, {"gdpr:221100", ""}, {"foo:", ""}, {"endpoint:x", ""},
		{"sudo-user:bob", "sudo_user:"}, {"ssh_clint:10.0.0.7", "ssh_client:"}, {"tty:pts/3", "terminal:"}, {"http_status:404", ""}, {"key_fingerprint:a@b", ""},
	} {
		_, err := query.Parse(test.query, noon)
		var wrong *query.Error
		if !errors.As(err, &wrong) || wrong.Problem != "is not a field" || wrong.Nearest != test.nearest {
			t.Errorf("%q: %v", test.query, err)
			continue
		}
		for _, info := range query.Fields() {
			if !strings.Contains(err.Error(), string(info.Field)) {
				t.Errorf("%q: %s is missing in\n%v", test.query, info.Field, err)
			}
		}
		quoted := parse(t, wrong.Quoted).Terms()
		if len(quoted) != 1 || quoted[0].Field != query.AnyText || texts(quoted[0]) != query.Fold(test.query) {
			t.Errorf("%q: quoted as %s it is read as %+v", test.query, wrong.Quoted, quoted)
		}
	}
}

func TestAnEqualSignIsHonouredOrRefused(t *testing.T) {
	for filter, want := range map[string]int64{"code:=5": 5, "code:=-50": -50, "number:=#7": 7} {
		if one := parse(t, filter).Terms()[0].Alternatives[0]; one.From != want || one.To != want {
			t.Errorf("%q is %+v", filter, one)
		}
	}
	for _, filter := range []string{
		"until:=2026-11-01", "since:=7d", "on:=today", "on:=2026-11", "until:=", "since:=", "code:=", "record:=", "reason:=", "code:=1..2", "number:=..2",
		"outcome:=ref", "type:=call", "is:=un", "uuid:=0193f2a1",
	} {
		if filter, err := query.Parse(filter, noon); err == nil {
			t.Errorf("%q is taken as %+v", filter, filter.Terms())
		}
	}
}

func TestAUUIDIsFoundByItsBeginning(t *testing.T) {
	const whole, digits = "0193f2a1-7B3c-7def-8a01-2b3c4d5e6f70", "0193f2a17b3c7def8a012b3c4d5e6f70"
	for query, want := range map[string]string{
		whole: digits, digits: digits, "0193f2a1": "0193f2a1", "0193f2a1-": "0193f2a1", "0193f2a1-7b": "0193f2a17b", "-" + whole: digits,
		"{" + whole + "}": digits, "-{" + digits + "}": digits, "urn:uuid:" + whole: digits, "URN:UUID:0193f2a1": "0193f2a1", "uuid:{" + whole + "}": digits,
		"id:urn:uuid:" + whole: digits, "<urn:uuid:" + whole + ">": digits, "urn:uuid:x": "", "{0193f2a1": "",
		"id:" + whole: digits, "id:=" + whole: digits, "uuid:" + whole: digits, "uuid:=" + whole: digits, "uuid:019": "019", "uuid:0193F2A1": "0193f2a1",
		"0193f2a": "", "0193f2a1x": "", "0193-f2a1": "", whole + "0": "", "id:=0193f2a1": "", "id:0193f2a": "", "operator:0193f2a1": "",
	} {
		if got := parse(t, query).Terms()[0].Alternatives[0].UUID; got != want {
			t.Errorf("%q looks for %q, want %q", query, got, want)
		}
	}
	low, high, ok := query.UUIDRange("0193f2a17")
	if !ok || low[4] != 0x70 || high[4] != 0x7f || low[5] != 0 || high[15] != 0xff {
		t.Errorf("%x to %x, %v", low, high, ok)
	}
	if low, high, ok := query.UUIDRange(whole); !ok || low != high {
		t.Errorf("%x to %x, %v", low, high, ok)
	}
	if _, _, ok := query.UUIDRange("id 7"); ok {
		t.Error("a text is taken for a UUID")
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
		query    string
		position int
		word     string
		nearest  string
	}{
		{"8856 outcom:refused", 6, "outcom:", "outcome:"},
		{"é -oprator:alice", 4, "oprator:", "operator:"},
		{"xyzzyxyzzy:1", 1, "xyzzyxyzzy:", ""},
		{"status:ongoing,last", 8, "ongoing,last", ""},
		{"status:last,next", 8, "last,next", ""},
		{"outcome:refused, unknown", 17, "outcome:refused,", ""},
		{"outcome:refused,", 17, "outcome:refused,", ""},
		{"status:last, ongoing", 13, "status:last,", ""},
		{"-status:ongoing,  next", 17, "-status:ongoing,", ""},
		{"status:last, ", 13, "status:last,", ""},
		{"status:last | ongoing", 12, "status:last", ""},
		{`status:"last",ongoing`, 14, `status:"last"`, ""},
		{"outcome:refused ,unknown", 16, "outcome:refused", ""},
		{"reason:a , b", 9, "reason:a", ""},
		{"outcome:refused,,unknown", 17, "outcome:refused,", ""},
		{"outcome:|refused", 9, "outcome:", ""},
		{"uuid:8856x", 6, "8856x", ""},
		{"outcome:gone", 9, "gone", ""},
		{"outcome:refused,gone", 17, "gone", ""},
		{"code:many", 6, "many", ""},
		{"code:5..1", 6, "5..1", ""},
		{"code:..", 6, "..", ""},
		{"since:soon", 7, "soon", ""},
		{"since:yesteday", 7, "yesteday", "yesterday"},
		{"until:tody", 7, "tody", "today"},
		{"on:tody", 4, "tody", "today"},
		{"on:2026-11-01..yestrday", 4, "2026-11-01..yestrday", "yesterday"},
		{"on:2026/11/1", 4, "2026/11/1", "2026-11-01"},
		{"on:01.11.2026", 4, "01.11.2026", ""}, // a day or a month comes first
		{"since:7days", 7, "7days", "7d"},
		{`since:"2 hours"`, 7, "2 hours", "2h"},
		{"since:7x", 7, "7x", ""},
		{"status:lst", 8, "lst", "last"},
		{"on:2026-02-30", 4, "2026-02-30", ""},
		{`8856 "open`, 6, `"open`, ""},
		{"outcome:", 9, "outcome:", ""},
		{"outcome: 8856", 9, "outcome:", ""},
	} {
		_, err := query.Parse(test.query, noon)
		var wrong *query.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%q is taken, or its error is %v", test.query, err)
			continue
		}
		if wrong.Position != test.position || wrong.Word != test.word || wrong.Nearest != test.nearest {
			t.Errorf("%q: %+v", test.query, wrong)
		}
	}
}

func TestAConditionCanBeReplaced(t *testing.T) {
	filter := parse(t, `8856 outcome:refused -outcome:unknown operator:"a b"`)
	if got := filter.With(query.ByOutcome, "accepted"); got != `8856 -outcome:unknown operator:"a b" outcome:accepted` {
		t.Error(got)
	}
	if got := filter.With(query.ByOperator, ""); got != `8856 outcome:refused -outcome:unknown` {
		t.Error(got)
	}
	if got := filter.With(query.ByServer, `two "words"`); !strings.HasSuffix(got, `server:"two \"words\""`) {
		t.Error(got)
	}
	if got := filter.Value(query.ByOutcome); got != "refused" {
		t.Error(got)
	}
}

func TestEveryExampleOfTheTableIsAQuery(t *testing.T) {
	for _, info := range query.Fields() {
		parse(t, string(info.Field)+":"+info.Example)
		for _, value := range info.Values {
			parse(t, parse(t, "").With(info.Field, value))
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{`8856 outcome:refused operator:"a b" since:7d -status:last code:-80..-40`, `"`, `-`, `a:`, `on:..`, `x\"`, "\xff:",
		`sip:alice@example.com`, `status:last,ongoing|next`, `uuid:=0193f2a1`, `code:=5,`, `-c:\x`, `ticket:"a`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := query.Parse(text, noon)
		if err != nil {
			var wrong *query.Error
			if !errors.As(err, &wrong) || wrong.Position < 1 || wrong.Position > utf8.RuneCountInString(text)+1 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := query.Parse(filter.With(query.ByNumber, "1"), noon)
		if err != nil {
			t.Fatalf("%q with another condition: %v", text, err)
		}
		if again.Value(query.ByNumber) != "1" {
			t.Fatalf("%q lost its condition", text)
		}
	})
}
