package cli

import (
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
	content, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if err := privatefile.MakeFolder(filepath.Dir(h.path)); err != nil {
		return &privatefile.WriteError{Path: h.path, Doing: "making its folder", Err: err}
	}
	return privatefile.WriteBytes(h.path, privatefile.Replace, append(content, '\n'))
}

// withHabits gives a console the habits of its person, and says where they can't be read. A file
// that can't be read is no reason to keep the console closed.
func withHabits(options *ui.Options, file string) (notice string) {
	kept := &habits{path: file}
	var err error
	if options.Habits, err = kept.load(); err != nil {
		notice = "The columns and the order that were kept can't be read, and are as at first: " + kept.path
	}
	options.Remember = kept.remember
	return notice
}
