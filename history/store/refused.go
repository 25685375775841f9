package store

import (
	"errors"
	"fmt"

	"deletecall/deletion"
	"deletecall/safetext"
)

// ErrOrigin is the cause where the configuration gives a history another name than its own.
var ErrOrigin = errors.New("it has another origin")

// CheckOrigin refuses a name that is not the history's own. An empty one is none.
func CheckOrigin(path, origin, wanted string) error {
	if wanted == "" || wanted == origin {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: path, Err: ErrOrigin,
		Problem: fmt.Sprintf("has the origin %s, and the configuration gives it another one, %s", safetext.Bounded(origin, 200), safetext.Bounded(wanted, 200)),
		Advice:  fmt.Sprintf("write origin = %q under [checkpoints], or leave it out: the origin of a history never changes", safetext.Bounded(origin, 200))}
}

// RefuseMoved says where a history is that was moved. The cause may be nil.
func RefuseMoved(path, to string, cause error) error {
	return &deletion.HistoryError{Op: "write into the history", Path: path,
		Problem: "is only read, since the history was moved to " + safetext.Bounded(to, 300),
		Advice:  "name that place as the history in the configuration", Err: cause}
}
