package input

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// everySource runs a test on each kind of terminal: a file of this process, here a
// pipe, and a reader that is no file.
func everySource(t *testing.T, test func(t *testing.T, reader io.Reader, send func(string), end func())) {
	t.Run("a file", func(t *testing.T) {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = reader.Close(); _ = writer.Close() })
		test(t, New(reader, ignore), func(text string) {
			t.Helper()
			if _, err := writer.WriteString(text); err != nil {
				t.Fatal(err)
			}
		}, func() { _ = writer.Close() })
	})
	t.Run("a stream", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			reader, writer := io.Pipe()
			texts := make(chan string, 8)
			go func() {
				for text := range texts {
					_, _ = writer.Write([]byte(text))
				}
				_ = writer.Close()
			}()
			end := sync.OnceFunc(func() { close(texts) })
			test(t, New(reader, ignore), func(text string) { texts <- text }, end)
			end()
			_ = reader.Close()
		})
	})
}

// ignore is for a reader whose end nobody waits for.
func ignore() {}

func TestTheEndOfTheInputIsToldAfterTheLastKey(t *testing.T) {
	for name, terminal := range map[string]func(t *testing.T) io.Reader{
		"a file": func(t *testing.T) io.Reader {
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			_, _ = writer.WriteString("y")
			_ = writer.Close()
			t.Cleanup(func() { _ = reader.Close() })
			return reader
		},
		"a stream": func(*testing.T) io.Reader { return strings.NewReader("y") },
	} {
		t.Run(name, func(t *testing.T) {
			ended := 0
			reader, buffer := New(terminal(t), func() { ended++ }), make([]byte, 4096)
			if n, err := reader.Read(buffer); n == 0 || err != nil || ended != 0 {
				t.Errorf("read %q, %v, and was told %d times of the end before it", buffer[:n], err, ended)
			}
			if n, err := reader.Read(buffer); n != 0 || !errors.Is(err, io.EOF) || ended != 1 {
				t.Errorf("read %q, %v, and was told %d times of the end", buffer[:n], err, ended)
			}
		})
	}
}

func TestAReadWaitsOnlyWhereSilenceTellsSomething(t *testing.T) {
	everySource(t, func(t *testing.T, reader io.Reader, send func(string), _ func()) {
		buffer := make([]byte, 4096)
		expect := func(want string) {
			t.Helper()
			if n, err := reader.Read(buffer); err != nil || string(buffer[:n]) != want {
				t.Errorf("read %q, %v, want %q", buffer[:n], err, want)
			}
		}
		send("y\xc3")
		expect("y" + noise) // the y was not struck alone
		send("\xbcn")
		expect("ü" + noise + "n")
		send("\x1b[?2026;2$")
		expect(noise)
		send("1")
		expect("") // and does not wait for the rest any more
		send("yn")
		expect(noise + "n")
		send("\x1b")
		expect(escKey) // since nothing follows
	})
}

func TestTheEndOfTheTerminalIsTold(t *testing.T) {
	everySource(t, func(t *testing.T, reader io.Reader, send func(string), end func()) {
		send("y\x1b")
		end()
		if all, err := io.ReadAll(reader); err != nil || string(all) != "y" {
			t.Errorf("read %q, %v", all, err)
		}
	})
}

// Bubble Tea waits for the terminal and not for us: what would not fit would wait
// for the next key.
func TestNothingIsLeftOverBehindARead(t *testing.T) {
	for name, text := range map[string]string{"keys": strings.Repeat("y", 9000), "a paste": pasteStart + strings.Repeat("8856 ", 2000) + pasteEnd, "Esc": strings.Repeat("\x1b", 9000)} {
		everySource(t, func(t *testing.T, reader io.Reader, send func(string), _ func()) {
			send(text)
			want := passed(text)
			var got bytes.Buffer
			for buffer := make([]byte, 4096); got.Len() < len(want); {
				n, err := reader.Read(buffer)
				if left := leftOver(reader); err != nil || left > 0 {
					t.Fatalf("%s: %d bytes are left over, %v", name, left, err)
				}
				got.Write(buffer[:n])
			}
			if name != "Esc" && got.String() != want {
				t.Errorf("%s: it is not what was sent", name)
			}
		})
	}
}

func leftOver(reader io.Reader) int {
	if file, ok := reader.(*fileReader); ok {
		return len(file.sorted.ready)
	}
	return len(reader.(*sorter).ready)
}

func TestASmallBufferLosesNothing(t *testing.T) {
	everySource(t, func(t *testing.T, reader io.Reader, send func(string), _ func()) {
		text := "8856\x1b[A" + pasteStart + "a\x1bb" + pasteEnd + "n"
		send(text)
		var got bytes.Buffer
		for want := passed(text); got.Len() < len(want); {
			if _, err := io.CopyN(&got, struct{ io.Reader }{reader}, 1); err != nil {
				t.Fatal(err)
			}
		}
		if want := passed(text); got.String() != want {
			t.Errorf("read %q, want %q", got.String(), want)
		}
	})
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

// A network tears what a terminal sends: what comes in time still belongs together.
func TestTheRestOfAKeyIsAwaitedOnAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := io.Pipe()
		reader, buffer := New(from, ignore), make([]byte, 4096)
		go func() {
			_, _ = to.Write([]byte("\x1b"))
			time.Sleep(Patience - time.Millisecond)
			_, _ = to.Write([]byte("[A"))
		}()
		var got []byte
		for len(got) == 0 {
			n, err := reader.Read(buffer)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, buffer[:n]...)
		}
		if string(got) != "\x1b[A" {
			t.Errorf("read %q", got)
		}
	})
}
