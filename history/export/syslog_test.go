package export_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"deletecall/deletion"
	"deletecall/history/export"
)

// syslogLine is a line as a strict reader of RFC 5424 takes it apart.
type syslogLine struct {
	facility, severity  int
	time, host, app, id string
	element, message    string
	params              map[string]string
}

var (
	syslogHead  = regexp.MustCompile(`^<([1-9][0-9]{0,2}|0)>1 (\S+) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) `)
	syslogTime  = regexp.MustCompile(`^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
	syslogName  = regexp.MustCompile(`^[!#-<>-\\^-~]{1,32}$`) // printable ASCII without = ] "
	syslogStart = regexp.MustCompile(`^\[([!#-<>-\\^-~]{1,32})`)
)

func parseSyslog(line string) (syslogLine, error) {
	head := syslogHead.FindStringSubmatch(line)
	if head == nil {
		return syslogLine{}, fmt.Errorf("no header: %.80q", line)
	}
	priority, _ := strconv.Atoi(head[1])
	parsed := syslogLine{facility: priority / 8, severity: priority % 8, time: head[2], host: head[3], app: head[4], id: head[6], params: map[string]string{}}
	if priority > 191 {
		return parsed, fmt.Errorf("priority %d", priority)
	}
	if parsed.time != "-" && !syslogTime.MatchString(parsed.time) {
		return parsed, fmt.Errorf("time %q", parsed.time)
	}
	rest, err := parsed.data(line[len(head[0]):])
	if err != nil {
		return parsed, err
	}
	message, ok := strings.CutPrefix(rest, " \ufeff")
	if !ok || !utf8.ValidString(message) {
		return parsed, fmt.Errorf("message %q", rest)
	}
	parsed.message = message
	return parsed, nil
}

// data reads one element with its parameters and returns what follows.
func (l *syslogLine) data(rest string) (string, error) {
	start := syslogStart.FindStringSubmatch(rest)
	if start == nil {
		return "", fmt.Errorf("no element: %.80q", rest)
	}
	l.element, rest = start[1], rest[len(start[0]):]
	for strings.HasPrefix(rest, " ") {
		name, after, ok := strings.Cut(rest[1:], `="`)
		if !ok || !syslogName.MatchString(name) || l.params[name] != "" {
			return "", fmt.Errorf("parameter %.80q", rest)
		}
		var value strings.Builder
		for after != "" && after[0] != '"' {
			if after[0] == ']' {
				return "", fmt.Errorf("a bare ] in %s", name)
			}
			if after[0] == '\\' {
				if len(after) < 2 || !strings.ContainsRune(`"\]`, rune(after[1])) {
					return "", fmt.Errorf("a bare backslash in %s", name)
				}
				after = after[1:]
			}
			value.WriteByte(after[0])
			after = after[1:]
		}
		if after == "" || value.Len() == 0 || !utf8.ValidString(value.String()) {
			return "", fmt.Errorf("the value of %s", name)
		}
		l.params[name], rest = value.String(), after[1:]
	}
	rest, ok := strings.CutPrefix(rest, "]")
	if !ok {
		return "", fmt.Errorf("the element does not end: %.80q", rest)
	}
	return rest, nil
}

func readSyslog(t testing.TB, data []byte) (lines []syslogLine) {
	t.Helper()
	for raw := range bytes.Lines(data) {
		line, err := parseSyslog(strings.TrimSuffix(string(raw), "\n"))
		if err != nil {
			t.Fatalf("%v\nin %q", err, raw)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTheStrictParserRefusesWhatIsNotRFC5424(t *testing.T) {
	good := `<109>1 2026-11-23T12:00:00Z - deletecall - x [a@1 b="c"] ` + "\ufeffm"
	if _, err := parseSyslog(good); err != nil {
		t.Fatal(err)
	}
	for old, bad := range map[string]string{"<109>": "<209>", ">1 ": ">2 ", "T12": " 12", `"c"`: `"c]"`, `="c"`: `="\c"`, `b=`: `b c=`, "\ufeff": "", `"] `: `" `} {
		if _, err := parseSyslog(strings.Replace(good, old, bad, 1)); err == nil {
			t.Errorf("%q passes for %q", bad, old)
		}
	}
}

func TestASyslogLineTellsOneDeletion(t *testing.T) {
	line := readSyslog(t, written(t, export.Syslog, sample()))[0]
	if line.facility != 13 || line.severity != 5 || line.time != "2026-11-23T13:00:00.250+01:00" || line.host != "desk" ||
		line.app != "deletecall" || line.id != "deletion-accepted" || line.element != "deletion@32473" ||
		line.message != "Deleted. extension 8856, status last, on production, by alice" {
		t.Errorf("%+v", line)
	}
	for name, want := range map[string]string{"number": "12", "identifier": "8856", "outcome": "accepted", "code": "0", "http_status": "200",
		"reason": "GDPR-2211, erasure", "answered_at": "2026-11-23T13:00:01.250+01:00", "duration_ms": "34", "ssh_key": "SHA256:x"} {
		if line.params[name] != want {
			t.Errorf("%s is %q", name, line.params[name])
		}
	}
}

func TestTheSeverityOfASyslogLineIsThatOfItsOutcome(t *testing.T) {
	unknown := settled()
	unknown.Settlement = nil
	refused, notSent := sample(), sample()
	refused.Outcome.Kind, notSent.Outcome.Kind = deletion.Refused, deletion.NotSent
	lines := readSyslog(t, written(t, export.Syslog, sample(), refused, notSent, unknown, settled(), pending(), hostile("odd")))
	for i, want := range []struct {
		severity int
		id       string
	}{{5, "accepted"}, {4, "refused"}, {4, "not_sent"}, {3, "unknown"}, {5, "unknown"}, {6, "pending"}, {3, "other"}} {
		if lines[i].severity != want.severity || lines[i].id != "deletion-"+want.id {
			t.Errorf("%d: severity %d, %s", i, lines[i].severity, lines[i].id)
		}
	}
}

func TestHostileRecordsAreSafeSyslogLines(t *testing.T) {
	data := written(t, export.Syslog, hostileRecords()...)
	if lines := readSyslog(t, data); len(lines) != len(hostileTexts) {
		t.Errorf("%d lines", len(lines))
	}
	mustBeSafe(t, "syslog", strings.ReplaceAll(string(data), "] \ufeff", "] "))
}

func TestALongTextIsCutInASyslogLineAndSaysSo(t *testing.T) {
	r := sample()
	r.Outcome.Message = strings.Repeat("x", 70_000)
	line := readSyslog(t, written(t, export.Syslog, r))[0]
	if got := line.params["message"]; len(got) > 520 || !strings.HasSuffix(got, "(70000 bytes in all)") {
		t.Errorf("%d bytes: …%q", len(got), got[len(got)-40:])
	}
}

func FuzzASyslogLineAlwaysParses(f *testing.F) {
	for i, text := range hostileTexts {
		f.Add(text, "host"+text, int64(i)*1e15, i)
	}
	f.Fuzz(func(t *testing.T, text, host string, at int64, answer int) {
		r := hostile(text)
		r.Intent.Operator.Host, r.Intent.Confirmed, r.Outcome.Code = host, time.UnixMilli(at), &answer
		r.Outcome.Answered = time.UnixMilli(-at)
		data := written(t, export.Syslog, r)
		if lines := readSyslog(t, data); len(lines) != 1 {
			t.Errorf("%d lines: %q", len(lines), data)
		}
	})
}
