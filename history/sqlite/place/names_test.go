package place

import (
	"testing"

	"deletecall/privatefile"
)

func TestAMountOfTheFileAloneIsRefused(t *testing.T) {
	err := checkSingle("history.db", privatefile.Look{Links: 1, Mounted: true})
	wantHistoryError(t, "mounted", err, "is mounted as a single file")
}
