package input

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

// FuzzFilter sends bytes in pieces, with silence between them where torn has a bit
// set, and checks what holds for all of them.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"y", "\x1b[?2026;2$y", "\x1b]11;rgb:1f1f/1f1f/1f1f\x1b\\", "\x1bP1$r0m\x1b\\y", "\x1bOy", "\x1b[M !y", "\x1b[[B", "\x9b?2026;2$y",
		"\x1b[200~8856\r\x1b[31m\x9b\x1b[201~y", "\x1b[200~y\r\x1b", "\x1b[200~y\x03", "\x1b[200~y\x1b[99;5u", "grüße", "\x1b\x1b[A", "\x1b[27;5;99~",
	} {
		f.Add([]byte(seed), uint64(0))
		f.Add([]byte(seed), ^uint64(0))
	}
	f.Fuzz(func(t *testing.T, sent []byte, torn uint64) {
		expectTheSameInPieces(t, sent)
		var fuzzed Filter
		var out []byte
		for i := range sent {
			out = append(out, fuzzed.Feed(sent[i:i+1])...)
			if torn>>(i%64)&1 == 1 && fuzzed.Waits() {
				out = append(out, fuzzed.Quiet()...)
			}
		}
		if len(fuzzed.held) > longest+1 {
			t.Errorf("%q: %d bytes are held", sent, len(fuzzed.held))
		}
		for range 2 { // the first may end something
			out = append(out, fuzzed.Feed([]byte{esc})...)
			out = append(out, fuzzed.Quiet()...)
		}
		out = append(out, fuzzed.Feed([]byte("n"))...)
		if !bytes.HasSuffix(out, []byte("n")) {
			t.Errorf("%q: a key after Esc was not heard: %q", sent, out)
		}
		expectBubbleTeaGuessesNothing(t, out)
	})
}

// expectTheSameInPieces: where the bytes are torn makes no difference, so long as
// nobody loses patience with an ESC.
func expectTheSameInPieces(t *testing.T, sent []byte) {
	t.Helper()
	var whole, torn Filter
	want := bytes.Clone(whole.Feed(sent))
	var got []byte
	for i := range sent {
		got = append(got, torn.Feed(sent[i:i+1])...)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%q became %q whole and %q in pieces", sent, want, got)
	}
}

// expectBubbleTeaGuessesNothing: every piece is one event that its decoder knows the
// end of, and a paste holds nothing but hexadecimal.
func expectBubbleTeaGuessesNothing(t *testing.T, out []byte) {
	t.Helper()
	var decoder uv.EventDecoder
	for rest := out; len(rest) > 0; {
		if after, ok := bytes.CutPrefix(rest, []byte(pasteStart)); ok {
			text, next, ended := bytes.Cut(after, []byte(pasteEnd))
			if _, err := hex.DecodeString(string(text)); err != nil || !ended {
				t.Fatalf("%q carries a paste as %q", out, text)
			}
			rest = next
			continue
		}
		n, event := decoder.Decode(rest)
		if unknown, isUnknown := event.(uv.UnknownEvent); isUnknown || n == 0 {
			t.Fatalf("%q: Bubble Tea does not know %q", out, string(unknown))
		}
		key, isKey := event.(uv.KeyPressEvent)
		if sequence := string(rest[:n]); isKey && key.Text != "" && strings.HasPrefix(sequence, "\x1b") && !strings.HasSuffix(sequence, "u") && !strings.HasSuffix(sequence, "~") {
			t.Fatalf("%q: the sequence %q is the text %q", out, sequence, key.Text)
		}
		rest = rest[n:]
	}
}
