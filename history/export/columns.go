package export

import (
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
)

type valueKind uint8

const (
	emptyValue valueKind = iota
	textValue
	numberValue
	timeValue
	offsetValue // a time of which only the offset from UTC is meant
)

// value is what a column holds of a record. Its text is foreign.
type value struct {
	kind   valueKind
	text   string
	number int64
	time   time.Time
}

func text(s string) value {
	if s == "" {
		return value{}
	}
	return value{kind: textValue, text: s}
}

func number(n int64) value { return value{kind: numberValue, number: n} }

func moment(t time.Time) value {
	if t.IsZero() {
		return value{}
	}
	return value{kind: timeValue, time: t}
}

// plain is the value as a text, a time in RFC 3339; empty where there is none.
func (v value) plain(zone *time.Location) string {
	switch v.kind {
	case textValue:
		return v.text
	case numberValue:
		return numberText(v.number)
	case timeValue:
		return inZone(v.time, zone).Format(stampLayout)
	}
	return ""
}

// column is a column of CSV and XLSX, and a parameter of syslog and OCSF.
type column struct {
	name  string // in CSV; as in the JSON of a record where that has it
	title string // in XLSX
	width int    // in XLSX, in characters
	value func(r *deletion.Record) value
}

// columns returns the columns in their order. New ones are added at the end.
func columns() []column {
	return slices.Concat(
		targetColumns(),
		operatorColumns("login", "uid", "sudo_user", "host", "terminal", "ssh_client", "ssh_key"),
		decisionColumns(),
		outcomeColumns(),
		operatorColumns("login_uid"),
		settlerColumns("login", "uid", "login_uid", "sudo_user", "host", "terminal", "ssh_client", "ssh_key"),
		[]column{{"missing", "Left out", 20, func(r *deletion.Record) value { return text(r.Missing.String()) }}},
		callColumns(),
	)
}

func named(names []string) (all []column) {
	columns := columns()
	for _, name := range names {
		if i := slices.IndexFunc(columns, func(c column) bool { return c.name == name }); i >= 0 {
			all = append(all, columns[i])
		}
	}
	return all
}

func targetColumns() []column {
	return []column{
		{"number", "Record", 9, func(r *deletion.Record) value { return number(r.Intent.Number) }},
		{"id", "ID", 38, func(r *deletion.Record) value { return text(r.Intent.ID) }},
		{"outcome", "Outcome", 11, func(r *deletion.Record) value { return text(string(r.Outcome.Kind)) }},
		{"cause", "Cause", 14, func(r *deletion.Record) value { return text(string(r.Outcome.Cause)) }},
		{"summary", "Result", 44, func(r *deletion.Record) value { return text(r.Summary()) }},
		{"detail", "Explanation", 44, func(r *deletion.Record) value { return text(r.Outcome.Detail) }},
		{"code", "Code", 7, func(r *deletion.Record) value {
			if r.Outcome.Code == nil {
				return value{}
			}
			return number(int64(*r.Outcome.Code))
		}},
		{"message", "Message", 30, func(r *deletion.Record) value { return text(r.Outcome.Message) }},
		{"http_status", "HTTP status", 11, func(r *deletion.Record) value {
			if r.Outcome.HTTPStatus == 0 {
				return value{}
			}
			return number(int64(r.Outcome.HTTPStatus))
		}},
		{"identifier_type", "Identifier type", 16, func(r *deletion.Record) value { return text(string(r.Intent.IdentifierType)) }},
		{"identifier", "Identifier", 38, func(r *deletion.Record) value { return text(r.Intent.Identifier) }},
		{"status", "Status", 13, func(r *deletion.Record) value { return text(string(r.Intent.Status)) }},
		{"server", "Server", 16, func(r *deletion.Record) value { return text(r.Intent.Server) }},
		{"endpoint", "Endpoint", 40, func(r *deletion.Record) value { return text(r.Intent.Endpoint) }},
		{"method", "Method", 8, func(r *deletion.Record) value { return text(string(r.Intent.Method)) }},
		{"response_type", "Response type", 10, func(r *deletion.Record) value { return text(string(r.Intent.ResponseType)) }},
		{"operator", "Operator", 16, func(r *deletion.Record) value { return text(r.Intent.Operator.Name) }},
	}
}

func decisionColumns() []column {
	return []column{
		{"reason", "Reason", 40, func(r *deletion.Record) value { return text(r.Intent.Reason) }},
		{"key_fingerprint", "Key fingerprint", 34, func(r *deletion.Record) value { return text(r.Intent.KeyFingerprint) }},
		{"confirmed_at", "Confirmed", 24, func(r *deletion.Record) value { return moment(r.Intent.Confirmed) }},
	}
}

func outcomeColumns() []column {
	return []column{
		{"answered_at", "Answered", 24, func(r *deletion.Record) value { return moment(r.Outcome.Answered) }},
		{"duration_ms", "Duration (ms)", 15, func(r *deletion.Record) value {
			if r.Outcome.Kind == deletion.Pending {
				return value{}
			}
			return number(r.Outcome.Duration.Milliseconds())
		}},
		{"attempts", "Attempts", 9, func(r *deletion.Record) value {
			if r.Outcome.Kind == deletion.Pending {
				return value{}
			}
			return number(int64(r.Outcome.Attempts()))
		}},
		{"answer_bytes", "Answer (bytes)", 14, func(r *deletion.Record) value {
			if r.Outcome.Answer.SHA256 == "" {
				return value{}
			}
			return number(r.Outcome.Answer.Length)
		}},
		{"answer_sha256", "Answer's SHA-256", 34, func(r *deletion.Record) value { return text(r.Outcome.Answer.SHA256) }},
		{"finding", "Settled", 13, settled(func(s *deletion.Settlement) value { return text(string(s.Finding)) })},
		{"finding_note", "How checked", 30, settled(func(s *deletion.Settlement) value { return text(s.Note) })},
		{"settled_by", "Settled by", 16, settled(func(s *deletion.Settlement) value { return text(s.Operator.Name) })},
		{"settled_at", "Settled at", 24, settled(func(s *deletion.Settlement) value { return moment(s.Settled) })},
		{"version", "Version", 12, func(r *deletion.Record) value { return text(r.Intent.Version) }},
	}
}

func callColumns() []column {
	shown := func(of func(s deletion.Shown) value) func(r *deletion.Record) value {
		return func(r *deletion.Record) value { return of(r.Intent.Shown) }
	}
	after := func(of func(a *deletion.After) value) func(r *deletion.Record) value {
		return func(r *deletion.Record) value {
			if r.After == nil {
				return value{}
			}
			return of(r.After)
		}
	}
	return []column{
		{"call_id", "Call ID", 38, func(r *deletion.Record) value { return text(r.Intent.CallID()) }},
		{"pinned", "Pinned", 8, func(r *deletion.Record) value {
			if !r.Intent.Pinned {
				return value{}
			}
			return text("yes")
		}},
		{"shown", "Look-up", 10, shown(func(s deletion.Shown) value { return text(string(s.Verdict)) })},
		{"from_number", "From", 16, shown(func(s deletion.Shown) value { return text(s.From.Number) })},
		{"from_name", "From: name", 20, shown(func(s deletion.Shown) value { return text(s.From.Name) })},
		{"to_number", "To", 16, shown(func(s deletion.Shown) value { return text(s.To.Number) })},
		{"to_name", "To: name", 20, shown(func(s deletion.Shown) value { return text(s.To.Name) })},
		{"call_begin", "Call's begin", 24, shown(func(s deletion.Shown) value { return moment(s.Begin) })},
		{"call_end", "Call's end", 24, shown(func(s deletion.Shown) value { return moment(s.End) })},
		{"after", "Afterwards", 16, func(r *deletion.Record) value { return text(string(r.AfterFinding())) }},
		{"after_at", "Looked up", 24, after(func(a *deletion.After) value { return moment(a.Checked) })},
		{"after_detail", "Found", 40, after(func(a *deletion.After) value { return text(a.Detail) })},
		{"copies", "Secondary copies", 38, after(func(a *deletion.After) value { return text(a.Copies) })},
		{"native_id", "Native ID", 24, shown(func(s deletion.Shown) value { return text(s.NativeID) })},
		{"platform_call_id", "Platform call ID", 24, shown(func(s deletion.Shown) value { return text(s.PlatformCallID) })},
		{"meeting_id", "Meeting ID", 24, shown(func(s deletion.Shown) value { return text(s.MeetingID) })},
	}
}

// operatorColumns are some of the [deletion.OperatorFields] of whoever confirmed a record.
func operatorColumns(names ...string) (all []column) {
	for _, field := range operatorFields(names) {
		all = append(all, column{field.Column, field.Title, width(field), func(r *deletion.Record) value {
			return text(*field.Of(&r.Intent.Operator))
		}})
	}
	return all
}

// settlerColumns are some of those of whoever settled a record.
func settlerColumns(names ...string) (all []column) {
	for _, field := range operatorFields(names) {
		title := "Settled: " + field.Title
		if title[10] >= 'a' { // an abbreviation stays as it is
			title = "Settled: " + strings.ToLower(field.Title[:1]) + field.Title[1:]
		}
		all = append(all, column{settlerColumn(field), title, width(field), settled(func(s *deletion.Settlement) value {
			return text(*field.Of(&s.Operator))
		})})
	}
	return all
}

func settlerColumn(field deletion.OperatorField) string { return "settled_" + field.Name }

// operatorFields are those with these names, in the order of the names.
func operatorFields(names []string) (fields []deletion.OperatorField) {
	for _, name := range names {
		for _, field := range deletion.OperatorFields() {
			if field.Name == name {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

func width(field deletion.OperatorField) int {
	switch field.Name {
	case "uid":
		return 8
	case "login_uid":
		return 12
	case "host", "ssh_client":
		return 20
	case "ssh_key":
		return 30
	}
	return 14
}

func settled(of func(s *deletion.Settlement) value) func(r *deletion.Record) value {
	return func(r *deletion.Record) value {
		if r.Settlement == nil {
			return value{}
		}
		return of(r.Settlement)
	}
}
