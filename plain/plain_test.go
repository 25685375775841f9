package plain_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/plain"
	"deletecall/ui/uitest"
)

// history is uitest's, some of whose records do not match the hash tree.
type history struct {
	*uitest.History
	changed []int64
}

func (h history) Changed(context.Context, []deletion.Record) ([]int64, error) { return h.changed, nil }

// desk is a session on lines over a history and a sender.
type desk struct {
	history history
	sender  *uitest.Sender
	servers []deletion.Server
	notice  string
	issued  string
	filters map[string]string
	lookUps *uitest.LookUps // nil where calls can't be looked up
}

func newDesk(records []deletion.Record) *desk {
	return &desk{history: history{History: uitest.NewHistory(records)}, sender: uitest.NewSender(), servers: uitest.Servers()}
}

func (d *desk) run(ctx context.Context, in *os.File, out *os.File, terminal bool) error {
	lines, err := plain.NewLines(ctx, in)
	if err != nil {
		return err
	}
	defer lines.Close()
	return plain.Run(ctx, plain.Options{
		Workflow: uitest.NewLookingWorkflow(d.history.History, d.sender, d.servers, d.lookUps), History: d.history,
		Keys: keymap.Default(), Zone: time.UTC, Now: time.Now, Notice: d.notice, Filters: d.filters, Configuration: "/home/alice/config.toml",
		Certificate: func(_ context.Context, _ int64, path string) error { d.issued = path; return nil },
		In:          lines, Out: out, MayConfirm: terminal, Width: 80,
	})
}

// piped runs a session whose input is a pipe, and returns all that it says.
func (d *desk) piped(t *testing.T, input string) (said string, err error) {
	t.Helper()
	in, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	go func() { _, _ = writer.WriteString(input); _ = writer.Close() }()
	out, outWriter, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	read := make(chan struct{})
	go func() { defer close(read); _, _ = all.ReadFrom(out); _ = out.Close() }()
	err = d.run(context.Background(), in, outWriter, false)
	_ = outWriter.Close()
	<-read
	return all.String(), err
}

// patience ends what hangs; it measures nothing.
const patience = 5 * time.Minute

// typist sits at a pseudo-terminal.
type typist struct {
	t     *testing.T
	file  *os.File
	mu    sync.Mutex
	shown []byte
	more  chan struct{}
	seen  int // up to where the last prompt was
	ended chan error
	hangs sync.Once
}

// sit begins a session at a pseudo-terminal of its own.
func (d *desk) sit(t *testing.T, prepare func(terminal *os.File)) (_ *typist, stop context.CancelFunc) {
	t.Helper()
	keyboard, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		prepare(terminal)
	}
	// Only what does not block can be closed while it is read, as a lost line is.
	descriptor, err := unix.Dup(int(keyboard.Fd()))
	if err == nil {
		err = unix.SetNonblock(descriptor, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = keyboard.Close()
	p := &typist{t: t, file: os.NewFile(uintptr(descriptor), "keyboard"), more: make(chan struct{}, 1), ended: make(chan error, 1)}
	go p.read()
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		err := d.run(ctx, terminal, terminal, true)
		_ = terminal.Close()
		p.ended <- err
	}()
	t.Cleanup(func() { stop(); p.hangUp() })
	return p, stop
}

func (p *typist) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := p.file.Read(buffer)
		p.mu.Lock()
		p.shown = append(p.shown, buffer[:n]...)
		p.mu.Unlock()
		select {
		case p.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (p *typist) hangUp() { p.hangs.Do(func() { _ = p.file.Close() }) }

func (p *typist) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.shown)
}

// sees waits for a text after the last one that was waited for.
func (p *typist) sees(text string) {
	p.t.Helper()
	late := time.After(patience)
	for {
		all := p.all()
		if at := strings.Index(all[p.seen:], text); at >= 0 {
			p.seen += at + len(text)
			return
		}
		select {
		case <-p.more:
		case <-late:
			p.t.Fatalf("%q is not shown:\n%s", text, all)
		}
	}
}

func (p *typist) types(keys string) {
	if _, err := p.file.WriteString(keys); err != nil {
		p.t.Errorf("typing %q: %v", keys, err)
	}
}

// ends waits for the end of the session.
func (p *typist) ends() error {
	p.t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(patience):
		p.t.Fatalf("it has not ended:\n%s", p.all())
		return nil
	}
}

// step is a question and what is answered.
type step struct{ question, answer string }

// deleting are all questions up to the confirmation, on a server that wants a reason and the
// end of the identifier.
func deleting() []step {
	return []step{
		{"deletecall> ", "server production"}, {"deletecall> ", "delete"}, {"enter for 1: ", "extension"}, {"such as 8856: ", "8856"},
		{"enter for 1: ", "1"}, {"requires: ", "GDPR-2211"}, {"cancels: ", "8856"},
	}
}

func TestOnLinesAConversationIsDeleted(t *testing.T) {
	d := newDesk(nil)
	d.sender.AnswerEverything()
	p, _ := d.sit(t, nil)
	for _, step := range deleting() {
		p.sees(step.question)
		p.types(step.answer + "\r")
	}
	for _, text := range []string{"Sending the request; the outcome comes within", "Deleted.", "Outcome: accepted", "deletecall> "} {
		p.sees(text)
	}
	p.types("quit\r")
	if err := p.ends(); err != nil {
		t.Error(err)
	}
	sent := d.sender.Sent()
	if len(sent) != 1 || sent[0].Selector.Identifier() != "8856" || sent[0].Selector.Status() != deletion.Last ||
		sent[0].Server.Name != "production" || sent[0].Reason != "GDPR-2211" {
		t.Errorf("sent: %+v", sent)
	}
	if strings.ContainsAny(p.all(), "\x1b\b") {
		t.Errorf("it moves the cursor: %q", p.all())
	}
}

// The end of input, a lost line and ctrl+c at every position of a deletion send nothing, with
// a part of the answer typed or none.
func TestTheEndOfInputNeverMeansYes(t *testing.T) {
	steps := deleting()
	for i, last := range steps {
		for _, typed := range []string{"", last.answer[:len(last.answer)-1], last.answer} {
			for name, end := range map[string]func(*typist, context.CancelFunc){
				"the end of input":    func(p *typist, _ context.CancelFunc) { p.types("\x04\x04") }, // the first hands over a line that was begun
				"a lost line":         func(p *typist, _ context.CancelFunc) { p.hangUp() },
				"a signal, as ctrl+c": func(_ *typist, stop context.CancelFunc) { stop() },
			} {
				t.Run(strings.TrimSpace(last.question)+" "+typed+" "+name, func(t *testing.T) {
					t.Parallel()
					d := newDesk(nil)
					d.sender.AnswerEverything()
					p, stop := d.sit(t, nil)
					for _, step := range steps[:i] {
						p.sees(step.question)
						p.types(step.answer + "\r")
					}
					p.sees(last.question)
					p.types(typed)
					if typed != "" {
						p.sees(typed) // the echo: the terminal has it
					}
					end(p, stop)
					err := p.ends()
					var cancelled *plain.CancelledError
					asking := i >= 2 // before that it is the menu
					switch {
					case strings.HasPrefix(name, "a signal"):
						if !errors.Is(err, context.Canceled) {
							t.Errorf("it ended with %v", err)
						}
					case errors.As(err, &cancelled) != asking || !asking && err != nil:
						t.Errorf("it ended with %v", err)
					}
					if len(d.sender.Sent()) != 0 || len(d.history.Records()) != 0 {
						t.Errorf("%d were sent, %d recorded:\n%s", len(d.sender.Sent()), len(d.history.Records()), p.all())
					}
				})
			}
		}
	}
}

func TestOtherAnswersCancelADeletion(t *testing.T) {
	for _, answer := range []string{"", ".", "y", "yes", "885", "88566", "8856 8856", strings.Repeat("8856 ", 700)} {
		d := newDesk(nil)
		d.sender.AnswerEverything()
		p, _ := d.sit(t, nil)
		steps := deleting()
		for _, step := range steps[:len(steps)-1] {
			p.sees(step.question)
			p.types(step.answer + "\r")
		}
		p.sees("cancels: ")
		p.types(answer + "\r")
		p.sees("Cancelled; nothing was sent.")
		p.sees("deletecall> ")
		p.types("quit\r")
		if err := p.ends(); err != nil || len(d.sender.Sent()) != 0 {
			t.Errorf("after %.20q: %v, %d were sent", answer, err, len(d.sender.Sent()))
		}
	}
}

// A dot takes a question back, and what is wrong with an answer is said before it is asked
// for again.
func TestAQuestionIsTakenBackOrAskedAgain(t *testing.T) {
	d := newDesk(nil)
	p, _ := d.sit(t, nil)
	for _, step := range []step{
		{"deletecall> ", "server production"},
		{"deletecall> ", "delete"}, {"enter for 1: ", "9"}, {"Answer with a number", "extention"}, {"Did you mean Extension?", ""}, {"such as 8856: ", ""},
		{"Enter the extension", "8856"}, {"enter for 1: ", "lst"}, {"Did you mean last?", "Last, Ongoing"}, {"requires: ", ""}, {"Give a reason", "."},
		{"Cancelled; nothing was sent.", ""}, {"deletecall> ", "unsettled"}, {"filter unsettled lists the records", ""}, {"deletecall> ", "qiut"}, {"Did you mean quit?", "quit"},
	} {
		p.sees(step.question)
		p.types(step.answer + "\r")
	}
	if err := p.ends(); err != nil || len(d.history.Records()) != 0 {
		t.Errorf("%v, %d records", err, len(d.history.Records()))
	}
}

// A session that is ended meanwhile leaves
// the outcome to the workflow.
func TestASessionThatEndsWhileARequestIsInProgressSaysSo(t *testing.T) {
	d, sent := newDesk(nil), make(chan struct{})
	d.sender.Wait()
	d.sender.Sending = func(deletion.Request) { close(sent) }
	p, stop := d.sit(t, nil)
	for _, step := range deleting() {
		p.sees(step.question)
		p.types(step.answer + "\r")
	}
	p.sees("Sending the request")
	stop()
	if err := p.ends(); !errors.Is(err, plain.ErrInProgress) {
		t.Errorf("it ended with %v", err)
	}
	<-sent
	if !d.sender.Answer(uitest.Accepted()) {
		t.Error("no request is in progress")
	}
}

// The second line of a list would answer the next question.
func TestAPastedListAnswersNothing(t *testing.T) {
	d := newDesk(nil)
	d.sender.AnswerEverything()
	p, _ := d.sit(t, nil)
	for _, step := range []step{
		{"deletecall> ", "8851\r8852"}, {"delete asks for an identifier", ""}, {"deletecall> ", ""}, {"deletecall> ", "delete"}, {"enter for 1: ", "2"},
		{"81592339fb: ", "a1\rb2\rc3"}, {"Several lines came at once, and none was taken.", ""},
	} {
		p.sees(step.question)
		if step.answer != "" {
			p.types(step.answer + "\r")
		}
	}
	p.sees("81592339fb: ")
	p.types("a1\r")
	p.sees("in the history: ")
	p.types("\x04")
	var cancelled *plain.CancelledError
	if err := p.ends(); !errors.As(err, &cancelled) || len(d.sender.Sent()) != 0 {
		t.Errorf("%v, %d were sent", err, len(d.sender.Sent()))
	}
}
