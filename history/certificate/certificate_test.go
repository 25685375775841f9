package certificate_test

import (
	"errors"
	"html"
	"regexp"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/history/proof"
	"deletecall/lookup"
	"deletecall/safetext"
)

var tags = regexp.MustCompile(`(?s)<style>.*?</style>|<title>.*?</title>|<[^>]*>`)

// visible is what a person reads of a certificate, as words with one blank between them.
func visible(t testing.TB, file []byte) string {
	t.Helper()
	page, _, err := certificate.Attached(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(page, "<") {
		page = html.UnescapeString(tags.ReplaceAllString(page, " "))
	}
	return strings.Join(strings.Fields(page), " ")
}

func TestACertificateSaysWhatWhenOnWhichGroundAndWhatTheEvidenceIs(t *testing.T) {
	for _, format := range certificate.Formats() {
		options := issue()
		options.Format = format
		key := newKey(t)
		got := visible(t, written(t, key, sample(), options))
		for _, want := range []string{
			"Deleted.", "it deleted the conversation that the request named", "The API does not say which call it was.",
			"Serial number 12-ABCD-EFGH Issued 2026-11-24 13:00:00 (UTC+01:00) Controller Example Ltd, 1 Main Street, Budapest Contact privacy@example.com",
			"Identifier type Extension Identifier 8856 Status last", "The last finished call in which this extension is the calling or the called party",
			"Recording system production Address https://verba.example.com/verba/api", "Confirmed 2026-11-23 13:00:00 (UTC+01:00) Reason GDPR-2211, erasure",
			"Legal ground Art. 17(1)(b) GDPR: consent was withdrawn, and there is no other legal ground Request GDPR-2211, of 2026-11-20",
			"Decided by Head of Support Verified by Data Protection Officer", "by POST Evidence The server's answer: code 0, success Sent 2026-11-23 13:00:00 (UTC+01:00)",
			"Answer's message ok", "Record 12, ID 01935b2e", "Not covered The nightly backups, for 30 days.", "check-proof FILE --key KEY",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing in\n%s", format, want, got)
			}
		}
		if !strings.Contains(strings.ReplaceAll(got, " ", ""), "Publickey"+key.Public()) {
			t.Errorf("%s: the public key is missing", format)
		}
	}
}

func TestWhatIsNotStatedIsSaidToBeNotStated(t *testing.T) {
	got := visible(t, written(t, newKey(t), sample(), certificate.Issue{Format: certificate.Text, Zone: budapest, Issued: noon}))
	for _, want := range []string{"Controller not stated", "Legal ground not stated Request not stated", "Verified by not stated", "Not covered Backups and other copies"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

func TestTheApiLeavesOpenWhichCallItWasOnlyForAnExtension(t *testing.T) {
	byID := sample()
	byID.Intent.IdentifierType, byID.Intent.Status, byID.Intent.Identifier = deletion.CallID, deletion.NoStatus, "a8343631-9f35-4a3a-83f0-9e81592339fb"
	got := visible(t, written(t, newKey(t), byID, issue()))
	if strings.Contains(got, "which call it was") || strings.Contains(got, "Which call") {
		t.Error(got)
	}
	if !strings.Contains(got, "Certificate of an accepted deletion") || !strings.Contains(got, "not at which moment the recording was removed") {
		t.Errorf("it may only be marked, and the page does not say so: %s", got)
	}
}

// A call that was shown is named only where DeleteCall could mean no other one.
func TestACallIsNamedOnlyWhereTheServerCouldChooseNoOther(t *testing.T) {
	const id = "b8343631-9f35-4a3a-83f0-9e81592339fb"
	for name, test := range map[string]struct {
		kind    deletion.IdentifierType
		verdict lookup.Verdict
		pinned  bool
		named   bool
	}{
		"pinned":              {deletion.Extension, lookup.Found, true, true},
		"extension as typed":  {deletion.Extension, lookup.Found, false, false},
		"by a native ID":      {deletion.NativeID, lookup.Found, false, true},
		"not proved":          {deletion.NativeID, lookup.CantSay, false, false},
		"extension, unproved": {deletion.Extension, lookup.CantSay, false, false},
	} {
		r := sample()
		r.Intent.IdentifierType, r.Intent.Pinned, r.Intent.Shown = test.kind, test.pinned, deletion.Shown{Verdict: test.verdict, CallID: id}
		if test.kind != deletion.Extension {
			r.Intent.Status = deletion.NoStatus
		}
		if got := visible(t, written(t, newKey(t), r, issue())); strings.Contains(got, "Call ID "+id) != test.named {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Only an accepted deletion is certified. What nobody knows, or what deleted nothing, has no
// page that could be taken for a certificate.
func TestOnlyAnAcceptedDeletionIsCertified(t *testing.T) {
	kind := func(k deletion.OutcomeKind, answer *int) deletion.Record {
		r := sample()
		r.Outcome.Kind, r.Outcome.Code = k, answer
		return r
	}
	notSent := kind(deletion.NotSent, nil)
	notSent.Outcome.HTTPStatus = 0
	pending := sample()
	pending.Outcome = deletion.Outcome{Kind: deletion.Pending}
	for name, c := range map[string]struct {
		record     deletion.Record
		contradict bool
		says       string
	}{
		"refused":               {kind(deletion.Refused, new(-50)), false, "nothing was deleted"},
		"not sent":              {notSent, false, "the request was not sent, and nothing was deleted"},
		"unknown":               {kind(deletion.Unknown, nil), false, "deletecall history settle 12"},
		"pending":               {pending, false, "no outcome yet"},
		"of another version":    {kind("purged", new(0)), false, "does not know the outcome"},
		"not sent but answered": {kind(deletion.NotSent, nil), true, "contradicts"},
		"refused with success":  {kind(deletion.Refused, new(0)), true, "contradicts"},
		"accepted without":      {kind(deletion.Accepted, nil), true, "contradicts"},
		"accepted and refused":  {kind(deletion.Accepted, new(-50)), true, "contradicts"},
	} {
		key := newKey(t)
		file, err := certificate.New(c.record, issue(), key, newArchive(t, c.record).prove(key, 12, nil))
		var none *certificate.NoCertificateError
		var contradiction *certificate.ContradictionError
		if file != nil || err == nil || errors.As(err, &none) == c.contradict || errors.As(err, &contradiction) != c.contradict || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASettledUnknownOutcomeGetsAStatementAsWhatItIs(t *testing.T) {
	for finding, says := range map[deletion.Finding]string{
		deletion.FoundDeleted: "found that the conversation is gone", deletion.FoundNotDeleted: "found that the conversation is still there",
	} {
		r := settled()
		r.Settlement.Finding = finding
		for _, format := range certificate.Formats() {
			options := issue()
			options.Format = format
			got := visible(t, written(t, newKey(t), r, options))
			for _, want := range []string{"This page does not certify a deletion.", says, "How checked looked in Verba", "Found at 2026-11-23 14:00:00 (UTC+01:00)", "no answer proves what came of it"} {
				if !strings.Contains(got, want) {
					t.Errorf("%s, %s: %q is missing in\n%s", finding, format, want, got)
				}
			}
			if strings.Contains(strings.ToLower(got), "certificate of") || strings.Contains(got, "bob") {
				t.Errorf("%s, %s: %s", finding, format, got)
			}
		}
	}
}

func TestTheOperatorIsNamedOnlyWhenDisclosed(t *testing.T) {
	internal := []string{"alice", "desk", "pts/1", "10.0.0.1", "SHA256:x"}
	for _, format := range certificate.Formats() {
		options := issue()
		options.Format = format
		file := string(written(t, newKey(t), sample(), options))
		for _, name := range internal {
			if strings.Contains(file, name) {
				t.Errorf("%s: %q is in the file, and nobody disclosed it", format, name)
			}
		}
		options.Disclose = []string{"host"}
		disclosed := written(t, newKey(t), sample(), options)
		if got := visible(t, disclosed); !strings.Contains(got, "Confirmed by alice Host desk") || strings.Contains(string(disclosed), "10.0.0.1") || strings.Contains(string(disclosed), "pts/1") {
			t.Errorf("%s: %s", format, disclosed)
		}
	}
}

// What the page withholds, its proof may not show: a page that does not name the operator
// over a proof that does is not issued.
func TestAPageIsNotIssuedOverAProofThatShowsMore(t *testing.T) {
	key := newKey(t)
	var wrong *certificate.FileError
	if _, err := certificate.New(sample(), issue(), key, newArchive(t, sample()).prove(key, 12, nil)); !errors.As(err, &wrong) {
		t.Errorf("%v", err)
	}
}

func TestTheAttachedProofIsAProofFile(t *testing.T) {
	for _, format := range certificate.Formats() {
		key, options := newKey(t), issue()
		options.Format = format
		_, file, err := certificate.Attached(written(t, key, sample(), options))
		if err != nil {
			t.Fatal(err)
		}
		if proved, err := proof.CheckProof(file, key.Public()); err != nil || proved.Record.Intent.Identifier != "8856" || proved.Record.Intent.Operator.Name != "" {
			t.Errorf("%s: %+v, %v", format, proved.Record, err)
		}
	}
}

func TestLegalGroundsOfTheRegulationAreWrittenOut(t *testing.T) {
	for text, want := range map[string]string{
		"b": "Art. 17(1)(b) GDPR: consent", "17(1)(E)": "Art. 17(1)(e) GDPR: the law", "Art. 17(1)(a) GDPR": "Art. 17(1)(a) GDPR: the data",
		"article 17 (1) (f)": "Art. 17(1)(f) GDPR: ", "(c)": "Art. 17(1)(c) GDPR: ", "d": "Art. 17(1)(d) GDPR: ",
	} {
		if got := certificate.Ground(text); !strings.HasPrefix(got, want) {
			t.Errorf("%q is written %q", text, got)
		}
	}
	for _, text := range []string{"", "g", "17(1)(g)", "§ 35 BDSG", "17(1)"} {
		if got := certificate.Ground(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestSerialNumbersDiffer(t *testing.T) {
	first, second := certificate.NewSerial(12), certificate.NewSerial(12)
	if first == second || !regexp.MustCompile(`^12-[A-Z2-7]{4}-[A-Z2-7]{4}$`).MatchString(first) {
		t.Errorf("%s, %s", first, second)
	}
}

// long is a record whose texts are longer than any page.
func long(text string) deletion.Record {
	r := hostile(strings.Repeat(text, 300))
	r.Intent.ID, r.Intent.IdentifierType, r.Intent.Status = sample().Intent.ID, deletion.Extension, deletion.LastOngoing
	return r
}

// A sheet of A4 has 70 lines of six to the inch, and 78 when they are set a little closer. With a
// look-up or every field of the operator, and texts as long as they may be, a page takes more.
func TestThePlainPageIsOneSheet(t *testing.T) {
	usual := hostile("forty characters of a text, more or less")
	usual.Intent.Pinned, usual.Intent.Shown.CallID = true, "a8343631-9f35-4a3a-83f0-9e81592339fb"
	usual.After = &deletion.After{Finding: deletion.StillThere, Detail: "The server still finds the call. It is marked “do not delete”.",
		Copies: strings.Repeat("a8343631-9f35-4a3a-83f0-9e81592339fb ", 2), Operator: usual.Intent.Operator, Checked: noon}
	usualIssue := issue()
	usualIssue.Disclose = certificate.Disclosable()
	mustFit(t, 78, usual, usualIssue)
	for _, text := range []string{"word ", "x", "漢字", "שלום "} {
		options := longIssue(text)
		options.Disclose = []string{"operator"}
		mustFit(t, 70, long(text), options)
	}
}

// mustFit writes the plain page of a deletion and of an unknown outcome.
func mustFit(t *testing.T, most int, r deletion.Record, options certificate.Issue) {
	t.Helper()
	for _, outcome := range []deletion.OutcomeKind{deletion.Accepted, deletion.Unknown} {
		r := r
		if r.Outcome.Kind = outcome; outcome == deletion.Accepted {
			r.Outcome.Code, r.Settlement = new(0), nil
		} else {
			r.Outcome.Attempt = deletion.Attempt{Started: noon}
		}
		options.Format = certificate.Text
		page, _, err := certificate.Attached(written(t, newKey(t), r, options))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(page, "\n"); lines > most {
			t.Errorf("%d lines, want at most %d (%s)", lines, most, outcome)
		}
		for line := range strings.Lines(page) {
			if line = strings.TrimSuffix(line, "\n"); safetext.Width(line) > 78 {
				t.Errorf("%d cells: %s", safetext.Width(line), line)
			}
		}
	}
}

// longIssue states as much as fits.
func longIssue(text string) certificate.Issue {
	fitting := func(lines int) string {
		fits := ""
		for safetext.Width(safetext.Line(fits+text)) <= 54*lines {
			fits += text
		}
		return fits
	}
	return certificate.Issue{Zone: budapest, Serial: "12-ABCD-EFGH", Issued: noon, Controller: fitting(2), Contact: fitting(1), DecidedBy: fitting(1),
		VerifiedBy: fitting(1), Ground: fitting(2), Request: fitting(1), NotCovered: fitting(4)}
}

func TestWhatTheIssuerStatesIsNeverCut(t *testing.T) {
	key, options := newKey(t), issue()
	options.Ground = strings.Repeat("x", 109)
	var wrong *certificate.TooLongError
	_, err := certificate.New(sample(), options, key, newArchive(t, sample()).prove(key, 12, nil))
	if !errors.As(err, &wrong) || err.Error() != "\"Legal ground\" is too long for a certificate (109 characters)\nUse at most 108" {
		t.Errorf("%v", err)
	}
}
