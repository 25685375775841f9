package certificate_test

import (
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/lookup"
)

// What the page does not show, its proof withholds.
func TestTheProofShowsNoOtherIDOfTheCallThanThePage(t *testing.T) {
	const id = "b8343631-9f35-4a3a-83f0-9e81592339fb"
	for _, pinned := range []bool{true, false} {
		r := sample()
		r.Intent.Pinned, r.Intent.Shown = pinned, deletion.Shown{Verdict: lookup.Found, CallID: id,
			OtherIDs: deletion.OtherIDs{NativeID: "native-7", PlatformCallID: "platform-7", MeetingID: "meeting-7"}}
		options := issue()
		options.Format = certificate.Text
		_, file, err := certificate.Attached(written(t, newKey(t), r, options))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(file), id) != pinned {
			t.Errorf("pinned %v: the proof is %s", pinned, file)
		}
		for _, other := range []string{"native-7", "platform-7", "meeting-7"} {
			if strings.Contains(string(file), other) {
				t.Errorf("%s is in %s", other, file)
			}
		}
	}
}
