package apiclient

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"deletecall/safetext"
)

// packing is what was found out about an answer's content coding (RFC 9110,
// section 8.4.1). The request asks for none, but a server may use one all the same.
type packing struct {
	coding string // as which the answer came packed and was unpacked; empty for not packed
	length int    // of what came, in bytes; 0 when it was not packed
	// opaque says that the body may still be packed: it proves nothing, and it could
	// hide a secret, so that nothing of it is kept.
	opaque  bool
	problem string // why it could not be unpacked, after "the answer"
}

// errUnpacksTooLong ends the unpacking of an answer that goes on after maxAnswer.
var errUnpacksTooLong = errors.New("the answer is longer than " + mostAnswer + " when it is unpacked")

// unpack returns the answer's text. What the bytes show comes before the label, since
// a wrong label is common: gzip begins with a mark of its own, and text never does. At
// most maxAnswer bytes are unpacked.
func unpack(body []byte, header http.Header) ([]byte, packing, error) {
	coding := contentCoding(header)
	switch {
	case bytes.HasPrefix(body, []byte("\x1f\x8b")):
		reader, err := gzip.NewReader(bytes.NewReader(body))
		return unpacked(body, "gzip", reader, err)
	case coding == "deflate":
		if reader, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			return unpacked(body, coding, reader, nil)
		}
		if !isText(body) { // some servers leave the frame of zlib out
			return unpacked(body, coding, flate.NewReader(bytes.NewReader(body)), nil)
		}
	case mayHide(coding, body):
		return body, packing{opaque: true, problem: fmt.Sprintf("is packed as %q, which was not asked for", coding)}, nil
	}
	return body, packing{}, nil
}

func unpacked(body []byte, coding string, reader io.Reader, err error) ([]byte, packing, error) {
	var text []byte
	if err == nil {
		text, err = io.ReadAll(io.LimitReader(reader, maxAnswer+1))
	}
	switch {
	case err != nil:
		return body, packing{opaque: true, problem: fmt.Sprintf("is packed as %s and can't be unpacked (%v)", coding, err)}, nil
	case len(text) > maxAnswer:
		return body, packing{opaque: true}, errUnpacksTooLong
	case bytes.HasPrefix(text, []byte("\x1f\x8b")):
		return body, packing{opaque: true, problem: "is packed twice"}, nil
	}
	return text, packing{coding: coding, length: len(body)}, nil
}

// mayHide reports a body that may really be packed in the coding of its label.
// Markup never is: the marks differ from it, and neither Brotli (RFC 7932, section 9.2:
// the bits of "<" are reserved) nor EXI (its section "Distinguishing Bits") can begin so.
func mayHide(coding string, body []byte) bool {
	return !isMarkup(body) &&
		(slices.Contains(unmarkedCodings, coding) || slices.Contains(markedCodings, coding) && !isText(body))
}

// isMarkup reports a body that begins as an XML document does, in whatever character set.
func isMarkup(body []byte) bool {
	_, wide := utf16Order(body)
	return wide || bytes.HasPrefix(body, []byte("<")) || bytes.HasPrefix(body, []byte("\xEF\xBB\xBF<"))
}

// The content codings that are registered and not read here (IANA, "HTTP Content
// Coding Registry"). Those that begin with a mark can't be text; of the others text
// might be one. Any other label names no coding: none, utf-8, 8bit.
var (
	markedCodings   = []string{"gzip", "zstd", "compress", "dcz", "dcb"}
	unmarkedCodings = []string{"br", "exi", "aes128gcm", "pack200-gzip"}
)

// contentCoding is the coding that the header names last, which was applied last;
// empty for none.
func contentCoding(header http.Header) string {
	last := ""
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(header.Values("Content-Encoding"), ",")), ",") {
		if name = strings.TrimPrefix(strings.TrimSpace(name), "x-"); name != "" && name != "identity" {
			last = name
		}
	}
	return last
}

// mayBePacked reports a body that can't be unpacked because its end is missing.
func mayBePacked(body []byte, header http.Header) bool {
	coding := contentCoding(header)
	return bytes.HasPrefix(body, []byte("\x1f\x8b")) || coding == "deflate" ||
		slices.Contains(markedCodings, coding) || slices.Contains(unmarkedCodings, coding)
}

func isText(body []byte) bool { return checkCharacters(body) == "" }

// note tells what was kept of a packed answer; a sentence with a blank before it.
func (p packing) note() string {
	if p.coding == "" {
		return ""
	}
	return fmt.Sprintf(" The answer came packed as %s, in %s; it is kept unpacked, with the length and the SHA-256 of that.", p.coding, safetext.Count(p.length, "byte", "bytes"))
}
