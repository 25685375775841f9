package certificate_test

import (
	"bytes"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/lookup"
)

// What is left of a conversation is said on its certificate; a page that does not name the call names no
// recording of it either.
func TestSecondaryRecordingsThatWereStillFoundAreOnThePage(t *testing.T) {
	for name, test := range map[string]struct {
		pinned, mask bool
		says         string
		named        bool
	}{
		"pinned":   {true, false, "Copies still found b9, c9", true},
		"as typed": {false, false, "Copies still found 2", false},
		"masked":   {true, true, "Copies still found 2", false},
	} {
		for _, format := range certificate.Formats() {
			r := sample()
			r.Intent.Pinned, r.Intent.Shown = test.pinned, deletion.Shown{Verdict: lookup.Found, CallID: "a9"}
			r.After = &deletion.After{Finding: deletion.Gone, Copies: "b9 c9", Checked: noon}
			options, key := issue(), newKey(t)
			options.Format, options.Mask = format, test.mask
			file := written(t, key, r, options)
			_, proved, err := certificate.Attached(file)
			if got := visible(t, file); err != nil || !strings.Contains(got, test.says) || bytes.Contains(proved, []byte("b9 c9")) != test.named {
				t.Errorf("%s, %s: %s\n%s", name, format, got, proved)
			}
			if _, err := certificate.Check(file, key.Public()); err != nil {
				t.Errorf("%s, %s: %v", name, format, err)
			}
			edited := []byte(strings.Replace(string(file), "Copies still found", "Copies never found", 1))
			if _, err := certificate.Check(edited, key.Public()); err == nil {
				t.Errorf("%s, %s: an edited word is not found", name, format)
			}
		}
	}
	none := sample()
	none.After = &deletion.After{Finding: deletion.Gone, Checked: noon}
	if got := visible(t, written(t, newKey(t), none, issue())); strings.Contains(got, "Copies") {
		t.Error(got)
	}
}
