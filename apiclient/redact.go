package apiclient

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"deletecall/safetext"
	"deletecall/secret"
)

// veil keeps secrets out of everything that came back from a server.
type veil struct{ redactor *secret.Redactor }

// veil knows the secrets of a client, those of its last logins included, and
// those that are given.
func (c *Client) veil(secrets ...secret.Text) veil {
	secrets = append(secrets, proxyPassword(c.proxy))
	return veil{secret.NewRedactor(append(secrets, c.session.recent()...)...)}
}

func proxyPassword(proxy *url.URL) secret.Text {
	if proxy == nil {
		return secret.Text{}
	}
	password, _ := proxy.User.Password()
	return secret.New(password)
}

const (
	// lookBehind is how far behind a cut secrets are looked for, in bytes: the
	// first half of one is not recognised by itself.
	lookBehind = 32 << 10
	// doubtful is what is dropped, in bytes, at the end of what was looked at,
	// since a secret may have begun there.
	doubtful = 8 << 10
)

// keep returns the first bytes, up to the limit, without secrets, and whether there were any.
func (v veil) keep(foreign string, limit int) (clean string, echoed bool) {
	whole := len(foreign) <= limit+lookBehind
	if !whole {
		foreign = foreign[:limit+lookBehind]
	}
	clean = v.redactor.Redact(foreign)
	echoed = clean != foreign
	if !whole {
		clean = cut(clean, max(0, len(clean)-doubtful))
	}
	return cut(clean, limit), echoed
}

// quote puts foreign text into a sentence: redacted, one line, bounded. It is redacted again at the
// end: the digits of an escape and what follows it can read like a secret together.
func (v veil) quote(foreign string) string {
	clean, _ := v.keep(foreign, lookBehind)
	return v.redactor.Redact(safetext.Excerpt(clean, excerptCells))
}

// begins tells the first words of a text that may go on, as a clause.
func (v veil) begins(foreign string) string {
	if strings.TrimSpace(foreign) == "" {
		return "it is empty"
	}
	clean, _ := v.keep(foreign, lookBehind)
	return `it begins "` + v.redactor.Redact(safetext.Bounded(strings.Join(strings.Fields(clean), " "), excerptCells)) + `"`
}

// cut returns at most max bytes of s, and no half of a character.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for i := 0; i < utf8.UTFMax-1 && max > 0 && !utf8.RuneStart(s[max]); i++ {
		max--
	}
	return s[:max]
}
