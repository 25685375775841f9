package postgres

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
)

// Whoever puts something else in the place of a marker makes it forget as much as whoever damages it.
func TestAMarkerThatIsNoneOfOursIsDamaged(t *testing.T) {
	for what, put := range map[string]func(marker string) error{
		"other text": func(marker string) error { return os.WriteFile(marker, []byte("x"), 0o600) },
		"a folder":   func(marker string) error { return os.Mkdir(marker, 0o700) },
		"a pipe":     func(marker string) error { return syscall.Mkfifo(marker, 0o600) },
		"too much":   func(marker string) error { return os.WriteFile(marker, make([]byte, mostOfMarker+1), 0o600) },
		"what others can change": func(marker string) error {
			return errors.Join(os.WriteFile(marker, []byte(`{"history":"its ID"}`), 0o600), os.Chmod(marker, 0o660))
		},
	} {
		l := newLocal(t.TempDir(), "address", "server", 0)
		if err := put(l.marker()); err != nil {
			t.Fatal(err)
		}
		var failed *deletion.HistoryError
		// Distrusted: verify ends with 9, and not with a warning above Good.
		if _, err := l.testify("its ID"); !errors.As(err, &failed) || !errors.Is(err, store.ErrDistrusted) || !strings.Contains(failed.Problem, "it shows whether records are missing") || !strings.Contains(failed.Advice, "remove this file") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAFolderInWhichOthersCouldExchangeTheMarkerIsRefused(t *testing.T) {
	folder := t.TempDir()
	l := newLocal(folder, "address", "server", 0)
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := l.testify("its ID"); !errors.Is(err, history.ErrUnguarded) || !strings.Contains(err.Error(), "chmod go-w") {
		t.Error(err)
	}
}
