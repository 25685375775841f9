package certificate_test

import (
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/safetext"
	"deletecall/testkit"
)

// hostileTexts are what a record may hold that was written around the product.
var hostileTexts = []string{
	"\x1b]0;title\x07", "\x1b[2J", "a\u202eb", "a\u200bb", "\u009b31m", "line\nbreak", "carriage\rreturn", "tab\tbed", "\x00", "\ufeffbom", "\u2028",
	"# Certificate of deletion", "## Proof", "- Identifier: 1", "x\n- Identifier: 1", "{\n\"format\": \"deletecall-certificate/1\",", "TITLE", "MAIN\n", "ATTACHED\n",
	`\`, `"`, "<script>alert(1)</script>", "</title>&amp;", "</pre>", "]]>", "&lt;", " lead", "trail ", "é漢字", "שלום", "'", ": ", "—",
}

// hostile is a record with the text in every place that can hold one.
func hostile(text string) deletion.Record {
	r := settled()
	i, o := &r.Intent, &r.Outcome
	i.Identifier, i.Server, i.Endpoint, i.Reason, i.Version = text, text, text, text, text
	i.Operator.Name = text
	for _, field := range deletion.OperatorFields() {
		*field.Of(&i.Operator) = text
	}
	o.Detail, o.Message = text, text
	o.Answer = deletion.Answer{ContentType: text, Body: []byte(text), Length: 3, SHA256: text, Text: text}
	r.Settlement.Note, r.Settlement.Operator.Name = text, text
	return r
}

var elements = regexp.MustCompile(`<[^>]*>`)

// shape is a page without its texts.
func shape(file []byte) string {
	return strings.Join(elements.FindAllString(string(file), -1), "")
}

func TestHostileRecordsCanNotChangeAPage(t *testing.T) {
	options := issue()
	options.Disclose = certificate.Disclosable()
	clean := shape(written(t, newKey(t), hostile("x"), options))
	for _, text := range testkit.Some(hostileTexts) {
		for _, format := range certificate.Formats() {
			options := longIssue(text)
			options.Format, options.Disclose, options.Serial = format, certificate.Disclosable(), text
			key := newKey(t)
			file := written(t, key, hostile(text), options)
			for _, r := range string(file) {
				if r != '\n' && strings.ContainsAny(safetext.Line(string(r)), `\`) && r != '\\' {
					t.Errorf("%s, %q: the file has %q", format, text, r)
				}
			}
			page := visible(t, file)
			if want := strings.Join(strings.Fields(safetext.Line(text)), " "); !strings.Contains(page, "Reason "+want) {
				t.Errorf("%s: %q is lost", format, text)
			}
			if format == certificate.HTML && shape(file) != clean {
				t.Errorf("%q changes the page: %s", text, shape(file))
			}
		}
	}
}

func TestThePageIsSelfContained(t *testing.T) {
	page := string(written(t, newKey(t), sample(), issue()))
	for _, banned := range []string{"<script", "<img", "<link", "<iframe", " src=", " href=", " onload=", " style=", "url(", "@import"} {
		if strings.Contains(page, banned) {
			t.Errorf("%s in %s", banned, page)
		}
	}
	for _, wanted := range []string{`<html lang="en">`, `<meta charset="utf-8">`, "<title>Certificate of deletion</title>", "<main>", "<h1>", "<section>\n<h2>", "<dl>\n<dt>", "size: A4", "@media print", "default-src 'none'", "color-scheme: light"} {
		if !strings.Contains(page, wanted) {
			t.Errorf("%s is missing in %s", wanted, page)
		}
	}
}

func TestAMaskedIdentifierIsNowhereInTheFile(t *testing.T) {
	for identifier, shown := range map[string]string{
		"a8343631-9f35-4a3a-83f0-9e81592339fb": "••••39fb", "88567731": "••••7731", "sip:Bob@example.net": "••••.net", "123456789": "••••6789",
	} {
		r := settled()
		r.Intent.Identifier, r.Intent.Reason = identifier, "erase "+strings.ToUpper(identifier)+" now"
		r.Outcome.Message, r.Outcome.Detail, r.Outcome.Answer.Body = "no "+identifier, "it said "+identifier, []byte("<a>"+identifier+"</a>")
		r.Settlement.Note = identifier + " looked up"
		for _, format := range certificate.Formats() {
			options := issue()
			options.Format, options.Mask, options.Request = format, true, "about "+identifier
			file := written(t, newKey(t), r, options)
			got := visible(t, file)
			for _, want := range []string{"Identifier " + shown + " ", "Reason erase " + shown + " now", "How checked " + shown + " looked up", "Request about " + shown} {
				if !strings.Contains(got, want) {
					t.Errorf("%s: %q is missing in %s", identifier, want, got)
				}
			}
			whole := strings.ToLower(html.UnescapeString(string(file)))
			for _, spelling := range []string{identifier, base64.StdEncoding.EncodeToString([]byte(identifier)), r.Intent.Reason, r.Settlement.Note} {
				if strings.Contains(whole, strings.ToLower(spelling)) {
					t.Errorf("%s: %s is still there: %s", format, spelling, file)
				}
			}
			if strings.Contains(whole, "<a>") || strings.Contains(got, "Answer's") {
				t.Errorf("%s: the answer is still there: %s", format, file)
			}
		}
	}
}

func TestAMaskedIdentifierIsHiddenHoweverItIsWritten(t *testing.T) {
	for identifier, spellings := range map[string][]string{
		"+36301234567": {"+36 30 123 4567", "36301234567", "+36-30-123-45-67", "(+36) 30/123.4567"},
		"8856":         {"88 56", "88-56", "8 8 5 6"},
		"36-1-234":     {"361234", "36 1 234"},
		"sip:alice@example.com": {"sip%3Aalice%40example.com", "SIP%3aalice%40example%2Ecom", "sip%253Aalice%2540example.com", "sip&#58;alice&#x40;example.com",
			`sip:alice\u0040example.com`, "c2lwOmFsaWNlQGV4YW1wbGUuY29t", "https://x/?id=sip%3Aalice%40example.com&y=1"},
		"+3630123456": {"%2B3630123456", "%2B36%2030%20123456", "36%2030%20123456"},
		"Jürgen":      {"J%C3%BCrgen", "J&#252;rgen"},
	} {
		for _, spelling := range spellings {
			r, options := sample(), issue()
			r.Intent.Identifier, r.Intent.Reason = identifier, "erase "+spelling
			options.Format, options.Mask = certificate.Text, true
			if file := string(written(t, newKey(t), r, options)); strings.Contains(file, spelling) {
				t.Errorf("%s is still there: %s", spelling, file)
			}
		}
	}
}

func TestWithoutMaskingTheIdentifierIsWhole(t *testing.T) {
	if got := visible(t, written(t, newKey(t), sample(), issue())); !strings.Contains(got, "Identifier 8856") {
		t.Error(got)
	}
}

// Nothing on the page may point to what is not there any more.
func TestARecordThatLostPersonalDataIsStillCertified(t *testing.T) {
	all := deletion.AllData()
	removals := [][]deletion.DataKind{all}
	for _, kind := range all {
		removals = append(removals, []deletion.DataKind{kind})
	}
	for _, removed := range removals {
		for _, whole := range []deletion.Record{sample(), settled()} {
			key, a := newKey(t), newArchive(t, whole)
			left := a.expire(whole.Intent.Number, removed...)
			for _, format := range []certificate.Format{certificate.HTML, certificate.Text} {
				options := issue()
				options.Format, options.Disclose = format, certificate.Disclosable()
				page, err := certificate.New(left, options, key, a.prove(key, left.Intent.Number, options.Withheld(&left)))
				if err != nil {
					t.Fatalf("without %v: %v", removed, err)
				}
				if _, err := certificate.Check(page, key.Public()); err != nil {
					t.Errorf("without %v: %v", removed, err)
				}
				got := visible(t, page)
				gone := slices.Contains(removed, deletion.IdentifierData)
				if strings.Contains(got, "Identifier no longer kept") != gone || strings.Contains(got, "8856") == gone || strings.Contains(got, "named below") {
					t.Errorf("without %v: %s", removed, got)
				}
			}
		}
	}
}
