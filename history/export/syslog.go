package export

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// Of RFC 5424, section 6.2.1: the facility "log audit", and the severities that
// deletions have.
const (
	syslogFacility = 13
	syslogError    = 3 // unknown, and nobody has settled it
	syslogWarning  = 4 // refused, not sent
	syslogNotice   = 5 // accepted, settled
	syslogInfo     = 6 // no outcome yet
)

// syslogDataID names the structured data. 32473 is the enterprise number that
// RFC 5612 keeps for examples: the project has none of its own.
const syslogDataID = "deletion@32473"

const (
	syslogBOM      = "\xef\xbb\xbf"
	syslogNil      = '-'
	syslogMaxHost  = 255
	syslogMaxCells = 512 // of one text; longer ones say how long they were
)

// syslogEncoder writes one line per record, ended by a line feed.
type syslogEncoder struct {
	out     *sink
	zone    *time.Location
	columns []column // of the structured data
}

func newSyslog(out *sink, options Options) encoder {
	return &syslogEncoder{out: out, zone: options.Zone, columns: syslogColumns()}
}

func (e *syslogEncoder) begin() error    { return nil }
func (e *syslogEncoder) end(int64) error { return nil }

func (e *syslogEncoder) record(r *deletion.Record) error {
	buf := append(e.out.buf, '<')
	buf = strconv.AppendInt(buf, int64(syslogFacility*8+syslogSeverity(r)), 10)
	buf = append(buf, ">1 "...)
	buf = append(e.time(buf, r.Intent.Confirmed), ' ')
	buf = append(syslogHost(buf, r.Intent.Operator.Host), ' ')
	buf = append(buf, programName...)
	buf = append(buf, ' ', syslogNil, ' ') // the process that sent it is not recorded
	buf = append(append(buf, syslogMessageID(r.Outcome.Kind)...), ' ')
	buf = e.data(buf, r)
	buf = append(append(buf, ' '), syslogBOM...)
	buf = append(buf, syslogMessage(r)...)
	e.out.buf = append(buf, '\n')
	return e.out.rowDone()
}

func syslogSeverity(r *deletion.Record) int {
	switch r.Outcome.Kind {
	case deletion.Accepted:
		return syslogNotice
	case deletion.Refused, deletion.NotSent:
		return syslogWarning
	case deletion.Pending:
		return syslogInfo
	case deletion.Unknown:
		if !r.Unsettled() {
			return syslogNotice
		}
	}
	return syslogError
}

func (e *syslogEncoder) time(buf []byte, t time.Time) []byte {
	if at := inZone(t, e.zone); !t.IsZero() && fourDigits(at) {
		return at.AppendFormat(buf, stampLayout)
	}
	return append(buf, syslogNil)
}

// syslogHost writes the name of the operator's machine. What a HOSTNAME can't hold
// becomes "_".
func syslogHost(buf []byte, host string) []byte {
	if host == "" {
		return append(buf, syslogNil)
	}
	for i := range min(len(host), syslogMaxHost) {
		c := host[i]
		if c < '!' || c > '~' {
			c = '_'
		}
		buf = append(buf, c)
	}
	return buf
}

func syslogMessageID(kind deletion.OutcomeKind) string {
	switch kind {
	case deletion.Accepted, deletion.Refused, deletion.NotSent, deletion.Unknown, deletion.Pending:
		return "deletion-" + string(kind)
	}
	return "deletion-other"
}

// syslogColumns are what the structured data holds. The host is in the header.
func syslogColumns() []column {
	names := []string{"number", "id", "outcome", "cause", "identifier_type", "identifier", "status", "server", "endpoint", "method", "operator"}
	var settler []string
	for _, field := range deletion.OperatorFields() {
		if field.Name != "host" {
			names = append(names, field.Column)
		}
		settler = append(settler, settlerColumn(field))
	}
	return named(slices.Concat(names, []string{"reason", "message", "key_fingerprint", "version", "code", "http_status",
		"answered_at", "duration_ms", "finding", "finding_note", "settled_by", "settled_at"}, settler))
}

// data writes the structured data. What a record does not hold is left out; the
// number always is there, since an element may not be without a parameter here.
func (e *syslogEncoder) data(buf []byte, r *deletion.Record) []byte {
	buf = append(append(buf, '['), syslogDataID...)
	for i := range e.columns {
		if v := e.columns[i].value(r); v.kind != emptyValue {
			buf = syslogParam(buf, e.columns[i].name, v.plain(e.zone))
		}
	}
	return append(buf, ']')
}

// syslogParam writes a parameter, its value escaped as RFC 5424, section 6.3.3,
// wants it.
func syslogParam(buf []byte, name, foreign string) []byte {
	if foreign == "" {
		return buf
	}
	buf = append(append(append(buf, ' '), name...), `="`...)
	for _, c := range []byte(safetext.Excerpt(foreign, syslogMaxCells)) {
		if c == '"' || c == '\\' || c == ']' {
			buf = append(buf, '\\')
		}
		buf = append(buf, c)
	}
	return append(buf, '"')
}

// syslogMessage tells the event to a person.
func syslogMessage(r *deletion.Record) string {
	parts := []string{r.Summary() + " ", r.Intent.Describe()}
	if r.Intent.Server != "" {
		parts = append(parts, ", on ", r.Intent.Server)
	}
	if r.Intent.Operator.Name != "" {
		parts = append(parts, ", by ", r.Intent.Operator.Name)
	}
	for i, part := range parts {
		parts[i] = safetext.Excerpt(part, syslogMaxCells)
	}
	return strings.Join(parts, "")
}
