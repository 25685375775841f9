package apiclient

import (
	"net/http"
	"testing"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/safetext"
)

// FuzzLookUp looks for answers that are taken for a call without being the API's document, and
// for text that comes through uncleaned.
func FuzzLookUp(f *testing.F) {
	for _, body := range []string{information(sampleCall), notInformation(2), `<verbacdrlist rowcount="1">` + sampleCall + `</verbacdrlist>`, "<html>", ""} {
		f.Add([]byte(body))
	}
	selector, err := deletion.NewSelector(deletion.CallID, sampleID, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ex := exchange{connected: true, status: 200, header: http.Header{}, body: body, delimited: true}
		q := &question{action: getCallInformation, reading: read(ex, getCallInformation, veil{})}
		result := q.one(selector)
		_, root := callTree(q.text)
		document, err := readCalls(q.text, getCallInformation, root)
		switch {
		case result.Verdict == lookup.Found && (err != nil || !document.bare && document.code != 0),
			result.Verdict == lookup.NotFound && (err != nil || deletion.ExplainCode(document.code).Class != deletion.ClassNotFound):
			t.Errorf("%q is %s: %v", body, result.Verdict, err)
		}
		for _, fact := range append(result.Call.Facts(), lookup.Fact{Value: result.Detail}) {
			if safetext.Line(fact.Value) != fact.Value {
				t.Errorf("%q shows %q", body, fact.Value)
			}
		}
		page, _ := q.page(lookup.Cursor{}, 0)
		if len(page.Calls) > maxCalls || page.Total >= 0 && page.Total < len(page.Calls) {
			t.Errorf("%q gives %d calls of %d", body, len(page.Calls), page.Total)
		}
	})
}
