package secret_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"deletecall/secret"
)

const password = `pä&s<w>o"r/d+1%`

func everyByte(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

func asJSON(s string) string {
	b, _ := json.Marshal(s)
	return strings.Trim(string(b), `"`)
}

func asXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// echoes are the forms in which a server or a library may hand a secret back.
func echoes(s string) map[string]string {
	half := len(s) / 2
	for s[half]&0xC0 == 0x80 {
		half++
	}
	return map[string]string{
		"as it is":                    s,
		"in upper case":               strings.ToUpper(s),
		"as a query value":            url.QueryEscape(s),
		"as a path":                   url.PathEscape(s),
		"percent-encoded":             everyByte(s, "%%%02X"),
		"percent-encoded, lower case": everyByte(s, "%%%02x"),
		"percent-encoded in part":     s[:half] + everyByte(s[half:], "%%%02x"),
		"percent-encoded twice":       url.QueryEscape(url.QueryEscape(everyByte(s, "%%%02X"))),
		"HTML":                        html.EscapeString(s),
		"XML":                         asXML(s),
		"decimal references":          everyByte(strings.Map(func(r rune) rune { return min(r, 0x7f) }, s), "&#%d;"),
		"JSON":                        asJSON(s),
		"JSON in JSON":                asJSON(asJSON(s)),
		"Go's quotation":              strings.Trim(fmt.Sprintf("%+q", s), `"`),
		"hexadecimal":                 hex.EncodeToString([]byte(s)),
		"Basic login":                 base64.StdEncoding.EncodeToString([]byte("alice:" + s)),
		"Basic login, another user":   base64.StdEncoding.EncodeToString([]byte("bob2:" + s)),
		"Basic login, third offset":   base64.StdEncoding.EncodeToString([]byte("al:" + s + ":more")),
		"base64 of URLs":              base64.RawURLEncoding.EncodeToString([]byte(s)),
		"base64 as a query value":     url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("alice:" + s))),
		"split over lines":            s[:half] + "\r\n   " + s[half:],
		"split by a shown line break": s[:half] + `\n` + s[half:],
		"split by a tag":              s[:half] + "<br/>" + s[half:],
		"split by an encoded tag":     s[:half] + "%3Cwbr%3E" + s[half:],
		"split by soft hyphens":       s[:half] + "\u00ad&shy;" + s[half:],
		"spelt with blanks":           strings.Join(strings.Split(s, ""), " "),
		"spelt with dashes":           strings.Join(strings.Split(s, ""), "-"),
		"spelt with zero widths":      strings.Join(strings.Split(s, ""), "\u200b"),
	}
}

func TestNoEchoOfASecretIsLeft(t *testing.T) {
	for name, s := range map[string]string{"API key": apiKey, "password": password, "short password": "k3y!"} {
		r := secret.NewRedactor(secret.Text{}, secret.New("another-secret"), secret.New(s))
		for form, echo := range echoes(s) {
			if name != "API key" && form == "decimal references" && strings.ContainsRune(s, 'ä') {
				continue // the form is made for ASCII
			}
			got := r.Redact("refused: [" + echo + "] is not known")
			want := "refused: [" + secret.Dots + "] is not known"
			if got != want {
				t.Errorf("%s, %s: %q\n got %q", name, form, echo, got)
			}
		}
	}
}

func TestRedactKeepsTheTextAround(t *testing.T) {
	r := secret.NewRedactor(secret.New(apiKey), secret.New("s3cret"), secret.New("ab"))
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"no secret", "Call for extension 8856 not found.", "Call for extension 8856 not found."},
		{"markup, escapes and broken bytes", `<a href="%41">&amp;\u0041</a>` + "\xff%", `<a href="%41">&amp;\u0041</a>` + "\xff%"},
		{"two secrets", "apiKey=" + apiKey + "&token=s3cret&x=1", "apiKey=••••••••&token=••••••••&x=1"},
		{"side by side", "s3crets3cret", "••••••••"},
		{"inside a word", "xs3crety", "x••••••••y"},
		{"inside a tag's attribute", `<a title="s3cret">go</a>`, `<a title="••••••••">go</a>`},
		{"after half an escape", "%s3cret &#s3cret; \\s3cret", "%•••••••• &#••••••••; \\••••••••"},
		{"a part of a secret", "74c8eea0-50c6", "74c8eea0-50c6"},
		{"a short one as a word", "user ab, key=ab", "user ••••••••, key=••••••••"},
		{"a short one inside words or in another case", "able cab AB a b", "able cab AB a b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := r.Redact(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestASecretThatLooksLikeAnEscapeIsStillFound(t *testing.T) {
	for _, s := range []string{"41abcdef", `C:\new\x41`, "a%41bcd%zz", "&amp;&lt;", "<script>", "!!!!????", "- - - -", "%2541%2541"} {
		r := secret.NewRedactor(secret.New(s))
		for _, around := range []string{"%s", "(%s)", "%%%s", "&#%s;", `\%s`, "<b>%s</b>"} {
			echo := fmt.Sprintf(around, s)
			if got := r.Redact(echo); strings.Contains(got, s) {
				t.Errorf("%q is left in %q", s, got)
			}
		}
	}
}

func TestASecretsOwnBackslashDoesNotHideIt(t *testing.T) {
	r := secret.NewRedactor(secret.New(`a\"b`)) // without the backslash it is too short to be searched for
	if got := r.Redact(`refused: %61\"%62`); got != "refused: "+secret.Dots {
		t.Errorf("got %q", got)
	}
}

func TestNoRedactorChangesNothing(t *testing.T) {
	var none *secret.Redactor
	for _, r := range []*secret.Redactor{none, {}, secret.NewRedactor(), secret.NewRedactor(secret.Text{})} {
		if got := r.Redact("abc"); got != "abc" {
			t.Errorf("got %q", got)
		}
	}
}

func TestAfterRedactTheSecretCannotBePiecedTogether(t *testing.T) {
	secrets := rapid.OneOf(
		rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}`),
		rapid.StringMatching(`[!-,.-~]{4,20}`), // a dash counts for nothing in short ones
		rapid.StringOfN(rapid.RuneFrom(nil, unicode.Letter, unicode.Number, unicode.Punct), 4, 12, -1).
			Filter(func(s string) bool { return utf8.RuneCountInString(strings.ReplaceAll(s, "-", "")) >= 4 }),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := secrets.Draw(t, "secret")
		text := scattered(t, s)
		clean := secret.NewRedactor(secret.New(s)).Redact(text)
		if strings.Contains(clean, s) {
			t.Fatalf("%q holds the secret", clean)
		}
		bare := strings.Join(strings.Fields(clean), "")
		if strings.Contains(bare, s) {
			t.Fatalf("%q holds the secret without its blanks", clean)
		}
		if plain, err := url.PathUnescape(bare); err == nil && strings.Contains(plain, s) {
			t.Fatalf("%q holds the secret when decoded", clean)
		}
	})
}

// scattered writes s with blanks between its characters and some of its bytes
// percent-encoded, between other words.
func scattered(t *rapid.T, s string) string {
	var b strings.Builder
	b.WriteString(rapid.StringMatching(`[a-z =&]{0,9}`).Draw(t, "before"))
	for i := range len(s) {
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 0:
			fmt.Fprintf(&b, "%%%02x", s[i])
		case 1:
			fmt.Fprintf(&b, "%%%02X", s[i])
		default:
			if s[i] == '%' { // one that is not encoded would not be a correct echo
				b.WriteString("%25")
			} else {
				b.WriteByte(s[i])
			}
		}
		if last := i+1 == len(s); last || s[i+1]&0xC0 != 0x80 {
			b.WriteString(rapid.SampledFrom([]string{"", "", " ", "\n", "\r\n\t"}).Draw(t, "gap"))
		}
	}
	b.WriteString(rapid.StringMatching(`[a-z =&]{0,9}`).Draw(t, "after"))
	return b.String()
}

// FuzzRedact looks for texts in which a secret that is there, as it is or
// encoded, is passed over because of the text around it.
func FuzzRedact(f *testing.F) {
	f.Fuzz(func(t *testing.T, s, around string) {
		clean := secret.NewRedactor(secret.New(s)).Redact(around + s + around)
		if isPromised(s) && strings.Contains(clean, s) {
			t.Fatalf("%q is left in %q", s, clean)
		}
	})
}

// isPromised leaves out the secrets that may be left: those of fewer than four visible characters are replaced
// only as words, one that is not UTF-8 is never used, and one with dots can appear again afterwards.
func isPromised(s string) bool {
	visible := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	return len(s) >= 16 && utf8.RuneCountInString(visible) >= 4 && utf8.ValidString(s) && !strings.ContainsAny(s, secret.Dots)
}

func BenchmarkRedact(b *testing.B) {
	r := secret.NewRedactor(secret.New(apiKey), secret.New("09835e02-6c10-11e0-bb22-ba324924019b"), secret.New("hunter22"))
	for _, c := range []struct{ name, text string }{
		{"message", "Call for extension 3123212312 with status ongoing not found after 2 tries, with sleep time 1000."},
		{"64 KiB page", strings.Repeat("<td>Bad gateway &amp; more</td>\r\n", 2048)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				r.Redact(c.text)
			}
		})
	}
}
