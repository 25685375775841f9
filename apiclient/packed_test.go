package apiclient

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"deletecall/deletion"
)

// The ways to pack an answer.
func gzipped(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
func zlibbed(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func deflated(w io.Writer) io.WriteCloser {
	packer, _ := flate.NewWriter(w, flate.BestCompression) // a valid level
	return packer
}

func packedBy(pack func(io.Writer) io.WriteCloser, text string) string {
	var b bytes.Buffer
	packer := pack(&b)
	_, _ = io.WriteString(packer, text)
	_ = packer.Close()
	return b.String()
}

func TestAPackedAnswerIsReadAndKeptUnpacked(t *testing.T) {
	for name, test := range map[string]struct {
		pack   func(io.Writer) io.WriteCloser
		header string
		coding string
	}{
		"gzip":                  {gzipped, "Content-Encoding: gzip", "gzip"},
		"gzip by its old name":  {gzipped, "Content-Encoding: X-GZIP", "gzip"},
		"gzip without a label":  {gzipped, "Content-Type: text/xml", "gzip"},
		"gzip with a wrong one": {gzipped, "Content-Encoding: identity, deflate", "gzip"},
		"deflate":               {zlibbed, "Content-Encoding: deflate", "deflate"},
		"deflate without zlib":  {deflated, "Content-Encoding: deflate", "deflate"},
	} {
		t.Run(name, func(t *testing.T) {
			got := answerTo(t, deletion.XML, 200, packedBy(test.pack, successDocument), test.header)
			wantOutcome(t, got, deletion.Accepted, deletion.CauseAnswered)
			sum := sha256.Sum256([]byte(successDocument))
			if string(got.Answer.Body) != successDocument || got.Answer.SHA256 != hex.EncodeToString(sum[:]) || got.Answer.Length != int64(len(successDocument)) {
				t.Errorf("kept %+v", got.Answer)
			}
			if !strings.Contains(got.Detail, "came packed as "+test.coding+", in ") {
				t.Errorf("the detail does not say so: %s", got.Detail)
			}
			refused := answerTo(t, deletion.XML, 200, packedBy(test.pack, refusalDocument), test.header)
			wantOutcome(t, refused, deletion.Refused, deletion.CauseAnswered)
		})
	}
}

func TestAPackedAnswerThatRepeatsTheKeyIsKeptWithoutIt(t *testing.T) {
	got := answerTo(t, deletion.XML, 200, packedBy(gzipped, response(-41, "unknown key "+sampleKey)), "Content-Encoding: gzip")
	wantOutcome(t, got, deletion.Refused, deletion.CauseAnswered)
}

func TestNothingIsKeptOfWhatCannotBeUnpacked(t *testing.T) {
	for name, test := range map[string]struct{ body, coding string }{
		"a bomb":         {bomb(), "gzip"},
		"half of it":     {packedBy(gzipped, doc)[:30], "gzip"},
		"brotli":         {"\x0b\x1d\x80" + doc, "br"},
		"text as brotli": {"Deleted " + doc, "br"},
		"zstd":           {"\x28\xb5\x2f\xfd\x04\x00", "zstd"},
	} {
		t.Run(name, func(t *testing.T) {
			got := answerTo(t, deletion.XML, 200, test.body, "Content-Encoding: "+test.coding)
			wantOutcome(t, got, deletion.Unknown, deletion.CauseUnreadable)
			if len(got.Answer.Body) != 0 || got.Answer.SHA256 == "" || !strings.Contains(got.Detail, "packed") {
				t.Errorf("kept %+v: %s", got.Answer, got.Detail)
			}
		})
	}
}

func TestABombIsUnpackedNoFurtherThanTheLimit(t *testing.T) {
	member := packedBy(gzipped, strings.Repeat(" ", 1<<20))
	body := []byte(strings.Repeat(member, maxAnswer/len(member))) // of a gigabyte
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, found, err := unpack(body, http.Header{})
	runtime.ReadMemStats(&after)
	if !errors.Is(err, errUnpacksTooLong) || !found.opaque {
		t.Errorf("it is unpacked as %+v, %v", found, err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 16<<20 {
		t.Errorf("%d MiB were allocated", got>>20)
	}
}

func TestALabelOfACodingThatTheBytesContradictDoesNotMakeAnAnswerUnknown(t *testing.T) {
	for _, label := range []string{"none", "identity", "", " ", "utf-8", "8bit", "klingon", "identity, none", "gzip", "x-gzip", "deflate", "compress", "zstd", "br", "exi"} {
		for _, document := range []string{doc, successDocument, response(0, "5 € für Łukasz")} {
			wantOutcome(t, answerTo(t, deletion.XML, 200, document, "Content-Encoding: "+label), deletion.Accepted, deletion.CauseAnswered)
		}
		wantOutcome(t, answerTo(t, deletion.XML, 200, refusalDocument, "Content-Encoding: "+label), deletion.Refused, deletion.CauseAnswered)
		if label == "deflate" {
			continue // without its frame it has no mark
		}
		for _, document := range []string{`<?xml version="1.0" encoding="iso-8859-1"?>` + response(-50, "Gespr\xe4ch"), "\xef\xbb\xbf" + refusalDocument,
			utf16Text(unicode.LittleEndian, unicode.UseBOM, response(-50, "Gespräch"))} {
			wantOutcome(t, answerTo(t, deletion.XML, 200, document, "Content-Encoding: "+label), deletion.Refused, deletion.CauseAnswered)
		}
	}
}
