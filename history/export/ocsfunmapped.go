package export

import (
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// ocsfColumns are what the schema has no attribute for.
func ocsfColumns() []column {
	names := []string{"outcome", "cause", "message", "response_type", "key_fingerprint", "answer_sha256", "version",
		"answered_at", "finding", "finding_note", "settled_by", "settled_at", "call_id", "pinned",
		"from_number", "from_name", "to_number", "to_name", "call_begin", "call_end", "after", "after_at", "copies", "native_id", "platform_call_id", "meeting_id"}
	for _, field := range deletion.OperatorFields() {
		switch field.Name {
		case "uid", "host", "terminal": // the actor and the source have them
		default:
			names = append(names, field.Column)
		}
		names = append(names, settlerColumn(field))
	}
	columns := named(names)
	columns[slices.Index(names, "message")].name = "server_message"
	columns[slices.Index(names, "version")].name = "program_version"
	return columns
}

// ocsfUnmapped are the columns of which the record has something. Times are in UTC.
func ocsfUnmapped(r *deletion.Record, columns []column) map[string]string {
	pairs := make([]string, 0, 2*len(columns))
	for i := range columns {
		pairs = append(pairs, columns[i].name, columns[i].value(r).plain(time.UTC))
	}
	return filled(pairs...)
}

// filled returns the pairs of name and foreign text that are not empty, cleaned.
func filled(pairs ...string) map[string]string {
	set := make(map[string]string, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			set[pairs[i]] = safetext.Line(pairs[i+1])
		}
	}
	return set
}
