package query

import (
	"strings"
	"time"

	"deletecall/deletion"
)

// FieldInfo is a row of the table of query fields, from which parser,
// help and completion are drawn.
type FieldInfo struct {
	Field   Field
	Meaning string   // as a noun phrase
	Example string   // a value
	Values  []string // the values that there are, when they are few and known

	read func(word value, now time.Time) ([]Alternative, *Error)
}

// Fields returns the table, in the order in which help shows it.
func Fields() []FieldInfo {
	return []FieldInfo{
		few(ByOutcome, "what came of it", "refused", deletion.OutcomeKinds()),
		few(ByType, "the type of the identifier", "extension", deletion.IdentifierTypes()),
		{ByID, "any part of the identifier, or the beginning of the record's UUID", "8856", nil, readTextOrUUID},
		{ByUUID, "the beginning of the record's UUID", "0193f2a1", nil, readUUID},
		few(ByStatus, "the status combination; | for either of two", "last,ongoing", deletion.Statuses()),
		{ByOperator, "any part of the operator's name", "alice", nil, readText},
		{ByLogin, "any part of the operator's login name", "alice", nil, readText},
		{ByUID, "any part of the operator's numeric user ID", "=1000", nil, readText},
		{ByLoginUID, "any part of the numeric user ID of who logged in, as the kernel keeps it", "=1000", nil, readText},
		{BySudoUser, "any part of what SUDO_USER claims", "alice", nil, readText},
		{ByHost, "any part of the name of the operator's machine", "desk-7", nil, readText},
		{ByTerminal, "any part of the name of the operator's terminal", "pts/3", nil, readText},
		{BySSHClient, "any part of the address that SSH_CONNECTION claims", "10.0.0.7", nil, readText},
		{BySSHKey, "any part of the fingerprint of the operator's SSH key", "SHA256:k3y", nil, readText},
		{ByServer, "any part of the server's name", "production", nil, readText},
		{ByCode, "the server's code, or a range", "-80..-40", nil, readNumber},
		{ByReason, "any part of the reason", "GDPR", nil, readText},
		{ByMessage, "any part of the server's message", `"not found"`, nil, readText},
		{ByNumber, "the record's number, or a range", "100..200", nil, readNumber},
		{BySince, "confirmed at this time or later", "7d", nil, readSince},
		{ByUntil, "confirmed at this time or earlier", "2026-11-01", nil, readUntil},
		{ByDay, "confirmed on this day, month or year, or in a range", "yesterday", nil, readPeriod},
		few(BySettlement, "unknown outcomes: unsettled or settled ones", unsettledWord, []string{unsettledWord, settledWord}),
	}
}

// Forms are the ways to write a condition, as pairs of an example and what it
// means, for help.
func Forms() [][2]string {
	return [][2]string{
		{"-operator:alice", "all but these"},
		{"operator:=alice", "the whole text, and not a part of it"},
		{"code:-50|-51", "either of them; a comma does the same, except in status:"},
		{`"user:alice"`, "in quotes: a word, whatever it looks like"},
	}
}

func queryField(name string) (FieldInfo, bool) {
	for _, info := range Fields() {
		if string(info.Field) == strings.ToLower(name) {
			return info, true
		}
	}
	return FieldInfo{}, false
}

// few is the row of a field that has few values.
func few[T ~string](field Field, meaning, example string, values []T) FieldInfo {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return FieldInfo{field, meaning, example, names, readName(names)}
}

func readText(word value, _ time.Time) ([]Alternative, *Error) {
	return []Alternative{{Text: Fold(word.text), Whole: word.whole}}, nil
}

// readName reads a value out of a few. Its beginning is enough, so that a
// filter works while it is typed; a whole value never means another one that
// begins like it, and after a = it has to be whole.
func readName(names []string) func(value, time.Time) ([]Alternative, *Error) {
	return func(word value, _ time.Time) ([]Alternative, *Error) {
		wanted := plainName(word.text)
		var found []Alternative
		for _, name := range names {
			if plainName(name) == wanted {
				return []Alternative{{Text: name}}, nil
			}
			if !word.whole && strings.HasPrefix(plainName(name), wanted) {
				found = append(found, Alternative{Text: name})
			}
		}
		if len(found) == 0 {
			expected := strings.Join(names, ", ")
			if strings.Contains(word.text, ",") { // a status combination keeps its comma
				expected += "; | separates two of them"
			}
			return nil, word.wrong("is not one of the values", expected)
		}
		return found, nil
	}
}

// plainName takes "not sent", "not-sent" and "not_sent" for the same.
func plainName(text string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(Fold(text))
}
