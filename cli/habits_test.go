package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/ui/history"
)

func TestHabitsAreRememberedForTheirOwnerOnly(t *testing.T) {
	h := &habits{path: filepath.Join(t.TempDir(), "state", "deletecall", "console.json")}
	if kept, err := h.load(); err != nil || !kept.Equal(history.Habits{}) {
		t.Fatalf("nothing is kept yet: %+v, %v", kept, err)
	}
	want := history.Habits{Columns: []string{"NO.", "-CODE"}, Sort: "operator", Reversed: true, Chart: "week", UTC: true}
	if err := h.remember(2, want); err != nil {
		t.Fatal(err)
	}
	if err := h.remember(1, history.Habits{}); err != nil { // an earlier change that ends later
		t.Fatal(err)
	}
	if kept, err := h.load(); err != nil || !kept.Equal(want) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	info, err := os.Stat(h.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// The one that writes last keeps what the other has changed, and what a newer version has written.
func TestTwoConsolesKeepEachOthersHabits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "console.json")
	if err := os.WriteFile(path, []byte(`{"sort":"code","columns":["NO.","-CODE"],"new":[1]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	one, other := &habits{path: path}, &habits{path: path}
	for _, h := range []*habits{one, other} {
		if _, err := h.load(); err != nil {
			t.Fatal(err)
		}
	}
	columns := []string{"NO.", "-CODE"}
	for _, err := range []error{
		one.remember(1, history.Habits{Sort: "code", Columns: columns, Widths: map[string]int{"REASON": 30}}),
		one.remember(2, history.Habits{Sort: "code", Widths: map[string]int{"REASON": 30}}),
		other.remember(1, history.Habits{Sort: "operator", Columns: columns, UTC: true}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	kept, err := (&habits{path: path}).load()
	if want := (history.Habits{Sort: "operator", Widths: map[string]int{"REASON": 30}, UTC: true}); err != nil || !kept.Equal(want) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if content, err := os.ReadFile(path); err != nil || !strings.Contains(string(content), `"new":[1]`) {
		t.Errorf("%s, %v", content, err)
	}
}

func TestWhatIsNoHabitIsReplaced(t *testing.T) {
	for _, content := range []string{"null", "[]", "{", ""} {
		h := &habits{path: filepath.Join(t.TempDir(), "console.json")}
		if err := os.WriteFile(h.path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = h.load()
		want := history.Habits{Sort: "operator"}
		if err := h.remember(1, want); err != nil {
			t.Fatal(err)
		}
		if kept, err := h.load(); err != nil || !kept.Equal(want) {
			t.Errorf("%s: kept %+v, %v", content, kept, err)
		}
	}
}

func TestHabitsThatCannotBeKeptNameTheirFile(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	h := &habits{path: filepath.Join(state, "deletecall", "console.json")}
	if err := os.WriteFile(state, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.remember(1, history.Habits{}); err == nil || !strings.HasPrefix(err.Error(), `"`+h.path+`": making its folder failed: not a directory`) {
		t.Error(err)
	}
}

func TestHabitsThatCannotBeReadAreIgnored(t *testing.T) {
	for name, content := range map[string]string{"damaged": `{"columns": ["NO."], "sort":`, "long": `{"sort": "` + strings.Repeat("x", mostHabits) + `"}`} {
		h := &habits{path: filepath.Join(t.TempDir(), name)}
		if err := os.WriteFile(h.path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if kept, err := h.load(); err == nil || !kept.Equal(history.Habits{}) {
			t.Errorf("%s: %+v, %v", name, kept, err)
		}
	}
	if err := new(habits).remember(1, history.Habits{}); err != nil {
		t.Error(err)
	}
}
