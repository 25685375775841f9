package export

import (
	"strconv"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// csvEncoder writes RFC 4180: commas, CRLF, UTF-8 without a byte order mark, and
// quotes only where they are needed.
type csvEncoder struct {
	out     *sink
	zone    *time.Location
	columns []column
	raw     bool // for programs: formulas stay
}

func newCSV(out *sink, options Options) encoder {
	return &csvEncoder{out: out, zone: options.Zone, columns: columns(), raw: options.Raw}
}

func (e *csvEncoder) begin() error {
	for i, column := range e.columns {
		e.separate(i)
		e.out.buf = append(e.out.buf, column.name...)
	}
	return e.endRow()
}

func (e *csvEncoder) record(r *deletion.Record) error {
	for i := range e.columns {
		e.separate(i)
		e.field(e.columns[i].value(r))
	}
	return e.endRow()
}

func (e *csvEncoder) end(int64) error { return nil }

func (e *csvEncoder) separate(i int) {
	if i > 0 {
		e.out.buf = append(e.out.buf, ',')
	}
}

func (e *csvEncoder) endRow() error {
	e.out.buf = append(e.out.buf, "\r\n"...)
	return e.out.rowDone()
}

func (e *csvEncoder) field(v value) {
	switch v.kind {
	case textValue:
		e.text(v.text)
	case numberValue:
		e.out.buf = strconv.AppendInt(e.out.buf, v.number, 10)
	case timeValue:
		at := inZone(v.time, e.zone)
		if !fourDigits(at) {
			e.text(at.Format(stampLayout))
			return
		}
		e.out.buf = at.AppendFormat(e.out.buf, stampLayout)
	}
}

func (e *csvEncoder) text(foreign string) {
	clean := safetext.Line(foreign)
	if !e.raw {
		clean = Defuse(clean)
	}
	if strings.IndexByte(clean, ',') < 0 && strings.IndexByte(clean, '"') < 0 && clean[0] != ' ' && clean[len(clean)-1] != ' ' {
		e.out.buf = append(e.out.buf, clean...)
		return
	}
	buf := append(e.out.buf, '"')
	for i := range len(clean) {
		if clean[i] == '"' {
			buf = append(buf, '"')
		}
		buf = append(buf, clean[i])
	}
	e.out.buf = append(buf, '"')
}
