package query

import (
	"slices"
	"strconv"
	"strings"

	"deletecall/similar"
)

// otherNames are what people call the fields elsewhere. They are suggested, not taken.
var otherNames = map[Field][]string{
	ByOutcome:    {"result", "state"},
	ByType:       {"kind", "identifier_type"},
	ByID:         {"identifier", "extension", "ext", "call", "call-id", "callid", "platform-call-id", "platformcallid", "native-id", "nativeid", "meeting-id", "meetingid", "phone"},
	ByUUID:       {"guid", "record-id", "record_id"},
	ByStatus:     {"combination"},
	ByOperator:   {"user", "by", "who", "person", "name"},
	"login":      {"account", "username"},
	"uid":        {"user-id", "user_id", "userid"},
	"login_uid":  {"login-uid", "auid"},
	"sudo_user":  {"sudo", "sudo-user"},
	"host":       {"machine", "hostname", "computer"},
	"terminal":   {"tty"},
	"ssh_client": {"ssh", "ssh-client", "ip", "address"},
	"ssh_key":    {"ssh-key", "fingerprint"},
	ByServer:     {"system", "verba"},
	ByParty:      {"parties", "caller", "called", "name"},
	ByReason:     {"ticket", "why", "case", "reference", "ref", "comment"},
	ByMessage:    {"answer", "msg"},
	ByNumber:     {"record", "no", "nr"},
	BySince:      {"from"},
	ByUntil:      {"to", "before"},
	ByDay:        {"date", "day", "month", "when", "time", "confirmed", "confirmed_at"},
	BySettlement: {"settled", "unsettled"},
}

// schemes are the schemes of addresses in recordings and reasons.
var schemes = []string{"sip", "sips", "tel", "callto", "conf", "im", "pres", "xmpp", "skype", "msteams", "lync", "zoommtg", "webex",
	"mailto", "http", "https", "ws", "wss", "ftp", "sftp", "file", "urn", "data"}

// meantField returns the field that was probably meant by a name that is none, with
// its colon; empty when there is no telling.
func meantField(name string) string {
	folded := Fold(name)
	for _, info := range Fields() {
		if slices.Contains(otherNames[info.Field], folded) {
			return string(info.Field) + ":"
		}
	}
	if near := similar.Nearest(folded, fieldNames()); near != "" {
		return near + ":"
	}
	return ""
}

// SplitCondition takes a word that begins a condition, rightly or by mistake, apart at
// its colon. An address, a path and whatever no field could be called are words with
// a colon in them.
func SplitCondition(word string) (field, value string, ok bool) {
	field, value, ok = fieldName(word)
	if !ok {
		return "", "", false
	}
	if _, known := queryField(field); known || meantField(field) != "" {
		return field, value, true
	}
	switch {
	case len(field) == 1: // as in c:\recordings
		return "", "", false
	case strings.Contains(field, "_"): // as in the names of the JSON form, and in no name of a host
		return field, value, true
	case strings.Contains(field, "-"), slices.Contains(schemes, Fold(field)), beginsWithPort(value):
		return "", "", false
	case value != "" && strings.ContainsRune(`/\:`, rune(value[0])):
		return "", "", false
	}
	return field, value, !strings.Contains(value, "@")
}

// beginsWithPort reports whether a value is what follows the name of a host in an
// address, as in localhost:8080/verba. No server has a port of one digit, but a
// mistyped field may have such a value.
func beginsWithPort(value string) bool {
	port, _, _ := strings.Cut(value, "/")
	_, err := strconv.ParseUint(port, 10, 16)
	return err == nil && len(port) > 1
}

// fieldName returns what precedes the first colon of a word, when it is spelt as
// the name of a field may be.
func fieldName(word string) (name, rest string, ok bool) {
	name, rest, ok = strings.Cut(word, ":")
	spelt := !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-')
	})
	return name, rest, ok && spelt && strings.Trim(name, "_-") == name && name != ""
}
