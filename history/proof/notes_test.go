package proof_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime/quotedprintable"
	"slices"
	"strings"
	"testing"

	"deletecall/history/proof"
)

// twoNotes are two signed checkpoints of one history.
func twoNotes(t *testing.T) (one, two string, public string) {
	t.Helper()
	signer, public := fixedKey(t, "deletecall/history/a", "a")
	one = string(signText(t, fmt.Sprintf("deletecall/history/a\n5\n%s\n", proof.Hash{1}), signer))
	two = string(signText(t, fmt.Sprintf("deletecall/history/a\n7\n%s\n", proof.Hash{2}), signer)) + "— witness.example/w AAAAAAAAAAAA\n"
	return one, two, public
}

// eachLine changes every line of a text.
func eachLine(text string, change func(n int, line string) string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines[:len(lines)-1] {
		lines[i] = change(i, strings.TrimSuffix(line, "\n")) + "\n"
	}
	return strings.Join(lines, "")
}

func quoted(text string) string {
	whole, _ := json.Marshal(text)
	return string(whole)
}

// inBase64 is a text as the body of a mail.
func inBase64(text string) string {
	var b strings.Builder
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString([]byte(text))), 76) {
		b.WriteString(string(line) + "\r\n")
	}
	return b.String()
}

func printable(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// between writes lines of another program after each line of a log.
func between(text string, other func(n int) string) (mixed string) {
	for n, line := range strings.SplitAfter(text, "\n") {
		mixed += line + other(n)
	}
	return mixed
}

// zip writes a line of each in turn.
func zip(a, b string) (mixed string) {
	second := strings.SplitAfter(b, "\n")
	for n, line := range strings.SplitAfter(a, "\n") {
		if mixed += line; n < len(second) {
			mixed += second[n]
		}
	}
	return mixed
}

// Checkpoints are read back as the places to which they are carried hand them out.
func TestCheckpointsAreReadBackAsTheyArrive(t *testing.T) {
	one, two, public := twoNotes(t)
	logged := func(note string) string { // logger(1) sends a message for each line
		return eachLine(note, func(n int, line string) string {
			return fmt.Sprintf("Nov 28 09:13:%02d recorder alice[4711]: %s", n, line)
		})
	}
	withoutEmptyLines := func(text string) string { // as some collectors drop empty messages
		var kept []string
		for line := range strings.Lines(text) {
			if strings.TrimSpace(line) != "" && !strings.HasSuffix(line, "]: \n") {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "")
	}
	syslog := func(note string) string {
		return "Nov 28 09:13:05 recorder deletecall[12]: checkpoint " + quoted(note) + "\n"
	}
	for name, file := range map[string]string{
		"as they are appended":           one + "\n" + two + "\n",
		"without an empty line":          one + two,
		"with more empty lines":          "\n\n" + one + "\n\n\n" + two,
		"something else around":          "begin\n\n" + one + "\nsomething — else\n" + two + "\nend\n",
		"without the last line's end":    one + "\n" + strings.TrimSuffix(two, "\n"),
		"the line ends of Windows":       strings.ReplaceAll(one+"\n"+two, "\n", "\r\n"),
		"lines of logger":                logged(one) + logged(two),
		"lines of logger, no empty ones": withoutEmptyLines(logged(one) + logged(two)),
		"with messages between":          "Nov 28 09:12:00 recorder cron[1]: run\n" + logged(one) + "Nov 28 09:14:00 recorder cron[1]: run\n" + logged(two),
		"RFC 5424": eachLine(one+two, func(_ int, line string) string {
			return "<85>1 2026-11-28T09:13:05.123Z recorder deletecall 12 - - " + line
		}),
		"our own line in syslog": syslog(one) + "Nov 28 09:14:00 recorder cron[1]: run\n" + syslog(two),
		"a journal as JSON": `{"PRIORITY":"5","MESSAGE":` + quoted("checkpoint "+quoted(one)) + `,"_PID":"12"}` + "\n" +
			`{"PRIORITY":"5","MESSAGE":` + quoted("checkpoint "+quoted(two)) + "}\n",
		"JSON that is all ASCII":     `["` + strings.NewReplacer("\n", `\n`, "—", `\u2014`).Replace(one) + `",` + quoted(two) + "]\n",
		"quoted in a mail":           eachLine(one+"\n"+two, func(_ int, line string) string { return "> " + line }),
		"quoted twice":               eachLine(one+"\n"+two, func(_ int, line string) string { return ">> " + line }),
		"quoted, with blanks at end": eachLine(one+"\n"+two, func(_ int, line string) string { return "> > " + line + "  " }),
		"wrapped in a mail": eachLine(one+"\n"+two, func(_ int, line string) string {
			if head, signature, found := strings.Cut(line, "history/a "); found {
				return "> " + head + "history/a\n> " + signature
			}
			return "> " + line
		}),
		"a byte order mark":     "\ufeff" + one + "\n" + two,
		"an escaped system log": "Nov 28 09:13:05 recorder alice: " + strings.ReplaceAll(one, "\n", "#012") + "\nrecorder alice: " + strings.ReplaceAll(two, "\n", "#012") + "\n",
		"a journal as JSON, a message for each line": eachLine(one+two, func(_ int, line string) string {
			return `{"PRIORITY":"5","MESSAGE":` + quoted(line) + `,"_PID":"12"}`
		}),
		"a container's log": eachLine(one+"\n"+two, func(_ int, line string) string {
			return `{"log":` + quoted(line+"\n") + `,"stream":"stdout"}`
		}),
		"a mail, quoted-printable": "Subject: checkpoints\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + printable(t, one+"\n"+two),
		"a mail in base64":         "Content-Transfer-Encoding: BASE64\r\n\r\n" + inBase64(one+"\n"+two),
		"a mailbox":                "From alice Sat Nov 28 09:13:05 2026\nContent-Transfer-Encoding: base64\n\n" + inBase64(one+"\n"+two),
		"a mail of several parts":  "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inBase64(one) + "\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inBase64("<p>"+one) + "\r\n--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + printable(t, two) + "\r\n--b--\r\n",
		"no mail, but like one":    "x\nContent-Transfer-Encoding: base64\n" + one + "\n" + two,
		"a busy system's log": between(logged(one)+logged(two), func(n int) string {
			return fmt.Sprintf("Nov 28 09:13:%02d recorder sshd[%d]: Accepted publickey for bob from 192.0.2.7 port %d\n", n, 100+n, 50000+n)
		}),
		"two at the same time": zip(logged(one), strings.ReplaceAll(logged(two), "4711", "4712")),
		"a busy journal as JSON": between(eachLine(one+two, func(_ int, line string) string {
			return `{"MESSAGE":` + quoted(line) + `,"_PID":"12","SYSLOG_IDENTIFIER":"alice"}`
		}), func(n int) string {
			return fmt.Sprintf(`{"MESSAGE":"%d","_PID":"13","SYSLOG_IDENTIFIER":"cron"}`, n) + "\n"
		}),
		"the output of another program between": between(one+two, func(int) string { return "still at work\n" }),
		"indented":                              eachLine(one+"\n"+two, func(_ int, line string) string { return "\t" + line }),
	} {
		found, err := proof.ReadNotes(strings.NewReader(file))
		if err != nil || len(found.Damaged) > 0 || len(found.Notes) != 2 {
			t.Errorf("%s: %d notes, damaged: %v, %v\n%s", name, len(found.Notes), found.Damaged, err, file)
			continue
		}
		for i, size := range []int64{5, 7} {
			if checkpoint, err := proof.OpenCheckpoint(found.Notes[i], public); err != nil || checkpoint.Size != size {
				t.Errorf("%s: the checkpoint %d is read back as\n%s%v", name, i+1, found.Notes[i], err)
			}
		}
	}
}

func TestOfADamagedFileOfCheckpointsTheRestIsRead(t *testing.T) {
	one, two, _ := twoNotes(t)
	damage := func(old, new string) string { return strings.Replace(one, old, new, 1) }
	for name, test := range map[string]struct {
		file    string
		damaged []proof.LineRange
	}{
		"a size that is none":        {damage("\n5\n", "\nfive\n") + "\n" + two, []proof.LineRange{{1, 5}}},
		"a root that is none":        {two + "\n" + damage("AAAA=", "AA=") + "\n" + two, []proof.LineRange{{8, 12}}},
		"cut off in its text":        {two + "\n" + one[:strings.Index(one, "\n\n")] + "\n", []proof.LineRange{{8, 10}}},
		"cut off after its origin":   {two + "\n" + one[:10+len("deletecall/")], []proof.LineRange{{8, 8}}},
		"a JSON string of a damaged": {quoted(damage("\n5\n", "\nfive\n")) + "\n" + two, []proof.LineRange{{1, 1}}},
		"nothing at all":             {"something\nelse\n" + two, nil},
	} {
		found, err := proof.ReadNotes(strings.NewReader(test.file))
		if err != nil || !slices.Equal(found.Damaged, test.damaged) {
			t.Errorf("%s: damaged: %v, %v", name, found.Damaged, err)
		}
		if len(found.Notes) == 0 || string(found.Notes[len(found.Notes)-1]) != two {
			t.Errorf("%s: the rest is read as %q", name, found.Notes)
		}
	}
}

func TestMoreThanANoteMayHaveIsNotRead(t *testing.T) {
	for name, file := range map[string]string{
		"one line":         strings.Repeat("\x00", 2<<20),
		"signatures alone": strings.Repeat("— origin c2lnbmF0dXJl\n", 1<<17),
	} {
		if found, err := proof.ReadNotes(strings.NewReader(file)); !errors.Is(err, proof.ErrLongNote) {
			t.Errorf("%s: %d notes, %v", name, len(found.Notes), err)
		}
	}
}
