package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"deletecall/privatefile"
	"deletecall/ui"
	"deletecall/ui/history"
)

// mostHabits bounds the file, in bytes.
const mostHabits = 16 << 10

// habits remembers how a person likes to see the history, in a file of their own.
type habits struct {
	path string // empty where there is no place for it

	mu     sync.Mutex
	newest int64
	last   history.Habits // what the console began with, or remembered last
}

// load reads them. What is not there yet is no error.
func (h *habits) load() (kept history.Habits, err error) {
	if h.path == "" {
		return kept, nil
	}
	content, err := privatefile.Read(h.path, mostHabits)
	if err == nil {
		err = json.Unmarshal(content, &kept)
	}
	if err != nil {
		kept = history.Habits{} // not half of them
	}
	h.last = kept
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return kept, err
}

// remember writes them. Commands end in any order: what was changed earlier never replaces what
// was changed later.
func (h *habits) remember(number int64, now history.Habits) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.path == "" || number <= h.newest {
		return nil
	}
	// Also when the write below fails: older habits must not follow newer ones.
	h.newest = number
	content, err := h.changed(now)
	if err != nil {
		return err
	}
	if err := privatefile.MakeFolder(filepath.Dir(h.path)); err != nil {
		return &privatefile.WriteError{Path: h.path, Doing: "making its folder", Err: err}
	}
	if err := privatefile.WriteBytes(h.path, privatefile.Replace, append(content, '\n')); err != nil {
		return err
	}
	h.last = now
	return nil
}

// changed is the file with what this console has changed. The rest stays as another console of the same person, or
// a newer version, has written it.
func (h *habits) changed(now history.Habits) ([]byte, error) {
	before, err := settingsOf(h.last)
	if err != nil {
		return nil, err
	}
	after, err := settingsOf(now)
	if err != nil {
		return nil, err
	}
	kept := map[string]json.RawMessage{}
	content, err := privatefile.Read(h.path, mostHabits)
	if err != nil || json.Unmarshal(content, &kept) != nil || kept == nil {
		kept, before = map[string]json.RawMessage{}, nil
	}
	for name, value := range before {
		if !bytes.Equal(value, after[name]) {
			delete(kept, name)
		}
	}
	for name, value := range after {
		if !bytes.Equal(value, before[name]) {
			kept[name] = value
		}
	}
	return json.Marshal(kept)
}

func settingsOf(habits history.Habits) (settings map[string]json.RawMessage, err error) {
	content, err := json.Marshal(habits)
	if err != nil {
		return nil, err
	}
	return settings, json.Unmarshal(content, &settings)
}

// withHabits gives a console the habits of its person, and says where they can't be read. A file
// that can't be read is no reason to keep the console closed.
func withHabits(options *ui.Options, file string) (notice string) {
	kept := &habits{path: file}
	var err error
	if options.Habits, err = kept.load(); err != nil {
		notice = "The columns and the order that were kept can't be read, and are as at first. To have them kept again, remove " + kept.path
	}
	options.Remember = kept.remember
	return notice
}
