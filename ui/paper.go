package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/history"
)

// Paper is a kind of file that the history hands over, by the commands' own code.
type Paper struct {
	Title string // what it is, for a person who chooses
	Ends  string // of the file's name, with the dot
	// Of is what it is made of. A certificate is the only one that not every record gets.
	Of PaperSource
}

// PaperSource is what a paper is made of.
type PaperSource string

// The sources.
const (
	OfCertificate PaperSource = "certificate" // one record
	OfProof       PaperSource = "proof"       // one record
	OfRecords     PaperSource = "records"     // all that match a query
)

// Order asks for a paper.
type Order struct {
	Paper  Paper
	Number int64       // of the record, for one
	Query  query.Query // of the records, for all that match
	Order  query.Order // in which these are written
	Path   string      // as it was typed
}

func (o Order) fileName() string {
	if o.Number > 0 {
		return fmt.Sprintf("%s-%d%s", o.Paper.Of, o.Number, o.Paper.Ends)
	}
	return "records" + o.Paper.Ends
}

// Papers hands over what is in the history. Write writes a file that is not there yet, reports
// how far it is, and returns its whole path. What exists is kept: that is an [fs.ErrExist]. Where
// another name would do, the error is a *[FileNameError].
type Papers struct {
	Kinds  []Paper
	Folder string // into which a name without a folder leads
	Write  func(ctx context.Context, order Order, progress func(done, total int64)) (path string, err error)
}

// FileNameError says why there can be no file of the name that was typed.
type FileNameError struct{ Err error }

func (e *FileNameError) Error() string { return e.Err.Error() }
func (e *FileNameError) Unwrap() error { return e.Err }

type (
	// progressMsg says how far the writing is. The channel is that of the writing it is about.
	progressMsg struct {
		from        <-chan progressMsg
		done, total int64
	}
	writtenMsg struct {
		order Order
		path  string
		err   error
	}
)

// choosePaper asks what to write of a record, if there is one, and of the records that are listed.
func (c Console) choosePaper(view history.Write) Console {
	record := view.Record
	d := listDialog{keys: c.keys, title: "Write which file?"}
	for _, paper := range c.options.Papers.Kinds {
		order := Order{Paper: paper, Query: view.Query, Order: view.Order}
		title := paper.Title
		switch {
		case paper.Of == OfRecords:
			title += ": " + view.Matching
		case record == nil || paper.Of == OfCertificate && !record.MayBeCertified():
			continue
		default:
			order.Number = record.Intent.Number
			title += fmt.Sprintf(": record %d", order.Number)
		}
		d.rows, d.answers = append(d.rows, title), append(d.answers, chosenPaper{order})
	}
	if len(d.rows) == 0 {
		c.notice = notice{text: "There is nothing to write.", level: warning}
		return c
	}
	return c.open(d)
}

func (c Console) certify(record deletion.Record) Console {
	if !record.MayBeCertified() {
		c.notice = notice{text: "Only an accepted deletion, or a settled one, has a certificate. A proof shows any record.", level: warning}
		return c
	}
	for _, paper := range c.options.Papers.Kinds {
		if paper.Of == OfCertificate {
			return c.askFile(Order{Paper: paper, Number: record.Intent.Number}, "")
		}
	}
	return c
}

func (c Console) askFile(order Order, hint string) Console {
	if order.Path == "" {
		order.Path = order.fileName()
	}
	return c.open(newFileDialog(c.keys, order, c.options.Papers.Folder, hint))
}

// write writes in a command, and shows how far it is.
func (c Console) write(order Order) (Console, tea.Cmd) {
	ctx, cancel := context.WithCancel(context.Background())
	// With room for one, so that writing never waits for the screen.
	steps := make(chan progressMsg, 1)
	write := c.options.Papers.Write
	c = c.open(writingDialog{keys: c.keys, path: order.Path, cancel: cancel})
	writing := func() tea.Msg {
		defer close(steps)
		defer cancel()
		path, err := write(ctx, order, func(done, total int64) {
			select {
			case steps <- progressMsg{steps, done, total}:
			default: // the former one is not drawn yet
			}
		})
		return writtenMsg{order, path, err}
	}
	return c, tea.Batch(writing, nextStep(steps))
}

// nextStep waits for one step. When the writing ends, it closes the channel, and with it this chain
// of commands.
func nextStep(steps <-chan progressMsg) tea.Cmd {
	return func() tea.Msg {
		step, ok := <-steps
		if !ok {
			return nil
		}
		return step
	}
}

func (c Console) takeProgress(msg progressMsg) (Console, tea.Cmd) {
	if d, ok := c.dialog.(writingDialog); ok {
		d.done, d.total = msg.done, msg.total
		c.dialog = d
	}
	return c, nextStep(msg.from)
}

// takeWritten says what became of the file. An error with a path is about a file that was written
// all the same, which comes first.
func (c Console) takeWritten(msg writtenMsg) (Console, tea.Cmd) {
	if _, ok := c.dialog.(writingDialog); ok {
		c.dialog = nil
	}
	var ofName *FileNameError
	switch {
	// The same order is asked about again, so that a person types another name and nothing else.
	case errors.Is(msg.err, fs.ErrExist):
		return c.askFile(msg.order, "A file with this name exists, and was kept. Choose another name."), nil
	case errors.As(msg.err, &ofName):
		return c.askFile(msg.order, hint.Sentences(ofName.Error())), nil
	case errors.Is(msg.err, context.Canceled):
		c.notice = notice{text: "Cancelled. No file was written.", level: warning}
	case msg.err != nil && msg.path != "":
		c.notice = notice{text: "Written: " + safetext.Line(msg.path) + ". " + hint.Sentences(msg.err.Error()), level: danger, stays: true}
	case errors.As(msg.err, new(*fs.PathError)):
		// Another name may do, and a key for it must not act on the screen below.
		return c.askFile(msg.order, "No file was written. "+hint.Sentences(msg.err.Error())), nil
	case msg.err != nil:
		c.notice = failure(msg.err, "No file was written.")
	default:
		c.notice = notice{text: "Written: " + safetext.Line(msg.path), stays: true}
	}
	return c, nil
}
