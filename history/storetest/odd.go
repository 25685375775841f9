package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/query"
)

// Searched is a history in which records are looked for.
type Searched interface {
	History
	query.Finder
}

// pieces are what texts and words are made of: what separates, quotes and escapes, wild
// cards of SQL and shells, letters whose case is more than one bit, and code points that
// SQLite, FTS5 or C treat in a way of their own.
var pieces = []string{
	"a", "B", "ab", "8856", "0193f2a1", "é", "É", "e\u0301", "Σ", "σ", "ς", "İ", "ı", "ß", "ẞ", "ǅ", "K", "ﬀ", "漢字",
	"123 4567", "+36-30", "(1) 2/3.4", "1234567", "I\u0307", "H\u0331", "\u0301",
	"%", "_", "*", "?", "[a]", "'", `"`, `\`, "|", ",", "=", "-", ":", ";", "--", "/*", " ", "  ", "\u00a0", "\t", "\n", "\r\n",
	"\x00", "\x01\x01\x01", "\u009b", "\u200b", "\u202e", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\U0001f600", "\U0010ffff", "\xff", "OR", "NEAR(",
}

// OddNow is the moment of odd filters.
var OddNow = time.Date(2026, 10, 25, 12, 0, 0, 0, Budapest())

// Budapest is a zone with a day of 25 hours, 2026-10-25.
func Budapest() *time.Location {
	zone, err := time.LoadLocation("Europe/Budapest")
	if err != nil {
		return time.FixedZone("", 3600)
	}
	return zone
}

// OddRecords fills a history with records of odd texts, identifiers and times.
func OddRecords(t *testing.T, store Searched, random *rand.Rand, count int) {
	t.Helper()
	text := func() (text string) {
		for range random.IntN(5) {
			text += oneOf(random, pieces)
		}
		return text
	}
	zones := []*time.Location{time.UTC, Budapest(), time.FixedZone("", -12*3600), time.FixedZone("", 20700), time.FixedZone("", 4580)}
	_, before, err := store.Count(context.Background(), query.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for n := int(before); n < int(before)+count; n++ {
		intent := intentOn(strings.ToValidUTF8(text(), "")) // as a selector has it
		intent.IdentifierType = oneOf(random, deletion.IdentifierTypes())
		if intent.IdentifierType == deletion.Extension {
			intent.Status = oneOf(random, deletion.Statuses())
		}
		if random.IntN(2) == 0 {
			intent.Shown = deletion.Shown{Verdict: lookup.Found, At: begin, CallID: fmt.Sprint("call ", n), From: lookup.Party{Number: text(), Name: text()}, RecordedParty: text()}
		}
		uuid := fmt.Sprintf("0193f2a1-7b3c-7def-8a01-%012x", random.Uint64()>>16)
		intent.ID = []string{uuid, strings.ToUpper(uuid), strings.ReplaceAll(uuid, "-", ""), uuid[:30], "x" + strings.ToValidUTF8(text(), "")}[random.IntN(5)]
		intent.Endpoint = fmt.Sprint("https://verba.example.com/", n) // another target each
		intent.Server, intent.Reason, intent.Operator.Name = text(), text(), text()
		for _, field := range deletion.OperatorFields() {
			*field.Of(&intent.Operator) = text()
		}
		midnight := time.Date(2026, 10, 24+random.IntN(3), 0, 0, 0, 0, oneOf(random, zones))
		intent.Confirmed = midnight.Add(time.Duration(random.IntN(5)-2) * time.Microsecond).In(oneOf(random, zones))
		recorded, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
		if err != nil {
			t.Fatal(err)
		}
		outcome := deletion.Outcome{Kind: oneOf(random, deletion.OutcomeKinds()), Cause: oneOf(random, deletion.Causes()), Answered: intent.Confirmed}
		if outcome.Kind == deletion.Pending {
			continue
		}
		outcome.Message = text()
		if code := -random.IntN(4); code < 0 {
			outcome.Code = &code
		}
		if err := store.RecordOutcome(context.Background(), recorded, outcome); err != nil {
			t.Fatal(err)
		}
		if outcome.Kind == deletion.Unknown && random.IntN(2) == 0 {
			if err := store.RecordSettlement(context.Background(), recorded.Number, deletion.Settlement{Finding: deletion.FoundDeleted}); err != nil {
				t.Fatal(err)
			}
		}
		if outcome.Kind == deletion.Accepted && random.IntN(2) == 0 {
			if err := store.RecordAfter(context.Background(), recorded.Number, deletion.After{Finding: oneOf(random, deletion.AfterFindings()), Checked: begin}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func oneOf[T any](random *rand.Rand, all []T) T { return all[random.IntN(len(all))] }

// textOf is the text in which a field looks for words.
func textOf(record deletion.Record, field query.Field) string {
	for _, known := range deletion.OperatorFields() {
		if known.Name == string(field) {
			return *known.Of(&record.Intent.Operator)
		}
	}
	switch field {
	case query.ByOperator:
		return record.Intent.Operator.Name
	case query.ByServer:
		return record.Intent.Server
	case query.ByParty:
		return record.Intent.Shown.Parties()
	case query.ByReason:
		return record.Intent.Reason
	case query.ByMessage:
		return record.Outcome.Message
	case query.ByUUID:
		return record.Intent.ID
	}
	return record.Intent.Identifier
}

// oddTerm draws a condition that has something to do with one of the records.
func oddTerm(t *rapid.T, records []deletion.Record) string {
	record := rapid.SampledFrom(records).Draw(t, "record")
	fields := append(query.Fields(), query.FieldInfo{Field: query.AnyText})
	info := fields[rapid.IntRange(0, len(fields)-1).Draw(t, "field")]
	name, value := string(info.Field)+":", func() string { return oddWord(t, textOf(record, info.Field)) }
	switch info.Field {
	case query.AnyText:
		name, value = "", func() string {
			from := []query.Field{query.ByID, query.ByUUID, query.ByOperator, query.ByServer, query.ByReason, query.ByMessage, query.ByParty, "host"}
			return oddWord(t, textOf(record, rapid.SampledFrom(from).Draw(t, "looked at")))
		}
	case query.ByUUID:
		value = func() string { return oddUUID(t, record.Intent.ID) }
	case query.ByCode:
		value = func() string {
			return rapid.SampledFrom([]string{"0", "-1", "=-2", "-3..-2", "..-1", "-2..", "1"}).Draw(t, "code")
		}
	case query.ByNumber:
		value = func() string {
			n := record.Intent.Number
			return rapid.SampledFrom([]string{fmt.Sprint(n), fmt.Sprint("=", n), fmt.Sprint(n, ".."), fmt.Sprint("..", n)}).Draw(t, "number")
		}
	case query.BySince, query.ByUntil, query.ByDay:
		value = func() string {
			at := record.Intent.Confirmed.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "off")) * time.Microsecond)
			form := rapid.SampledFrom([]string{time.RFC3339Nano, time.RFC3339, "2006-01-02", "2006-01-02T15:04"}).Draw(t, "form")
			zone := rapid.SampledFrom([]*time.Location{time.UTC, Budapest(), time.FixedZone("", -7200)}).Draw(t, "zone")
			return at.In(zone).Format(form)
		}
	}
	if len(info.Values) > 0 {
		value = func() string { return rapid.SampledFrom(info.Values).Draw(t, "value") }
	}
	term := name + value()
	if name != "" && rapid.Bool().Draw(t, "another") {
		term += "|" + value()
	}
	return rapid.SampledFrom([]string{"", "", "-"}).Draw(t, "negated") + term
}

func oddUUID(t *rapid.T, id string) string {
	id = id[:rapid.IntRange(1, len(id)).Draw(t, "digits")]
	return rapid.SampledFrom([]string{id, strings.ToUpper(id), strings.ReplaceAll(id, "-", "")}).Draw(t, "spelling")
}

// oddWord draws a quoted part of a text, the whole of it, or another one.
func oddWord(t *rapid.T, text string) string {
	equals := rapid.SampledFrom([]string{"", "", "="}).Draw(t, "whole")
	letters := []rune(text)
	switch rapid.IntRange(0, 4).Draw(t, "word") {
	case 0:
		text = strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 3).Draw(t, "pieces"), "")
	case 1, 2:
		begin := rapid.IntRange(0, len(letters)).Draw(t, "begin")
		text = string(letters[begin:rapid.IntRange(begin, len(letters)).Draw(t, "end")])
	case 3:
		text = rapid.SampledFrom([]string{"", "+"}).Draw(t, "plus") + query.JoinedDigits(text)
	}
	if rapid.Bool().Draw(t, "in capitals") {
		text = strings.ToUpper(text)
	}
	return equals + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// OddFilter draws a filter of some terms.
func OddFilter(t *rapid.T, records []deletion.Record, least int) (text string, filter query.Query) {
	var terms []string
	for range rapid.IntRange(least, 3).Draw(t, "terms") {
		terms = append(terms, oddTerm(t, records))
	}
	text = strings.Join(terms, " ")
	filter, err := query.Parse(text, OddNow)
	if err != nil {
		t.Skip(err)
	}
	return text, filter
}

// CheckOddFilter has a store find what [query.Query.Fits] says, in every order.
func CheckOddFilter(t *rapid.T, store Searched, records []deletion.Record) {
	text, filter := OddFilter(t, records, 1)
	var want []int64
	for _, record := range records {
		if filter.Fits(record) {
			want = append(want, record.Intent.Number)
		}
	}
	order := rapid.SampledFrom(query.OrderFields()).Draw(t, "order")
	for _, order := range []query.Order{{}, {By: order, Reversed: rapid.Bool().Draw(t, "reversed")}} {
		page, err := store.Find(context.Background(), filter, query.PageRequest{Limit: len(records), Order: order})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var got []int64
		for _, record := range page.Records {
			got = append(got, record.Intent.Number)
		}
		if sorted := InOrder(records, want, order); !slices.Equal(got, sorted) {
			t.Fatalf("%q %s: found %v, want %v", text, order, got, sorted)
		}
	}
	matching, _, err := store.Count(context.Background(), filter)
	if err != nil || matching != int64(len(want)) {
		t.Fatalf("%q: counted %d, want %d; %v", text, matching, len(want), err)
	}
}

// InOrder sorts the records with some numbers as the order defines it.
func InOrder(all []deletion.Record, numbers []int64, order query.Order) (sorted []int64) {
	for _, record := range slices.SortedFunc(slices.Values(all), order.Compare) {
		if slices.Contains(numbers, record.Intent.Number) {
			sorted = append(sorted, record.Intent.Number)
		}
	}
	return sorted
}
