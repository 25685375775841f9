package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"

	"deletecall/history/export"
)

// The secrets of a server that repeats them all.
const (
	loginPassword = "c0rrect-horse-battery"
	givenToken    = "5ca1ab1e-dead-4bad-c0de-ba5eba11f00d"
)

// repeated are the forms in which a server says a secret.
var repeated = map[string]func(string) string{
	"plain":    func(s string) string { return s },
	"upper":    strings.ToUpper,
	"percent":  func(s string) string { return everyByte(s, "%%%02x") },
	"twice":    func(s string) string { return url.QueryEscape(everyByte(s, "%%%02X")) },
	"broken":   func(s string) string { return strings.ReplaceAll(everyByte(s, "%%%02x"), "%", "%\r\n") },
	"decimal":  func(s string) string { return everyByte(s, "&#%05d;") },
	"CDATA":    func(s string) string { return "<![CDATA[" + s[:7] + "]]><![CDATA[" + s[7:] + "]]>" },
	"comment":  func(s string) string { return s[:7] + "<!-- > -->" + s[7:] },
	"tag":      func(s string) string { return s[:7] + "<b/>" + s[7:] },
	"JSON":     func(s string) string { return everyByte(s, `\u%04x`) },
	"base64":   func(s string) string { return base64.StdEncoding.EncodeToString([]byte("alice:" + s)) },
	"hex":      func(s string) string { return hex.EncodeToString([]byte(s)) },
	"in lines": func(s string) string { return s[:7] + "\n" + s[7:] },
}

func everyByte(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

// inUTF16 is what the whole answer is in, now and then.
func inUTF16(s string) string {
	b := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// readable are the ways to read bytes in which a secret may hide.
func readable(content []byte) []string {
	bare := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, string(content))
	texts := []string{string(content), bare}
	marks := strings.NewReplacer("<![CDATA[", "", "]]>", "", "<b/>", "", "<!-->-->", "")
	texts = append(texts, html.UnescapeString(marks.Replace(bare)))
	for range 2 {
		if decoded, err := url.PathUnescape(onlyEscapes(texts[len(texts)-1])); err == nil {
			texts = append(texts, decoded)
		}
	}
	return texts
}

// onlyEscapes makes a percent sign that begins no escape harmless.
func onlyEscapes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '%' && (i+2 >= len(s) || !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i+1])) || !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i+2]))) {
			b.WriteString("%25")
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// wantNoSecret looks for the secrets in every form in which this file writes them.
func wantNoSecret(t *testing.T, where string, content []byte) {
	t.Helper()
	for _, text := range readable(content) {
		text = strings.ToLower(text)
		for _, s := range []string{apiKey, loginPassword, givenToken} {
			core := base64.StdEncoding.EncodeToString([]byte("alice:" + s))[8:20]
			for _, form := range []string{s, hex.EncodeToString([]byte(s)), strings.ToLower(core), everyByte(s, `\u%04x`), everyByte(s, "%%%02x")} {
				if at := strings.Index(text, form); at >= 0 {
					t.Errorf("%s holds %q: %q", where, s, text[max(0, at-40):min(len(text), at+len(form)+20)])
					return
				}
			}
		}
	}
}

// repeatingServer logs everybody in and says all secrets in one form.
func repeatingServer(t *testing.T, say func(string) string, code int, whole func(string) string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("action") == "RequestToken" {
			fmt.Fprintf(w, `<VerbaApi><Response code="0" type="RequestToken" token="%s"/></VerbaApi>`, givenToken)
			return
		}
		if r.FormValue("apiKey") != apiKey || r.FormValue("token") != givenToken {
			t.Errorf("the request lacks its secrets: %v", r.Form)
		}
		_, _ = io.WriteString(w, whole(fmt.Sprintf(`<VerbaApi><Response code="%d" type="DeleteCall"><ErrorMessage>refused: (%s) (%s) (%s) end</ErrorMessage></Response></VerbaApi>`,
			code, say(apiKey), say(givenToken), say(loginPassword))))
	}))
	t.Cleanup(server.Close)
	return server
}

func TestNoSecretThatAServerRepeatsIsKeptOrShownAnywhere(t *testing.T) {
	as := map[string]func(string) string{"as it is": func(s string) string { return s }, "in UTF-16": inUTF16, "cut off": func(s string) string { return s[:len(s)-20] }}
	for form, say := range repeated {
		for way, whole := range as {
			if way != "as it is" && form != "plain" && form != "percent" && form != "CDATA" {
				continue
			}
			t.Run(form+" "+way, func(t *testing.T) {
				t.Parallel()
				home, server := t.TempDir(), repeatingServer(t, say, -1, whole)
				environ := []string{"DELETECALL_URL=" + server.URL, "DELETECALL_API_KEY=" + apiKey, "DELETECALL_USER=alice", "DELETECALL_PASSWORD=" + loginPassword, "GODEBUG=http2debug=2"}
				writeConfig(t, home, "[log]\nlevel = \"debug\"\nformat = \"json\"\nfile = \""+filepath.Join(home, "log.json")+"\"\n")
				search := func(out, err []byte, args []string) {
					wantNoSecret(t, fmt.Sprintf("the output of %q", args), out)
					wantNoSecret(t, fmt.Sprintf("the error output of %q", args), err)
				}
				run := func(args ...string) {
					out, err := outputs(t, home, environ, args...)
					search(out, err, args)
				}
				read := func(args ...string) {
					_, out, err := inThisProcess(t, home, environ, args...)
					search(out, err, args)
				}
				run("send", "--call-id", "a", "--yes", "--json")
				run("send", "--call-id", "b", "--yes", "--method", "GET")
				read("history", "list", "--json")
				read("history", "show", "1")
				read("history", "show", "1", "--json")
				read("history", "prove", "1", "--with-answers", "--out", filepath.Join(home, "proof"))
				read("history", "certificate", "1", "--out", filepath.Join(home, "certificate.html"))
				read("history", "backup", filepath.Join(home, "backup.db"))
				run("doctor", "--json")
				for _, format := range export.Formats() {
					read("history", "export", "--format", string(format), "--out", filepath.Join(home, "export."+string(format)))
				}
				wantNoSecretInFiles(t, home, 15)
			})
		}
	}
}

// wantNoSecretInFiles looks into every file below a folder, and into archives, and
// wants at least so many.
func wantNoSecretInFiles(t *testing.T, folder string, atLeast int) {
	t.Helper()
	count := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		count++
		wantNoSecret(t, path, content)
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return nil // not one
		}
		for _, file := range archive.File {
			opened, err := file.Open()
			if err != nil {
				return err
			}
			inside, err := io.ReadAll(opened)
			if err != nil {
				return err
			}
			wantNoSecret(t, path+" "+file.Name, inside)
		}
		return nil
	})
	if err != nil || count < atLeast {
		t.Errorf("%d files were looked into, want %d: %v", count, atLeast, err)
	}
}

// A stack trace of every goroutine, while the key is in a request, does not hold it;
// and neither do the files of that moment, the -wal among them.
func TestNoSecretIsInACrashNorInTheFilesOfThatMoment(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	environ := append(server.environ(), "CRASH=a panic in a goroutine", "DELETECALL_TOKEN="+givenToken)
	p := start(t, command(t, home, environ, "send", "--call-id", "1", "--yes", "--method", "GET"))
	server.waitForRequest(t)
	wantNoSecretInFiles(t, home, 4)
	if err := p.Process.Signal(syscall.SIGUSR2); err != nil {
		t.Fatal(err)
	}
	p.exitCode(t)
	trace := p.err.Bytes()
	if !bytes.Contains(trace, []byte("goroutine ")) || !bytes.Contains(trace, []byte("apiclient")) {
		t.Fatalf("there is no stack trace: %s", trace)
	}
	wantNoSecret(t, "the stack trace", trace)
	if status, ok := p.ProcessState.Sys().(syscall.WaitStatus); ok && status.CoreDump() {
		t.Error("a core dump was written")
	}
	wantNoSecretInFiles(t, home, 4)
}
