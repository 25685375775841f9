package export

import (
	"bytes"
	"encoding/json"

	"deletecall/deletion"
)

type jsonEncoder struct {
	out  *sink
	form func(r *deletion.Record) any
	line bytes.Buffer
}

func newJSONLines(out *sink, _ Options) encoder { return &jsonEncoder{out: out, form: recordForm} }

func (e *jsonEncoder) begin() error { return nil }

func (e *jsonEncoder) record(r *deletion.Record) error {
	form := e.form(r)
	if ready, ok := form.(readyJSON); ok {
		if ready.err != nil {
			return ready.err
		}
		e.out.buf = append(append(e.out.buf, ready.line...), '\n')
		return e.out.rowDone()
	}
	e.line.Reset()
	if err := json.NewEncoder(&e.line).Encode(form); err != nil { // ends the line
		return err
	}
	e.out.buf = append(e.out.buf, e.line.Bytes()...)
	return e.out.rowDone()
}

func (e *jsonEncoder) end(int64) error { return nil }

// readyJSON is what a record made of itself; it is not encoded once more.
type readyJSON struct {
	line []byte
	err  error
}

func recordForm(r *deletion.Record) any {
	line, err := r.MarshalJSON()
	return readyJSON{line, err}
}
