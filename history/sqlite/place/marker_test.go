package place

import (
	"errors"
	"os"
	"regexp"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/privatefile"
)

const anID = "0123456789abcdef0123456789abcdef"

func TestAPipeInThePlaceOfAnOwnFileIsNotWaitedFor(t *testing.T) {
	p := opened(t)
	for _, path := range []string{p.marker(), p.SideFile()} {
		if err := unix.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := p.Testify(anID)
	wantHistoryError(t, "the marker is a pipe", err, "is damaged")
	if err := updateMarker(p.marker(), marker{}); err == nil {
		t.Error("a pipe was written")
	}
	if err := p.PutAside([]byte("{}")); !errors.Is(err, privatefile.ErrNotRegular) {
		t.Errorf("the side file is a pipe, and writing to it returned %v", err)
	}
}

// wholeMarker is the form of a marker of this history, wherever that is kept.
var wholeMarker = regexp.MustCompile(`^history ` + anID + ` had records up to number [0-9]{19}
in the file [0-9a-f]{16}:[0-9a-f]{16} with the path \S+ on the machine \S+
`)

// FuzzMarker looks for markers that are believed and are not one of this history.
func FuzzMarker(f *testing.F) {
	p := opened(f)
	if _, err := p.Testify(anID); err != nil { // it makes the marker
		f.Fatal(err)
	}
	own, err := os.ReadFile(p.marker())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(p.marker(), content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := p.Testify(anID)
		var problem *deletion.HistoryError
		if err != nil && !errors.As(err, &problem) {
			t.Fatalf("an untyped error: %v", err)
		}
		if believed := err == nil; believed && !wholeMarker.Match(content) || !believed && string(content) == string(own) {
			t.Errorf("%q: %v", content, err)
		}
	})
}
