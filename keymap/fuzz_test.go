package keymap_test

import (
	"errors"
	"testing"

	"deletecall/keymap"
)

// FuzzOverride looks for keys that are bound and can't be told apart afterwards, or
// refused without a reason.
func FuzzOverride(f *testing.F) {
	f.Fuzz(func(t *testing.T, action, key, other string) {
		_, err := keymap.New([]keymap.Override{{Action: action, Keys: []string{key, other}, Line: 3}})
		var problems keymap.Problems
		if err != nil && (!errors.As(err, &problems) || len(problems) == 0 || problems.Error() == "") {
			t.Errorf("%q to %q and %q: %v", action, key, other, err)
		}
	})
}
