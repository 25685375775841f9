package apiclient

import (
	"context"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/secret"
)

// unheld are credentials whose key a person has to type.
type unheld struct{ held }

func (unheld) APIKey(context.Context) (secret.Text, error) {
	return secret.Text{}, &deletion.CredentialsError{Server: "lab", Untyped: true, Problem: "the API key that was typed was not used for 5 minutes and is forgotten"}
}

// What the console does by itself asks nobody: the look-up after a deletion, and a later page of a search.
func TestWithoutWhatWasTypedNothingIsAskedAndItIsSaid(t *testing.T) {
	o := openOffice(t, "http")
	tr := withLogin(o.server, "http")
	tr.config.Credentials = unheld{tr.config.Credentials.(held)}
	client := tr.client(t)
	page := client.SearchCalls(t.Context(), tr.server, lookup.Search{From: time.Now().Add(-time.Hour), To: time.Now()}, lookup.Cursor{Skip: 100})
	for name, result := range map[string]lookup.Result{
		"look-up": client.LookUp(t.Context(), tr.server, tr.selector(t, deletion.NativeID, "TRS26140192", "")), "page": page.Result,
	} {
		if result.Verdict != lookup.CantSay || result.Reason != lookup.ReasonAuthentication || !strings.Contains(result.Detail, "is forgotten") {
			t.Errorf("%s: %+v", name, result)
		}
	}
	if len(page.Calls) > 0 || page.Total != -1 {
		t.Errorf("the page has %d calls of %d", len(page.Calls), page.Total)
	}
}
