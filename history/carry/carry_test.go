package carry

import (
	"net/http"
	"strings"
	"testing"

	"deletecall/history/witness"
)

// What a witness wants done is a sentence, and no escaped line end.
func TestWhatAWitnessRefusesIsReadable(t *testing.T) {
	unknown := &NotCarriedError{sink{name: "the witness w"}, &witness.RefusedError{Witness: "w", Status: http.StatusNotFound}}
	if text := unknown.Error(); strings.Contains(text, `\n`) || !strings.Contains(text, "of this history. Give its operator the key: ") {
		t.Errorf("it says %s", text)
	}
}
