//go:build !linux

package process

import "os"

// systemFaults are further ones that only this system has.
var systemFaults []os.Signal
