package export

import (
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

// column is one of the columns that CSV and XLSX share.
type column struct {
	name  string // in CSV; as in the JSON of a record where that has it
	title string // in XLSX
	width int    // in XLSX, in characters
	value func(r *deletion.Record) value
}

// columns returns the columns in their order. New ones are added at the end.
func columns() []column {
	return append(append(append(targetColumns(), personColumns()...), laterColumns()...), settlerColumns()...)
}

func targetColumns() []column {
	return []column{
		{"number", "Record", 9, func(r *deletion.Record) value { return number(r.Intent.Number) }},
		{"id", "ID", 38, func(r *deletion.Record) value { return text(r.Intent.ID) }},
		{"outcome", "Outcome", 11, func(r *deletion.Record) value { return text(string(r.Outcome.Kind)) }},
		{"cause", "Cause", 14, func(r *deletion.Record) value { return text(string(r.Outcome.Cause)) }},
		{"summary", "What is true", 44, func(r *deletion.Record) value { return text(r.Summary()) }},
		{"detail", "What is known", 44, func(r *deletion.Record) value { return text(r.Outcome.Detail) }},
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
		{"response_type", "Answer as", 10, func(r *deletion.Record) value { return text(string(r.Intent.ResponseType)) }},
	}
}

func personColumns() []column {
	return []column{
		{"operator", "Operator", 16, func(r *deletion.Record) value { return text(r.Intent.Operator.Name) }},
		{"operator_login", "Login", 14, func(r *deletion.Record) value { return text(r.Intent.Operator.Login) }},
		{"operator_uid", "UID", 8, func(r *deletion.Record) value { return text(r.Intent.Operator.UID) }},
		{"sudo_user", "SUDO_USER (a claim)", 14, func(r *deletion.Record) value { return text(r.Intent.Operator.SudoUser) }},
		{"host", "Host", 20, func(r *deletion.Record) value { return text(r.Intent.Operator.Host) }},
		{"terminal", "Terminal", 14, func(r *deletion.Record) value { return text(r.Intent.Operator.Terminal) }},
		{"ssh_client", "SSH client (a claim)", 20, func(r *deletion.Record) value { return text(r.Intent.Operator.SSHClient) }},
		{"ssh_key", "SSH key", 30, func(r *deletion.Record) value { return text(r.Intent.Operator.SSHKey) }},
		{"reason", "Reason", 40, func(r *deletion.Record) value { return text(r.Intent.Reason) }},
		{"key_fingerprint", "Key fingerprint", 34, func(r *deletion.Record) value { return text(r.Intent.KeyFingerprint) }},
		{"confirmed_at", "Confirmed", 24, func(r *deletion.Record) value { return moment(r.Intent.Confirmed) }},
	}
}

func laterColumns() []column {
	return []column{
		{"answered_at", "Answered", 24, func(r *deletion.Record) value { return moment(r.Outcome.Answered) }},
		{"duration_ms", "Time taken (ms)", 15, func(r *deletion.Record) value {
			if r.Outcome.Kind == deletion.Pending {
				return value{}
			}
			return number(r.Outcome.Duration.Milliseconds())
		}},
		{"attempts", "Attempts", 9, func(r *deletion.Record) value {
			if r.Outcome.Kind == deletion.Pending {
				return value{}
			}
			return number(int64(1 + len(r.Outcome.Earlier)))
		}},
		{"answer_bytes", "Answer (bytes)", 14, func(r *deletion.Record) value {
			if r.Outcome.Answer.SHA256 == "" {
				return value{}
			}
			return number(r.Outcome.Answer.Length)
		}},
		{"answer_sha256", "Answer's SHA-256", 34, func(r *deletion.Record) value { return text(r.Outcome.Answer.SHA256) }},
		{"finding", "Settled", 13, settled(func(s *deletion.Settlement) value { return text(string(s.Finding)) })},
		{"finding_note", "Settled with", 30, settled(func(s *deletion.Settlement) value { return text(s.Note) })},
		{"settled_by", "Settled by", 16, settled(func(s *deletion.Settlement) value { return text(s.Operator.Name) })},
		{"settled_at", "Settled at", 24, settled(func(s *deletion.Settlement) value { return moment(s.Settled) })},
		{"version", "Program", 12, func(r *deletion.Record) value { return text(r.Intent.Version) }},
	}
}

// settlerColumns say who settled a record, as personColumns say who confirmed it.
func settlerColumns() []column {
	person := func(of func(o deletion.Operator) string) func(r *deletion.Record) value {
		return settled(func(s *deletion.Settlement) value { return text(of(s.Operator)) })
	}
	return []column{
		{"operator_login_uid", "Login uid of the kernel", 12, func(r *deletion.Record) value { return text(r.Intent.Operator.LoginUID) }},
		{"settled_login", "Settled: login", 14, person(func(o deletion.Operator) string { return o.Login })},
		{"settled_uid", "Settled: UID", 8, person(func(o deletion.Operator) string { return o.UID })},
		{"settled_login_uid", "Settled: login uid of the kernel", 12, person(func(o deletion.Operator) string { return o.LoginUID })},
		{"settled_sudo_user", "Settled: SUDO_USER (a claim)", 14, person(func(o deletion.Operator) string { return o.SudoUser })},
		{"settled_host", "Settled: host", 20, person(func(o deletion.Operator) string { return o.Host })},
		{"settled_terminal", "Settled: terminal", 14, person(func(o deletion.Operator) string { return o.Terminal })},
		{"settled_ssh_client", "Settled: SSH client (a claim)", 20, person(func(o deletion.Operator) string { return o.SSHClient })},
		{"settled_ssh_key", "Settled: SSH key", 30, person(func(o deletion.Operator) string { return o.SSHKey })},
	}
}

func settled(of func(s *deletion.Settlement) value) func(r *deletion.Record) value {
	return func(r *deletion.Record) value {
		if r.Settlement == nil {
			return value{}
		}
		return of(r.Settlement)
	}
}
