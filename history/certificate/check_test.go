package certificate_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/history/proof"
	"deletecall/testkit"
)

var update = flag.Bool("update", false, "issue the certificates in testdata again")

// issuedBefore are certificates that were handed to people. They have to stay checkable.
var issuedBefore = map[string]func() (deletion.Record, certificate.Issue){
	"issued.html": func() (deletion.Record, certificate.Issue) {
		options := issue()
		options.Disclose = certificate.Disclosable()
		return sample(), options
	},
	"masked.txt": func() (deletion.Record, certificate.Issue) {
		r, options := sample(), issue()
		r.Intent.IdentifierType, r.Intent.Status, r.Intent.Identifier = deletion.CallID, deletion.NoStatus, "a8343631-9f35-4a3a-83f0-9e81592339fb"
		r.Intent.Reason = "erase A8343631-9F35-4A3A-83F0-9E81592339FB"
		options.Format, options.Mask = certificate.Text, true
		return r, options
	},
	"settled.txt": func() (deletion.Record, certificate.Issue) {
		options := issue()
		options.Format = certificate.Text
		return settled(), options
	},
}

// The words of a certificate are part of its format: where this fails after a change of
// words, the change takes certificates away from people who have them.
func TestCertificatesThatWereIssuedBeforeCanStillBeChecked(t *testing.T) {
	for name, made := range issuedBefore {
		path := filepath.Join("testdata", name)
		r, options := made()
		if *update {
			key := newKey(t)
			err := errors.Join(os.WriteFile(path, written(t, key, r, options), 0o644), os.WriteFile(path+".key", []byte(key.Public()+"\n"), 0o644))
			if err != nil {
				t.Fatal(err)
			}
		}
		file, err := os.ReadFile(path)
		key, keyErr := os.ReadFile(path + ".key")
		if err := errors.Join(err, keyErr); err != nil {
			t.Fatal(err)
		}
		checked, err := certificate.Check(file, string(key))
		if err != nil || checked.Serial != "12-ABCD-EFGH" || checked.Record.Intent.Number != 12 {
			t.Errorf("%s: %+v, %v", name, checked, err)
		}
		// What is issued today has the same words, apart from key, checkpoint and proof.
		again := visible(t, written(t, newKey(t), r, options))
		before, _, _ := strings.Cut(visible(t, file), "Checkpoint")
		now, _, _ := strings.Cut(again, "Checkpoint")
		if before != now {
			t.Errorf("%s\nwas %s\nis  %s", name, before, now)
		}
	}
}

func TestEveryChangedWordIsFound(t *testing.T) {
	for _, format := range certificate.Formats() {
		options, key := issue(), newKey(t)
		options.Format = format
		file := written(t, key, sample(), options)
		if _, err := certificate.Check(file, key.Public()); err != nil {
			t.Fatal(err)
		}
		refused := func(what string, changed []byte) {
			t.Helper()
			if _, err := certificate.Check(changed, key.Public()); err == nil {
				t.Errorf("%s: %s, and it is accepted", format, what)
			}
		}
		words := wordsOf(file)
		if len(words) < 200 {
			t.Errorf("only %d words were changed", len(words))
		}
		for _, word := range testkit.Some(words) {
			before, after := file[:word.from], file[word.to:]
			text := string(file[word.from:word.to])
			refused("a word is changed: "+text, bytes.Join([][]byte{before, []byte("2027"), after}, nil))
			refused("a word is gone: "+text, bytes.Join([][]byte{before, after}, nil))
			refused("a word is added before "+text, bytes.Join([][]byte{before, []byte("not "), file[word.from:]}, nil))
		}
		for _, at := range testkit.SomeBelow(len(file)) {
			changed := bytes.Clone(file)
			changed[at] ^= 1
			refused("a byte is changed", changed)
		}
		refused("something follows", append(bytes.Clone(file), '\n'))
		refused("something comes before", append([]byte("\n"), file...))
	}
}

type span struct{ from, to int }

func wordsOf(file []byte) (words []span) {
	for from := 0; from < len(file); from++ {
		to := from
		for to < len(file) && file[to] != ' ' && file[to] != '\n' {
			to++
		}
		if to > from {
			words = append(words, span{from, to})
		}
		from = to
	}
	return words
}

func TestTheChangedLineIsNamed(t *testing.T) {
	options, key := issue(), newKey(t)
	options.Format = certificate.Text
	file := strings.Replace(string(written(t, key, sample(), options)), "GDPR-2211, of", "GDPR-\x1b[2J, of", 1)
	_, err := certificate.Check([]byte(file), key.Public())
	var wrong *certificate.FileError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "line 30") || !strings.Contains(err.Error(), `GDPR-\x1b`) || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("%v", err)
	}
}

func TestTheLineEndsOfWindowsAreAllowed(t *testing.T) {
	options, key := issue(), newKey(t)
	options.Format = certificate.Text
	file := bytes.ReplaceAll(written(t, key, sample(), options), []byte("\n"), []byte("\r\n"))
	if _, err := certificate.Check(file, key.Public()); err != nil || !certificate.Is(file) {
		t.Errorf("taken for a certificate: %t; %v", certificate.Is(file), err)
	}
}

func TestACertificateOfAnotherKeyIsRefused(t *testing.T) {
	key, forger := newKey(t), newKey(t)
	forged := written(t, forger, sample(), issue())
	var wrong *proof.CertificateError
	if _, err := certificate.Check(forged, key.Public()); !errors.As(err, &wrong) || wrong.Fault != proof.OtherKey {
		t.Errorf("%v", err)
	}
}

// Whoever owns the key can sign any page, but not for events that say something else.
func TestAPageThatSaysSomethingElseThanItsProofIsRefused(t *testing.T) {
	key := newKey(t)
	file := written(t, key, sample(), issue())
	for _, edit := range [][2]string{
		{"# Certificate of deletion\nDeleted.", "# Certificate of deletion\nDeleted for ever."},
		{"# Certificate of deletion", "# Certificate of an accepted deletion"},
		{"- Identifier: 8856", "- Identifier: 8857"},
		{"- Identifier: 8856\n", ""},
		{"- Identifier: 8856\n", "- Identifier: 8856\n- Identifier: 8857\n"},
		{"- Confirmed: 2026-11-23 13:00:00 (UTC+01:00)", "- Confirmed: 2026-11-23 13:00:01 (UTC+01:00)"},
		{"- Confirmed: 2026-11-23 13:00:00 (UTC+01:00)", "- Confirmed: 2026-11-23 13:00:00 (UTC+02:00)"},
		{"- Reason: GDPR-2211, erasure", "- Reason: GDPR-2212, erasure"},
		{"- Record: 12,", "- Record: 13,"},
		{"code 0, success", "code 1, success"},
		{"- Checkpoint: ", "- Checkpoint: 1"},
		{"- Answer's message: ok\n", "- Answer's message: done\n"},
		{"- Proof's SHA-256: ", "- Proof's SHA-256: 00"},
	} {
		forged, err := certificate.Forged(file, key, func(text string) string {
			changed := strings.Replace(text, edit[0], edit[1], 1)
			if changed == text {
				t.Fatalf("%q is not in %s", edit[0], text)
			}
			return changed
		})
		if err != nil {
			t.Fatal(err)
		}
		var wrong *certificate.FileError
		if _, err := certificate.Check(forged, key.Public()); !errors.As(err, &wrong) {
			t.Errorf("%q: %v", edit, err)
		}
	}
	// The same moment in another zone, and the issuer's own words, are not against the proof.
	for _, edit := range [][2]string{
		{"- Confirmed: 2026-11-23 13:00:00 (UTC+01:00)", "- Confirmed: 2026-11-23 12:00:00 (UTC+00:00)"},
		{"- Decided by: Head of Support", "- Decided by: Head of Sales"},
	} {
		forged, err := certificate.Forged(file, key, func(text string) string { return strings.Replace(text, edit[0], edit[1], 1) })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := certificate.Check(forged, key.Public()); err != nil {
			t.Errorf("%q: %v", edit, err)
		}
	}
}

func TestWhatIsStatedAndNotProvedIsToldApart(t *testing.T) {
	key, options := newKey(t), issue()
	options.Mask = true
	checked, err := certificate.Check(written(t, key, sample(), options), key.Public())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, fact := range checked.Stated {
		names = append(names, fact.Name)
	}
	if got := strings.Join(names, ", "); got != "Serial number, Issued, Controller, Contact, Identifier, Legal ground, Request, Decided by, Verified by, Not covered" {
		t.Error(got)
	}
}

// Words on a page that no proof was compared with are shown as the issuer's.
func TestEveryOtherWordOnAPageIsShownAsStated(t *testing.T) {
	key := newKey(t)
	file := written(t, key, sample(), issue())
	for _, test := range []struct{ before, after, name, value string }{
		{"## Proof\n", "The court confirmed it.\n## Proof\n", "Evidence", "The court confirmed it."},
		{"## Decision\n", "## Court order\n", "Heading", "Court order"},
		{"## Proof\n", "- status: ongoing\n## Proof\n", "status", "ongoing"},
		{"\nTo check this page, get", "\nTo check this page, don't get", "Proof", "To check this page, don't get the public key in another way, and run: deletecall history check-proof FILE --key KEY"},
	} {
		forged, err := certificate.Forged(file, key, func(text string) string { return strings.Replace(text, test.before, test.after, 1) })
		if err != nil {
			t.Fatal(err)
		}
		checked, err := certificate.Check(forged, key.Public())
		if err != nil || !slices.Contains(checked.Stated, deletion.Fact{Name: test.name, Value: test.value}) {
			t.Errorf("%q: %v, %v", test.after, checked.Stated, err)
		}
	}
}

// The words of the head follow from the record: where they are others, those are named.
func TestTheParagraphThatIsNotOfTheRecordIsNamed(t *testing.T) {
	key := newKey(t)
	forged, err := certificate.Forged(written(t, key, sample(), issue()), key, func(text string) string {
		return strings.Replace(text, "\n## Document", "\nThe court confirmed it.\n## Document", 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.Check(forged, key.Public()); err == nil || !strings.Contains(err.Error(), `says "The court confirmed it.", and its proof shows ""`) {
		t.Error(err)
	}
}

func TestWhatIsNoCertificateIsRefused(t *testing.T) {
	key := newKey(t).Public()
	for _, file := range []string{"", "{}", "Deleted.", "{\n\"format\": \"deletecall-certificate/2\",\nx\ny\n}\n", "{\n\"format\": \"deletecall-certificate/1\",\n\"statement\": 1,\n\"proof\": 2\n}\n",
		"<html>{\n\"format\": \"deletecall-certificate/1\",\n\"statement\": \"\",\n\"proof\": {}\n}\n"} {
		if checked, err := certificate.Check([]byte(file), key); err == nil {
			t.Errorf("%q: %+v", file, checked)
		}
	}
}
