package process

import (
	"os"
	"strings"

	"deletecall/privatefile"
)

// KeepTimeZonesFromWaiting takes back a variable that names a pipe or the like as the file of a
// time zone (tzset(3)): Go would wait for it. In its place is what Go takes for a file that it
// can't read.
func KeepTimeZonesFromWaiting() {
	for name, instead := range map[string]string{"TZ": "UTC", "ZONEINFO": ""} {
		look, err := privatefile.ExamineThrough(strings.TrimPrefix(os.Getenv(name), ":"))
		if err == nil && !look.Mode.IsRegular() && !look.Mode.IsDir() {
			_ = os.Setenv(name, instead)
		}
	}
}
