//go:build !linux

package process

import (
	"errors"
	"os"
)

// HideTyping is not there elsewhere than on Linux: a secret is typed on a screen there, or not at all.
func HideTyping(*os.File) (restore func(), err error) {
	return nil, errors.New("on this system secrets are typed in the console on a screen only")
}
