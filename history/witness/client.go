package witness

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/safetext"
)

// Client asks one witness for cosignatures.
type Client struct {
	URL  string // under which add-checkpoint is
	Key  proof.Witness
	HTTP *http.Client
}

// Prove returns the proof that the tree over size events continues the one over old.
type Prove func(ctx context.Context, size, old int64) ([]proof.Hash, error)

// RefusedError says that a witness did not cosign.
type RefusedError struct {
	Witness string
	Status  int
	// Seen is how many events of the history the witness has cosigned, where it said so: saidSeen.
	Seen     int64
	saidSeen bool
	// Contradicts is set where the witness has seen another history than this one, or
	// more of it.
	Contradicts bool
	Reason      string // in the witness's words; foreign
}

func (e *RefusedError) Error() string {
	name := safetext.Bounded(e.Witness, 100)
	switch {
	case e.Contradicts && e.Seen > 0:
		return hint.Below(fmt.Sprintf("the witness %s has cosigned %s of this history, which does not continue from there: it was changed or cut off, or an older copy was put back", name, safetext.Count(e.Seen, "event", "events")),
			"Verify the history, and compare it with the checkpoint that the witness keeps.")
	case e.Contradicts:
		return hint.Below("the witness "+name+" has seen another history under this name", "Verify the history, and compare it with the checkpoint that the witness keeps.")
	case e.Status == http.StatusNotFound, e.Status == http.StatusForbidden:
		return hint.Below("the witness "+name+" does not know the key of this history", "Give its operator the key: deletecall history checkpoint --public-key")
	}
	return fmt.Sprintf("the witness %s did not cosign: %d %s", name, e.Status, safetext.Bounded(e.Reason, 200))
}

// Cosign asks for a cosignature on a signed checkpoint, and returns the note with it. old
// is how many events the witness cosigned last, as far as is known; where the witness knows
// better, it is asked once more. Its errors are *[RefusedError], and those of the answer and the transport.
func (c Client) Cosign(ctx context.Context, checkpoint proof.Checkpoint, old int64, prove Prove) (cosigned []byte, err error) {
	old = min(old, checkpoint.Size)
	cosigned, err = c.ask(ctx, checkpoint, old, prove)
	var refused *RefusedError
	if !errors.As(err, &refused) || !refused.saidSeen || refused.Seen == old {
		return cosigned, err
	}
	if refused.Seen > checkpoint.Size {
		refused.Contradicts = true
		return nil, refused
	}
	return c.ask(ctx, checkpoint, refused.Seen, prove)
}

func (c Client) ask(ctx context.Context, checkpoint proof.Checkpoint, old int64, prove Prove) ([]byte, error) {
	asked := request{old: old, note: checkpoint.Note}
	if old > 0 && old < checkpoint.Size {
		path, err := prove(ctx, checkpoint.Size, old)
		if err != nil {
			return nil, err
		}
		asked.proof = path
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(c.URL, "/")+"/add-checkpoint", bytes.NewReader(asked.body()))
	if err != nil {
		return nil, err
	}
	response, err := c.HTTP.Do(post)
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return nil, hint.Instead(hint.Below(safetext.Line(err.Error()), "If its CA is one of your own, add that to the certificates of this system."), err)
	}
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxRequest))
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		cosigned, err := proof.AddCosignatures(checkpoint.Note, answer, c.Key)
		if err != nil {
			return nil, hint.Instead(hint.Below("its answer is no cosignature by the key of "+safetext.Bounded(c.Key.Name(), 100),
				"Compare url and key of the witness in the configuration with what it printed when it began."), err)
		}
		return cosigned, nil
	}
	refused := &RefusedError{Witness: c.Key.Name(), Status: response.StatusCode, Reason: string(answer)}
	switch response.StatusCode {
	case http.StatusConflict:
		seen, err := parseSize(strings.TrimSuffix(string(answer), "\n"))
		if err == nil && response.Header.Get("Content-Type") == sizeType {
			refused.Seen, refused.saidSeen = seen, true
			break
		}
		// Another tree of the size that it was to continue. Otherwise the answer has to be a size.
		refused.Contradicts = old == checkpoint.Size
	case http.StatusUnprocessableEntity:
		refused.Seen, refused.Contradicts = old, true
	}
	return nil, refused
}
