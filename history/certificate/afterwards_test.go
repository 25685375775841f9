package certificate_test

import (
	"fmt"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/lookup"
)

// A page does not begin with "Deleted." and say further down that the call is still there.
func TestTheHeadOfAPageSaysWhatALaterLookUpMeansForIt(t *testing.T) {
	const still, another = "Accepted, but the call was still found later.", "The recording system may have deleted another one."
	for name, test := range map[string]struct {
		pinned  bool
		status  deletion.Status
		finding deletion.AfterFinding
		says    string
		not     []string
	}{
		"gone":                   {true, deletion.Last, deletion.Gone, "Deleted.", []string{still, another}},
		"still there":            {true, deletion.Last, deletion.StillThere, still, []string{"Deleted.", "it deleted the conversation", "Certificate of deletion"}},
		"finished, then ongoing": {true, deletion.Last, deletion.StillMarked, still, []string{"Deleted."}},
		"marked":                 {true, deletion.Ongoing, deletion.StillMarked, "Marked for deletion.", []string{still}},
		"ended, and still there": {true, deletion.Ongoing, deletion.StillThere, still, []string{"Marked for deletion."}},
		"as typed, gone":         {false, deletion.Last, deletion.Gone, another, []string{still}},
		"as typed, still there":  {false, deletion.Last, deletion.StillThere, another, []string{still}},
		"as typed, not checked":  {false, deletion.Last, deletion.NotChecked, "Deleted.", []string{still, another}},
	} {
		for _, format := range certificate.Formats() {
			r := sample()
			r.Intent.Pinned, r.Intent.Status, r.Intent.Shown = test.pinned, test.status, deletion.Shown{Verdict: lookup.Found, CallID: "a9"}
			r.After = &deletion.After{Finding: test.finding, Checked: noon}
			options, key := issue(), newKey(t)
			options.Format = format
			file := written(t, key, r, options)
			page := visible(t, file)
			if !strings.Contains(page, test.says) {
				t.Errorf("%s, %s: %q is missing in %s", name, format, test.says, page)
			}
			for _, not := range test.not {
				if strings.Contains(page, not) {
					t.Errorf("%s, %s: %q is in %s", name, format, not, page)
				}
			}
			if _, err := certificate.Check(file, key.Public()); err != nil {
				t.Errorf("%s, %s: %v", name, format, err)
			}
		}
	}
}

// Often it is why the call is still there. The proof withholds it, since the details of other answers have the same name.
func TestWhatALaterLookUpShowedIsOnThePage(t *testing.T) {
	const marked = "It is marked “do not delete”."
	for _, format := range certificate.Formats() {
		for _, mask := range []bool{false, true} {
			r := sample()
			r.Intent.Pinned, r.Intent.Shown = true, deletion.Shown{Verdict: lookup.Found, CallID: "a9"}
			r.After = &deletion.After{Finding: deletion.StillThere, Detail: "The server still finds the call. " + marked, Checked: noon}
			options, key := issue(), newKey(t)
			options.Format, options.Mask = format, mask
			file := written(t, key, r, options)
			if page := visible(t, file); strings.Contains(page, marked) == mask {
				t.Errorf("%s, masked: %v: %s", format, mask, page)
			}
			checked, err := certificate.Check(file, key.Public())
			if said := fmt.Sprint(checked.Stated); err != nil || strings.Contains(said, marked) == mask {
				t.Errorf("%s, masked: %v: it states %s, %v", format, mask, said, err)
			}
		}
	}
}

// A page that was issued before its head said what a look-up means for it is still what was issued.
func TestAPageWithTheEarlierHeadIsStillGenuine(t *testing.T) {
	r, key := sample(), newKey(t)
	r.Intent.Pinned, r.Intent.Shown = false, deletion.Shown{Verdict: lookup.Found, CallID: "a9"}
	r.After = &deletion.After{Finding: deletion.Gone, Checked: noon}
	earlier, err := certificate.Forged(written(t, key, r, issue()), key, func(statement string) string {
		return strings.Replace(statement, "The later look-up is about the call that was shown before the deletion. The recording system may have deleted another one.\n", "", 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(earlier), "The later look-up") {
		t.Fatal("the head is the new one")
	}
	if _, err := certificate.Check(earlier, key.Public()); err != nil {
		t.Error(err)
	}
}
