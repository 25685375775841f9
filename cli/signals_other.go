//go:build !linux

package cli

import "os"

// systemFaults are further ones that only this system has.
var systemFaults []os.Signal
