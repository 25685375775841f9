package place

import "testing"

func TestAMountOfTheFileAloneIsRefused(t *testing.T) {
	err := checkSingle("history.db", fileLook{links: 1, mounted: true})
	wantHistoryError(t, "mounted", err, "is mounted as a single file")
}
