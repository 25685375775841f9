package apiclient

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"deletecall/deletion"
)

// answerTo sends the sample to a server that answers so.
func answerTo(t *testing.T, asked deletion.ResponseType, status int, body string, headers ...string) deletion.Outcome {
	t.Helper()
	s := serve(t, answers(status, body, headers...))
	tr := against(s, "http")
	tr.server.ResponseType = asked
	outcome := tr.send(t)
	wantClean(t, outcome)
	wantReceived(t, s, 1)
	return outcome
}

func TestTheSamplesOfTheSpecificationAreAnOutcome(t *testing.T) {
	accepted := answerTo(t, deletion.XML, 200, successDocument, "Content-Type: text/xml")
	wantOutcome(t, accepted, deletion.Accepted, deletion.CauseAnswered)
	if *accepted.Code != 0 || accepted.HTTPStatus != 200 || accepted.Message != "" {
		t.Errorf("the attempt is %+v", accepted.Attempt)
	}
	refused := answerTo(t, deletion.XML, 200, refusalDocument, "Content-Type: text/xml")
	wantOutcome(t, refused, deletion.Refused, deletion.CauseAnswered)
	if *refused.Code != -50 || !strings.HasPrefix(refused.Message, "Call for extension 3123212312") {
		t.Errorf("the attempt is %+v", refused.Attempt)
	}
	if want := "The server answered with code -50, no such call was found."; refused.Detail != want {
		t.Errorf("the detail is %q, want %q", refused.Detail, want)
	}
}

func TestTheAnswerIsKeptAsItCame(t *testing.T) {
	got := answerTo(t, deletion.XML, 200, refusalDocument, "Content-Type: text/xml; charset=UTF-8").Answer
	sum := sha256.Sum256([]byte(refusalDocument))
	if string(got.Body) != refusalDocument || got.Length != int64(len(refusalDocument)) ||
		got.SHA256 != hex.EncodeToString(sum[:]) || got.ContentType != "text/xml; charset=UTF-8" || got.Text != refusalDocument {
		t.Errorf("kept %+v", got)
	}
}

func TestALongAnswerIsCountedWholeAndKeptInPart(t *testing.T) {
	body := response(-50, strings.Repeat("é", 100_000))
	outcome := answerTo(t, deletion.XML, 200, body)
	wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
	sum := sha256.Sum256([]byte(body))
	got := outcome.Answer
	if len(got.Body) > deletion.MaxAnswerKept || len(got.Body) < deletion.MaxAnswerKept-4 || got.Length != int64(len(body)) || got.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("kept %d bytes of %d, %s", len(got.Body), got.Length, got.SHA256)
	}
	if len(outcome.Message) > maxMessage {
		t.Errorf("the message has %d bytes", len(outcome.Message))
	}
}

func TestAMessageBesideSuccessIsKept(t *testing.T) {
	got := answerTo(t, deletion.XML, 200, response(0, "the media is on tape"))
	wantOutcome(t, got, deletion.Accepted, deletion.CauseAnswered)
	if got.Message != "the media is on tape" {
		t.Errorf("the message is %q", got.Message)
	}
}

func TestACharacterSetIsDecodedOrNamed(t *testing.T) {
	const message = "Gespräch für Łukasz: 5 €"
	declared := func(name string) string {
		return `<?xml version="1.0" encoding="` + name + `"?>` + response(-50, message)
	}
	for name, test := range map[string]struct {
		body, contentType, want string
	}{
		"UTF-8":                        {declared("UTF-8"), "text/xml", message},
		"UTF-8 by another name":        {declared("utf8"), "text/xml", message},
		"UTF-8 with a mark":            {"\xEF\xBB\xBF" + declared("utf-8"), "text/xml", message},
		"US-ASCII":                     {`<?xml version="1.0" encoding="US-ASCII"?>` + response(-50, "plain"), "", "plain"},
		"Latin-1 declared":             {`<?xml version="1.0" encoding="ISO-8859-1"?>` + response(-50, "Gespr\xe4ch"), "", "Gespräch"},
		"Latin-1 in the header":        {response(-50, "Gespr\xe4ch"), "text/xml; charset=latin1", "Gespräch"},
		"Latin-9 declared":             {`<?xml version='1.0' encoding='iso-8859-15'?>` + response(-50, "5 \xa4"), "", "5 €"},
		"Windows-1252 declared":        {`<?xml version="1.0" encoding="windows-1252"?>` + response(-50, "5 \x80"), "", "5 €"},
		"Windows-1252 by another name": {response(-50, "5 \x80"), "text/xml; charset=CP1252", "5 €"},
		"Windows-1250 in the header":   {response(-50, "\xa3ukasz"), `text/xml; charset="windows-1250"`, "Łukasz"},
		"the header before the document": {`<?xml version="1.0" encoding="iso-8859-1"?>` + response(-50, "\xa3ukasz"),
			"text/xml; charset=iso-8859-2", "Łukasz"},
		"UTF-16 little-endian with a mark":                            {utf16Text(unicode.LittleEndian, unicode.UseBOM, declared("UTF-16")), "", message},
		"UTF-16 big-endian with a mark":                               {utf16Text(unicode.BigEndian, unicode.UseBOM, declared("UTF-16")), "", message},
		"UTF-16 without a mark":                                       {utf16Text(unicode.LittleEndian, unicode.IgnoreBOM, declared("UTF-16LE")), "text/xml; charset=utf-16le", message},
		"a charset that is empty":                                     {declared("UTF-8"), "text/xml; charset=", message},
		"a charset that is quoted":                                    {declared("UTF-8"), "text/xml; charset='utf-8'", message},
		"no type at all":                                              {declared("UTF-8"), "", message},
		"a type that is none":                                         {declared("UTF-8"), "xml;;charset", message},
		"a header that the bytes and the declaration contradict":      {declared("UTF-8"), "text/xml; charset=us-ascii", message},
		"a header of the web server's default":                        {declared("UTF-8"), "text/xml; charset=ISO-8859-1", message},
		"a header that is not read here, and a declaration that fits": {declared("UTF-8"), "text/xml; charset=Shift_JIS", message},
		"a header that the bytes contradict, and another declaration": {`<?xml version="1.0" encoding="iso-8859-1"?>` + response(-50, "Gespr\xe4ch"), "text/xml; charset=utf-8", "Gespräch"},
		"a declaration that the bytes contradict, and a header":       {declared("UTF-16"), "text/xml; charset=utf-8", message},
		"a header that names no set":                                  {response(-50, message), "text/xml; charset=foo", message},
		"a header that names nothing":                                 {response(-50, message), "text/xml; charset=none", message},
		"a header that the bytes contradict":                          {response(-50, message), "text/xml; charset=us-ascii", message},
		"a header of UTF-16 that is none":                             {response(-50, message), "text/xml; charset=utf-16", message},
		"a Windows table with holes in it":                            {response(-50, "Á"), "text/xml; charset=windows-1252", "Á"},
		"UTF-8 of a database":                                         {response(-50, message), "text/xml; charset=utf8mb4", message},
		"a declaration that names no set":                             {declared("klingon"), "", message},
		"a declaration of UTF-16 that is none":                        {declared("UTF-16"), "", message},
		"a declaration and a header that name no set":                 {declared("klingon"), "text/xml; charset=foo", message},
	} {
		t.Run(name, func(t *testing.T) {
			got := answerTo(t, deletion.XML, 200, test.body, "Content-Type: "+test.contentType)
			wantOutcome(t, got, deletion.Refused, deletion.CauseAnswered)
			if got.Message != test.want {
				t.Errorf("the message is %q, want %q", got.Message, test.want)
			}
		})
	}
	foreign := response(0, message)
	for name, test := range map[string]struct{ body, contentType, names string }{
		"Shift JIS":                     {foreign, "text/xml; charset=Shift_JIS", "Shift_JIS"},
		"UTF-7":                         {response(0, "+ADwAIQAtAC0-"), "text/xml; charset=utf-7", "utf-7"},
		"HZ":                            {response(0, "~{<:Ky2;~}"), "text/xml; charset=HZ-GB-2312", "HZ-GB-2312"},
		"EBCDIC":                        {foreign, "text/xml; charset=ibm037", "ibm037"},
		"one with an escape in it":      {foreign, "text/xml; charset=\"\x1b[2J\"", ""},
		"a declared one":                {`<?xml version="1.0" encoding="koi8-r"?>` + foreign, "", "koi8-r"},
		"a real one before a made-up":   {`<?xml version="1.0" encoding="klingon"?>` + foreign, "text/xml; charset=GB18030", "GB18030"},
		"UTF-7 beyond ASCII":            {response(0, "+ é"), "text/xml; charset=utf-7", "utf-7"},
		"US-ASCII that is Latin-1":      {response(0, "Gespr\xe4ch"), "text/xml; charset=us-ascii", "us-ascii"},
		"UTF-8 that is not":             {response(0, "Gespr\xe4ch"), "text/xml; charset='utf-8'", "UTF-8"},
		"bad UTF-8 without any charset": {response(0, "Gespr\xe4ch"), "", "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			got := answerTo(t, deletion.XML, 200, test.body, "Content-Type: "+test.contentType)
			wantOutcome(t, got, deletion.Unknown, deletion.CauseUnreadable)
			if !strings.Contains(got.Detail, test.names) {
				t.Errorf("the detail does not name %s: %s", test.names, got.Detail)
			}
		})
	}
}

// What is ASCII reads the same in whatever character set could have been meant.
func TestALabelThatChangesNothingDoesNotMakeAnAnswerUnknown(t *testing.T) {
	for _, label := range []string{"'utf-8'", `"'utf-8'"`, "utf8", "UTF_8", "klingon", "Shift_JIS", "utf-7", "ibm037", "utf-16", "us-ascii", "none", "-", `"\x1b[2J"`} {
		for _, declaration := range []string{"", `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="utf-16"?>`, `<?xml version='1.0' encoding='klingon'?>`} {
			got := answerTo(t, deletion.XML, 200, declaration+doc, "Content-Type: text/xml; charset="+label)
			wantOutcome(t, got, deletion.Accepted, deletion.CauseAnswered)
		}
	}
	for _, contentType := range []string{"", "text/html", "text/plain; charset=utf-8", "application/json", "application/octet-stream", "x", ";", "text/xml; charset"} {
		wantOutcome(t, answerTo(t, deletion.XML, 200, doc, "Content-Type: "+contentType), deletion.Accepted, deletion.CauseAnswered)
	}
}

func utf16Text(order unicode.Endianness, mark unicode.BOMPolicy, text string) string {
	encoded, err := unicode.UTF16(order, mark).NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return encoded
}

func TestEveryWindowsAndLatinTableIsFoundByItsName(t *testing.T) {
	for name, want := range map[string]any{
		"iso-8859-1": charmap.ISO8859_1, "ISO_8859-5": charmap.ISO8859_5, "iso-8859-16": charmap.ISO8859_16,
		"windows-1250": charmap.Windows1250, "Windows-1258": charmap.Windows1258, "cp1251": charmap.Windows1251,
	} {
		if got := charTable(plainName(name)); got != want {
			t.Errorf("%s is read as %v", name, got)
		}
	}
}

func TestOnlyXMLProvesAnything(t *testing.T) {
	const page = `<html><head><title>Verba API</title></head><body><table><tr><td>Code</td><td>0</td></tr></table></body></html>`
	for _, test := range []struct {
		name  string
		asked deletion.ResponseType
		body  string
		kind  deletion.OutcomeKind
		cause deletion.Cause
		says  string
	}{
		{"an HTML answer", deletion.HTML, page, deletion.Unknown, deletion.CauseUnverifiable, `Answered, not verifiable: an answer as HTML proves nothing; it begins "Verba API Code 0".`},
		{"a TEXT answer", deletion.TEXT, "DeleteCall succeeded\n", deletion.Unknown, deletion.CauseUnverifiable, `it begins "DeleteCall succeeded".`},
		{"an error in TEXT", deletion.TEXT, "DeleteCall failed, code -50", deletion.Unknown, deletion.CauseUnverifiable, ""},
		{"an empty TEXT answer", deletion.TEXT, "", deletion.Unknown, deletion.CauseUnverifiable, "it is empty"},
		{"XML where HTML was asked for", deletion.HTML, successDocument, deletion.Accepted, deletion.CauseAnswered, ""},
		{"a refusal where TEXT was asked for", deletion.TEXT, refusalDocument, deletion.Refused, deletion.CauseAnswered, ""},
		{"a contradiction where TEXT was asked for", deletion.TEXT, doc + doc, deletion.Unknown, deletion.CauseContradiction, ""},
		{"broken XML where TEXT was asked for", deletion.TEXT, "<VerbaApi>", deletion.Unknown, deletion.CauseUnreadable, ""},
		{"a login page where XML was asked for", deletion.XML, "<html><body><h1>Welcome</h1><p>Please sign in", deletion.Unknown, deletion.CauseUnreadable, `it begins "Welcome Please sign in"`},
		{"an error page with its status", deletion.XML, "", deletion.Unknown, deletion.CauseUnreadable, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := answerTo(t, test.asked, 200, test.body)
			wantOutcome(t, got, test.kind, test.cause)
			if !strings.Contains(got.Detail, test.says) {
				t.Errorf("the detail is %q, want it to say %q", got.Detail, test.says)
			}
		})
	}
}

func TestForeignWordsInASentenceAreCleanAndBounded(t *testing.T) {
	page := "<html><p>Sign\x1b[31m in\u202e now " + strings.Repeat("please ", 10_000)
	got := answerTo(t, deletion.XML, 503, page, "Content-Type: text/html; charset=utf-8")
	wantOutcome(t, got, deletion.Unknown, deletion.CauseHTTPStatus)
	if !strings.Contains(got.Detail, `Sign\x1b[31m in\u202e now please`) || len(got.Detail) > 500 {
		t.Errorf("the detail is %q", got.Detail)
	}
}
