package apiclient

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAPageIsReadAsLinesOfWords(t *testing.T) {
	for name, test := range map[string]struct{ page, want string }{
		"a table":                   {"<html><body><table border=1><tr><td>Code</td><td>-50</td></tr>\n<tr><td>Error</td><td>not found</td></tr></table>", "Code -50\nError not found"},
		"headings and paragraphs":   {"<h1>Sign in</h1><p>User<br>Password</p>", "Sign in\nUser\nPassword"},
		"inline elements":           {"<p>Call <b>88</b><i>56</i> is <a href='x'>held</a>.</p>", "Call 8856 is held."},
		"scripts, styles, comments": {"<style>p{}</style><script>alert('<p>no</p>')</script><!-- no --><template>no</template><p>yes</p>", "yes"},
		"an open script":            {"<p>yes</p><script>no", "yes"},
		"references":                {"<p>a &lt;b&gt; &amp; caf&eacute; &#8364;&nbsp;5</p>", "a <b> & café €\u00a05"},
		"white space":               {"<p>\n  a \t b\n\n</p>\n<p> </p>c", "a b\nc"},
		"a title":                   {"<html><head><title>Proxy error</title></head><body>Denied</body></html>", "Proxy error\nDenied"},
		"no end tags":               {"<div>a<div>b<li>c<li>d", "a\nb\nc\nd"},
		"a tag that does not end":   {"<p>a</p><div class=", "a"},
		"nothing":                   {"", ""},
		"no tags":                   {"1 < 2, 2 > 1 <", "1 < 2, 2 > 1 <"},
		"a tag in a text area":      {"<title>a <b></title><textarea>c<p>d</textarea>e", "a <b>\nc<p>d\ne"},
		"comments of other kinds":   {"a<!-->b<!x>c<?y?>d</ z>e", "abcde"},
		"a quoted bracket":          {"<a title = 'x>y' b=\"<p>\">z</a>", "z"},
		"the wrong end of a script": {"<script>a</scripts></p></SCRIPT >b", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := pageText([]byte(test.page)); got != test.want {
				t.Errorf("read %q, want %q", got, test.want)
			}
		})
	}
}

func TestWhatIsAPageIsDecidedByHowItBegins(t *testing.T) {
	for text, test := range map[string]struct {
		contentType string
		want        bool
	}{
		"<!DOCTYPE html><p>x":        {"text/plain", true},
		"\n <HTML lang=de>":          {"", true},
		"<p>x":                       {"text/html; charset=utf-8", true},
		"<?xml version='1.0'?><html": {"text/html", false},
		"DeleteCall succeeded":       {"text/plain", false},
		doc:                          {"text/xml", false},
	} {
		if got := isPage([]byte(text), test.contentType); got != test.want {
			t.Errorf("%q as %s: %v", text, test.contentType, got)
		}
	}
}

func TestAPageWithoutACharacterSetIsReadAsBrowsersDo(t *testing.T) {
	if got := readableText([]byte("<html><p>Gespr\xe4ch \x80"), "text/html"); got != "Gespräch €" {
		t.Errorf("read %q", got)
	}
}

// FuzzHTMLText looks for pages that are not read as text.
func FuzzHTMLText(f *testing.F) {
	for _, page := range []string{"<p>a<b>c</b>", "<script>x</script>y", "&lt;p&gt;", "<table><tr><td>1<td>2", "<", "<!--", "<a b='>'>c", "<textarea><p>x</textarea>y"} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		got := pageText([]byte(page))
		if utf8.ValidString(page) && !utf8.ValidString(got) {
			t.Errorf("%q became %q, which is not UTF-8", page, got)
		}
		for _, line := range strings.Split(got, "\n") {
			if strings.TrimRight(line, " \t\r\f") != strings.Trim(line, " \t\r\f") && line != "" {
				t.Errorf("%q became %q, with a blank at the start of a line", page, got)
			}
		}
		if len(got) > 4*len(page) {
			t.Errorf("%d bytes became %d", len(page), len(got))
		}
	})
}
