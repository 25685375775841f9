package secret_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"pgregory.net/rapid"

	"deletecall/secret"
)

// between puts a separator after every third character.
func between(s, separator string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i%3 == 0 && i > 0 {
			b.WriteString(separator)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// intricate are echoes that a reader puts together again from pieces.
func intricate(s string) map[string]string {
	percent, lower := everyByte(s, "%%%02X"), everyByte(s, "%%%02x")
	tens, hexes := everyRune(s, "&#%07d;"), everyRune(s, "&#x%x;")
	return map[string]string{
		"a line break inside each escape":    strings.ReplaceAll(percent, "%", "%\r\n"),
		"a line break inside an escape":      percent[:4] + "\n" + percent[4:],
		"a blank inside each reference":      strings.ReplaceAll(tens, "&#", "&#\t"),
		"a line break, encoded, inside":      strings.ReplaceAll(percent, "%", "%25%0A"),
		"a shown line break inside":          strings.ReplaceAll(lower, "%", `%\n`),
		"CDATA sections":                     between(s, "]]><![CDATA["),
		"tags inside CDATA sections":         between(s, "<b>]]><![CDATA["),
		"comments":                           between(s, "<!-- it > goes < on -->"),
		"instructions":                       between(s, `<?page a="b"?>`),
		"tags":                               between(s, `<span class="a">`),
		"CDATA inside escapes":               between(asJSON(asJSON(between(s, "\n"))), "]]><![CDATA["),
		"tags inside escapes":                strings.ReplaceAll(percent, "%", "%<wbr>"),
		"encoded tags inside escapes":        strings.ReplaceAll(percent, "%", "%25%3Cb%3E"),
		"tags that tags leave":               between(s, "<i>&lt;b&gt;</i>"),
		"references with zeros":              tens,
		"hexadecimal references":             hexes,
		"hexadecimal references, upper case": everyRune(s, "&#X%08X;"),
		"references without their semicolon": strings.ReplaceAll(everyRune(s, "&#%d;"), ";", ""),
		"references twice":                   strings.ReplaceAll(tens, "&", "&amp;"),
		"JSON, every character":              everyRune(s, `\u%04x`),
		"JSON in a page":                     strings.ReplaceAll(everyRune(s, `\u%04x`), `\`, "&#92;"),
		"four layers":                        strings.ReplaceAll(percent, "%", "%252525"),
		"a form":                             strings.ReplaceAll(percent, "%20", "+"),
		"base64 in lines":                    between(base64.RawStdEncoding.EncodeToString([]byte(s)), "\r\n"),
		"base64 in tags":                     between(base64.RawStdEncoding.EncodeToString([]byte(s)), "<br>"),
		"base64 of UTF-16":                   base64.StdEncoding.EncodeToString([]byte(encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), s))),
		"base64 of UTF-16, the other order":  base64.StdEncoding.EncodeToString([]byte(encoded(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "bob:"+s))),
		"a hex dump":                         between(fmt.Sprintf("% x", s), "\n0010: "[:1]),
	}
}

// everyRune writes each character in a format.
func everyRune(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

// encoded is s in a character set; what it lacks, the test should not ask for.
func encoded(table encoding.Encoding, s string) string {
	text, err := table.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return text
}

func TestNoEchoInPiecesIsLeft(t *testing.T) {
	for name, s := range map[string]string{"API key": apiKey, "password": "pass-w0rd 2"} {
		r := secret.NewRedactor(secret.New(s))
		for form, echo := range intricate(s) {
			got := r.Redact("refused: [" + echo + "] is not known")
			if want := "refused: [" + secret.Dots + "] is not known"; got != want {
				t.Errorf("%s, %s: %q\n got %q", name, form, echo, got)
			}
		}
	}
}

// characterSets are those in which an answer may come.
var characterSets = map[string]encoding.Encoding{
	"UTF-16, little endian": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"UTF-16, big endian":    unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"UTF-16LE, no mark":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"UTF-16BE, no mark":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"UTF-32, little endian": utf32.UTF32(utf32.LittleEndian, utf32.UseBOM),
	"UTF-32, big endian":    utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
	"ISO 8859-1":            charmap.ISO8859_1,
	"ISO 8859-2":            charmap.ISO8859_2,
	"ISO 8859-15":           charmap.ISO8859_15,
	"Windows-1250":          charmap.Windows1250,
	"Windows-1252":          charmap.Windows1252,
}

func TestNoEchoInAnotherCharacterSetIsLeft(t *testing.T) {
	for set, table := range characterSets {
		for name, s := range map[string]string{"API key": apiKey, "password": password, "umlauts": "grün-öäü-42x", "Hungarian": "jelszó-őű-42x", "Czech": "neťuhýk-řeka-42", "French": "chefs-d'œuvre-8"} {
			if _, err := table.NewEncoder().String(s); err != nil {
				continue // the set lacks a character
			}
			r := secret.NewRedactor(secret.New(s))
			forms := map[string]string{"as it is": s, "references": everyRune(s, "&#%d;"), "CDATA": marked(s, "]]><![CDATA["), "percent": everyByte(s, "%%%02x")}
			for form, echo := range forms {
				text := encoded(table, "<VerbaApi>refused: ["+echo+"] "+s+" is not known</VerbaApi>")
				got := r.Redact(text)
				bare := strings.ReplaceAll(got, "\x00", "")
				if !strings.Contains(bare, "<VerbaApi>refused: ["+secret.Dots+"] "+secret.Dots+" is not known</VerbaApi>") {
					t.Errorf("%s in %s, %s: %q\n got %q", name, set, form, text, got)
				}
			}
		}
	}
}

// encoders are what may lie over one another in an answer.
var encoders = map[string]func(string) string{
	"percent":      func(s string) string { return everyByte(s, "%%%02x") },
	"decimal":      func(s string) string { return everyRune(s, "&#%04d;") },
	"hexadecimal":  func(s string) string { return everyRune(s, "&#x%X;") },
	"JSON":         func(s string) string { return everyRune(s, `\u%04x`) },
	"lines":        func(s string) string { return between(s, "\r\n  ") },
	"shown breaks": func(s string) string { return asJSON(between(s, "\n")) },
	"CDATA":        func(s string) string { return marked(s, "]]><![CDATA[") },
	"comments":     func(s string) string { return marked(s, "<!--a-b > c-->") },
	"tags":         func(s string) string { return marked(s, `<b id="x">`) },
	"zero widths":  func(s string) string { return between(s, "\u200b") },
}

// marked is between for markup, which is not put inside other markup.
func marked(s, markup string) string {
	if strings.Contains(s, ">") {
		return s
	}
	return between(s, markup)
}

func TestNoEchoUnderAnyThreeEncodingsIsLeft(t *testing.T) {
	names := rapid.SampledFrom([]string{"percent", "decimal", "hexadecimal", "JSON", "lines", "shown breaks", "CDATA", "comments", "tags", "zero widths"})
	keys := rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9A-F]{4}`)
	rapid.Check(t, func(t *rapid.T) {
		s := keys.Draw(t, "secret")
		echo := s
		for range rapid.IntRange(0, 3).Draw(t, "layers") {
			echo = encoders[names.Draw(t, "encoder")](echo)
		}
		got := secret.NewRedactor(secret.New(s)).Redact("is (" + echo + ") known?")
		if want := "is (" + secret.Dots + ") known?"; got != want {
			t.Fatalf("%q\n got %q", echo, got)
		}
	})
}
