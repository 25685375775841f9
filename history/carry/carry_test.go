package carry

import (
	"net/http"
	"strings"
	"testing"

	"deletecall/history/witness"
)

// What a witness wants done is on a line of its own, and no escaped line end is in it.
func TestWhatAWitnessRefusesIsReadable(t *testing.T) {
	unknown := &NotCarriedError{sink{name: "the witness w"}, &witness.RefusedError{Witness: "w", Status: http.StatusNotFound}}
	if text := unknown.Error(); strings.Contains(text, `\n`) || !strings.Contains(text, "of this history\nGive its operator the key: ") {
		t.Errorf("it says %s", text)
	}
}
