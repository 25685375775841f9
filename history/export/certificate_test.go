package export_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"deletecall/deletion"
	"deletecall/history/export"
	"deletecall/safetext"
)

var proof = export.Proof{TreeSize: "42", RootHash: "B1K3bh92NVSyzDJDMop1riLpuU0/e5XkgSvp0UW6KOA=", Key: "deletecall/history/01+aa+bb",
	Events:     []export.ProvedEvent{{Seq: 23, Hash: "bGVhZiAyMw=="}, {Seq: 24, Hash: "bGVhZiAyNA=="}},
	Checkpoint: "deletecall/history/01\n42\nB1K3bh92\n\n— deletecall/history/01 ZH6Fxn\n"}

func certificate(t testing.TB, r deletion.Record, options export.CertificateOptions) string {
	t.Helper()
	var out bytes.Buffer
	options.Zone = budapest
	if err := export.Certificate(&out, r, options); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// visible returns what a person reads of a certificate: of HTML the texts of the
// elements, as a parser of HTML sees them, of plain text the words.
func visible(t testing.TB, format export.CertificateFormat, document string) string {
	t.Helper()
	if format == export.HTML {
		root, err := html.Parse(strings.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for node := range root.Descendants() {
			if node.Type == html.TextNode && node.Parent.Data != "style" && node.Parent.Data != "title" {
				texts = append(texts, node.Data)
			}
		}
		document = strings.Join(texts, " ")
	}
	return strings.Join(strings.Fields(document), " ")
}

func TestACertificateTellsWhatWhenWhoWhyAndWhatCameOfIt(t *testing.T) {
	for _, format := range export.CertificateFormats() {
		got := visible(t, format, certificate(t, sample(), export.CertificateOptions{Format: format, Issued: noon, IssuedBy: "carol", Version: "2.0", Proof: proof}))
		for _, want := range []string{
			"Deleted.", "it deleted the conversation named below", "Identifier 8856", "Status last", "What was deleted",
			"Meaning The last finished call in which 8856 is the calling or the called party", "Recording system production",
			"Decided 2026-11-23 13:00:00 (UTC+01:00)", "Decided by alice", "Reason GDPR-2211, erasure", "Outcome accepted",
			"Answer's code 0, success", "Record 12", "Events in the tree 42", "Root hash " + proof.RootHash, "Public key " + proof.Key, "Hash of event 23 bGVhZiAyMw== Hash of event 24 bGVhZiAyNA==",
			"B1K3bh92 — deletecall/history/01 ZH6Fxn", "Issued by deletecall 2.0 for carol at 2026-11-23T13:00:00.250+01:00", "Europe/Budapest",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing in\n%s", format, want, got)
			}
		}
		if strings.Contains(got, "does not certify") {
			t.Errorf("%s denies what it certifies", format)
		}
	}
}

func TestOnlyAnAcceptedDeletionIsCertified(t *testing.T) {
	kind := func(k deletion.OutcomeKind, answer *int) deletion.Record {
		r := sample()
		r.Outcome.Kind, r.Outcome.Code = k, answer
		return r
	}
	notSent := kind(deletion.NotSent, nil)
	notSent.Outcome.HTTPStatus = 0
	for name, c := range map[string]struct {
		record deletion.Record
		says   string
	}{
		"refused":               {kind(deletion.Refused, code(-50)), "nothing was deleted"},
		"not sent":              {notSent, "never left this program"},
		"not sent but answered": {kind(deletion.NotSent, nil), "contradicts itself"},
		"refused with success":  {kind(deletion.Refused, code(0)), "contradicts itself"},
		"unknown":               {kind(deletion.Unknown, nil), "may exist or may be gone"},
		"settled":               {settled(), "Later, bob looked and found that the conversation is gone, at 2026-11-23T14:00:00+01:00: looked in Verba"},
		"pending":               {pending(), "no outcome is recorded yet"},
		"of another version":    {kind("purged", code(0)), "does not know the recorded outcome"},
		"accepted without":      {kind(deletion.Accepted, nil), "has no answer to prove it"},
		"accepted and refused":  {kind(deletion.Accepted, code(-50)), "contradicts itself"},
	} {
		for _, format := range export.CertificateFormats() {
			got := visible(t, format, certificate(t, c.record, export.CertificateOptions{Format: format}))
			if !strings.Contains(got, "This page does not certify a deletion.") || !strings.Contains(got, c.says) ||
				strings.Contains(strings.ToLower(got), "certificate of") || strings.Contains(got, "Deleted.") || strings.Contains(got, "What was deleted") {
				t.Errorf("%s, %s: %s", name, format, got)
			}
		}
	}
}

func TestADeletionThatMayOnlyBeMarkedIsNotCalledDone(t *testing.T) {
	ongoing, byID := sample(), sample()
	ongoing.Intent.Status = deletion.Ongoing
	byID.Intent.IdentifierType, byID.Intent.Status = deletion.CallID, deletion.NoStatus
	for _, r := range []deletion.Record{ongoing, byID} {
		got := visible(t, export.Text, certificate(t, r, export.CertificateOptions{Format: export.Text}))
		if !strings.Contains(got, "CERTIFICATE OF AN ACCEPTED DELETION") || !strings.Contains(got, "not at which moment the recording was removed") {
			t.Errorf("%s", got)
		}
	}
}

func TestAMaskedIdentifierStandsNowhereOnThePage(t *testing.T) {
	for identifier, shown := range map[string]string{
		"a8343631-9f35-4a3a-83f0-9e81592339fb": "••••39fb", "8856": "••••56", "sip:Bob@example.com": "••••.com", "123456": "••••456", "77": "••••7", "x": "••••",
	} {
		r := settled()
		r.Intent.Identifier, r.Intent.Reason = identifier, "erase "+strings.ToUpper(identifier)+" now"
		r.Outcome.Message, r.Settlement.Note = "no "+identifier, identifier+" looked up"
		for _, format := range export.CertificateFormats() {
			got := visible(t, format, certificate(t, r, export.CertificateOptions{Format: format, Mask: true, Proof: proof}))
			if !strings.Contains(got, "Identifier "+shown+" ") || !strings.Contains(got, "Reason erase "+shown+" now") ||
				!strings.Contains(got, "Answer's message no "+shown) || !strings.Contains(got, ": "+shown+" looked up") {
				t.Errorf("%s: %s", identifier, got)
			}
			if len(identifier) > 2 && strings.Contains(strings.ToLower(got), strings.ToLower(identifier)) {
				t.Errorf("%s is still there: %s", identifier, got)
			}
			if !strings.Contains(got, "2026-11-23") || !strings.Contains(got, "Only part of the identifier") || strings.Contains(got, "Hash of event") {
				t.Errorf("%s: %s", identifier, got)
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
			r := sample()
			r.Intent.Identifier, r.Intent.Reason, r.Outcome.Message = identifier, "erase "+spelling, spelling+" not found"
			got := certificate(t, r, export.CertificateOptions{Format: export.Text, Mask: true})
			if strings.Contains(got, spelling) {
				t.Errorf("%s is still there: %s", spelling, got)
			}
		}
	}
}

// A short identifier is found from the hash of a text that holds it, by trying all.
func TestAMaskedPageShowsNoHashOfATextWithTheIdentifier(t *testing.T) {
	r := sample()
	r.Outcome.Kind, r.Outcome.Code = "8856", code(8856)
	whole := certificate(t, r, export.CertificateOptions{Format: export.Text, Proof: proof})
	alone := proof
	alone.TreeSize = "2" // this record's events and no other
	for _, p := range []export.Proof{proof, alone} {
		masked := certificate(t, r, export.CertificateOptions{Format: export.Text, Mask: true, Proof: p})
		for _, guessable := range []string{r.Outcome.Answer.SHA256, "SHA-256", proof.Events[0].Hash, proof.Events[1].Hash} {
			if !strings.Contains(whole, guessable) || strings.Contains(masked, guessable) {
				t.Errorf("%s: in the whole page %v, in the masked one %v", guessable, strings.Contains(whole, guessable), strings.Contains(masked, guessable))
			}
		}
		if shown := strings.Contains(masked, proof.RootHash) && strings.Contains(masked, "ZH6Fxn"); shown != (p.TreeSize != "2") {
			t.Errorf("a tree of %s events: its root is shown: %v", p.TreeSize, shown)
		}
	}
}

func TestWithoutMaskingTheIdentifierIsWhole(t *testing.T) {
	got := visible(t, export.HTML, certificate(t, sample(), export.CertificateOptions{}))
	if !strings.Contains(got, "Identifier 8856") || strings.Contains(got, "Only part of the identifier") {
		t.Errorf("%s", got)
	}
	if !strings.Contains(got, "without a proof of the history's hash tree") {
		t.Error("that there is no proof is not said")
	}
}

func TestHostileRecordsCanNotChangeAPage(t *testing.T) {
	clean := shape(t, certificate(t, hostile("x"), export.CertificateOptions{}))
	for _, text := range hostileTexts {
		if text == "" {
			continue
		}
		options := export.CertificateOptions{Mask: true, IssuedBy: text, Version: text,
			Proof: export.Proof{TreeSize: text, RootHash: text, Key: text, Checkpoint: text}}
		for _, format := range export.CertificateFormats() {
			options.Format = format
			mustBeSafe(t, string(format), certificate(t, hostile(text), options))
		}
		page := certificate(t, hostile(text), export.CertificateOptions{})
		if got := shape(t, page); got != clean {
			t.Errorf("%q changes the page: %s", text, got)
		}
		if want := strings.Join(strings.Fields(safetext.Line(text)), " "); !strings.Contains(visible(t, export.HTML, page), want) {
			t.Errorf("%q is lost", text)
		}
	}
}

// shape returns the elements and attributes of a page without its texts.
func shape(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			b.WriteString("<" + node.Data)
			for _, a := range node.Attr {
				b.WriteString(" " + a.Key + "=" + a.Val)
			}
			b.WriteString(">")
		}
	}
	return b.String()
}

func TestThePageIsSelfContainedAndAccessible(t *testing.T) {
	page := certificate(t, sample(), export.CertificateOptions{Proof: proof})
	elements := shape(t, page)
	for _, banned := range []string{"<script", "<img", "<link", "<iframe", " src=", " href=", " onload=", " style="} {
		if strings.Contains(elements, banned) {
			t.Errorf("%s in %s", banned, elements)
		}
	}
	for _, wanted := range []string{"<html lang=en>", "<meta charset=utf-8>", "<title>", "<main>", "<h1>", "<section aria-labelledby=what><h2 id=what>", "<dl><dt><dd>"} {
		if !strings.Contains(elements, wanted) {
			t.Errorf("%s is missing in %s", wanted, elements)
		}
	}
	for _, wanted := range []string{"size: A4", "@media print", "default-src 'none'"} {
		if !strings.Contains(html.UnescapeString(page), wanted) {
			t.Errorf("%s is missing", wanted)
		}
	}
	if strings.Contains(page, "url(") || strings.Contains(page, "@import") {
		t.Error("the page loads something")
	}
}

func TestThePlainPageIsNoWiderThan78Cells(t *testing.T) {
	r := sample()
	r.Intent.Reason = strings.Repeat("漢字", 60) + " " + strings.Repeat("word ", 40)
	page := certificate(t, r, export.CertificateOptions{Format: export.Text, Proof: proof})
	for line := range strings.Lines(page) {
		if line = strings.TrimSuffix(line, "\n"); safetext.Width(line) > 78 {
			t.Errorf("%d cells: %s", safetext.Width(line), line)
		}
	}
	if got := strings.Count(page, "漢字"); got < 55 {
		t.Errorf("only %d of 60 are left", got)
	}
}

func TestACertificateInAnotherFormIsRefused(t *testing.T) {
	var wrong *export.FormatError
	if err := export.Certificate(io.Discard, sample(), export.CertificateOptions{Format: "pdf"}); !errors.As(err, &wrong) || !strings.HasSuffix(err.Error(), "html, text") {
		t.Errorf("%v", err)
	}
}
