package privatefile

import (
	"os"
	"time"
)

// Before begins what [AsideSuffix] ends a name with.
const Before = ".before-"

// AsideSuffix ends the name of what is kept although something else takes its place.
func AsideSuffix(now time.Time) string {
	return Before + now.UTC().Format("20060102T150405.000Z")
}

// PutAside gives a file the name that [AsideSuffix] ends, durably. Where the new name is
// returned with an error, the file has it, and may lose it if the power fails now.
func PutAside(path string, now time.Time) (aside string, err error) {
	aside = path + AsideSuffix(now)
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	return aside, SyncName(aside)
}
