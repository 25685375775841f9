package witness

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/history/proof"
)

// request is the body of an add-checkpoint call (C2SP tlog-witness).
type request struct {
	old   int64        // the size that the witness cosigned last, as the client believes
	proof []proof.Hash // that the checkpoint continues the tree of that size
	note  []byte       // the signed checkpoint
}

const (
	maxProof   = 63      // hashes, as C2SP says
	maxRequest = 1 << 20 // bytes
	// sizeType is the content type of the size that a witness cosigned last.
	sizeType = "text/x.tlog.size"
)

var errMalformed = errors.New("this is no add-checkpoint request (C2SP tlog-witness)")

func parseRequest(body []byte) (r request, err error) {
	head, signed, found := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	old, isOld := strings.CutPrefix(lines[0], "old ")
	if !found || !isOld || len(lines) > 1+maxProof {
		return r, errMalformed
	}
	if r.old, err = parseSize(old); err != nil {
		return r, errMalformed
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return r, errMalformed
		}
		r.proof = append(r.proof, hash)
	}
	r.note = signed
	return r, nil
}

func (r request) body() []byte {
	var body bytes.Buffer
	fmt.Fprintf(&body, "old %d\n", r.old)
	for _, hash := range r.proof {
		body.WriteString(hash.String() + "\n")
	}
	body.WriteByte('\n')
	body.Write(r.note)
	return body.Bytes()
}

// parseSize reads a size that is written in the only way there is.
func parseSize(text string) (int64, error) {
	size, err := strconv.ParseInt(text, 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != text {
		return 0, errMalformed
	}
	return size, nil
}
