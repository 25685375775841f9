package input

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// line is a pipe in place of a terminal: what is written at one end is read at the
// other through a Reader.
func line(t *testing.T) (*Reader, *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close(); _ = writer.Close() })
	return New(reader), writer
}

func send(t *testing.T, writer *os.File, bytes string) {
	t.Helper()
	if _, err := writer.WriteString(bytes); err != nil {
		t.Fatal(err)
	}
}

func TestAReadWaitsOnlyWhereSilenceTellsSomething(t *testing.T) {
	reader, writer := line(t)
	buffer := make([]byte, 4096)
	expect := func(want string) {
		t.Helper()
		if n, err := reader.Read(buffer); err != nil || string(buffer[:n]) != want {
			t.Errorf("read %q, %v, want %q", buffer[:n], err, want)
		}
	}
	send(t, writer, "y\xc3")
	expect("y" + noise) // the y was not struck alone
	send(t, writer, "\xbcn")
	expect("ü" + noise + "n")
	send(t, writer, "\x1b[?2026;2$")
	expect(noise)
	send(t, writer, "1")
	expect("") // and does not wait for the rest any more
	send(t, writer, "yn")
	expect(noise + "n")
	send(t, writer, "\x1b")
	expect(escKey) // since nothing follows
}

func TestTheEndOfTheTerminalIsTold(t *testing.T) {
	reader, writer := line(t)
	send(t, writer, "y\x1b")
	_ = writer.Close()
	if all, err := io.ReadAll(reader); err != nil || string(all) != "y" {
		t.Errorf("read %q, %v", all, err)
	}
}

// Bubble Tea waits for the terminal and not for us: what would not fit would wait
// for the next key.
func TestNothingIsLeftOverBehindARead(t *testing.T) {
	for name, text := range map[string]string{"keys": strings.Repeat("y", 9000), "a paste": pasteStart + strings.Repeat("8856 ", 2000) + pasteEnd, "Esc": strings.Repeat("\x1b", 9000)} {
		reader, writer := line(t)
		send(t, writer, text)
		want := passed(text)
		var got bytes.Buffer
		for buffer := make([]byte, 4096); got.Len() < len(want); {
			n, err := reader.Read(buffer)
			if err != nil || len(reader.ready) > 0 {
				t.Fatalf("%s: %d bytes are left over, %v", name, len(reader.ready), err)
			}
			got.Write(buffer[:n])
		}
		if name != "Esc" && got.String() != want {
			t.Errorf("%s: it is not what was sent", name)
		}
	}
}

func TestASmallBufferLosesNothing(t *testing.T) {
	reader, writer := line(t)
	text := "8856\x1b[A" + pasteStart + "a\x1bb" + pasteEnd + "n"
	send(t, writer, text)
	var got bytes.Buffer
	for want := passed(text); got.Len() < len(want); {
		if _, err := io.CopyN(&got, struct{ io.Reader }{reader}, 1); err != nil {
			t.Fatal(err)
		}
	}
	if want := passed(text); got.String() != want {
		t.Errorf("read %q, want %q", got.String(), want)
	}
}

func TestAPasteGetsItsTextBack(t *testing.T) {
	if got := Unwrap(tea.PasteMsg{Content: "611b9b"}); got != (tea.PasteMsg{Content: "a\x1b\x9b"}) {
		t.Errorf("%+v", got)
	}
	if got := Unwrap(tea.PasteMsg{Content: "8856 last"}); got != nil {
		t.Errorf("half a paste: %+v", got)
	}
	if got := Unwrap(tea.KeyPressMsg{Code: tea.KeyIsoLevel5Shift}); got != (Noise{}) {
		t.Errorf("noise: %+v", got)
	}
	if got := Unwrap(tea.ResumeMsg{}); got != (tea.ResumeMsg{}) {
		t.Errorf("%+v", got)
	}
}
