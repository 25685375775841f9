package export

import "io"

// flushAt bounds what is collected before it is written.
const flushAt = 64 << 10

// sink collects bytes in one buffer that is used again: encoders append to it, so
// that a field costs no allocation.
type sink struct {
	w   io.Writer
	buf []byte
}

func newSink(w io.Writer) *sink {
	return &sink{w: w, buf: make([]byte, 0, flushAt+flushAt/4)}
}

// rowDone writes the buffer when there is enough in it.
func (s *sink) rowDone() error {
	if len(s.buf) < flushAt {
		return nil
	}
	return s.flush()
}

func (s *sink) flush() error {
	if len(s.buf) == 0 {
		return nil
	}
	_, err := s.w.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// Write appends p, for those that want an io.Writer.
func (s *sink) Write(p []byte) (int, error) {
	s.buf = append(s.buf, p...)
	if err := s.rowDone(); err != nil {
		return 0, err
	}
	return len(p), nil
}
