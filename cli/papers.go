package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/certificate"
	"deletecall/history/export"
	"deletecall/history/store"
	"deletecall/privatefile"
	"deletecall/ui"
)

// papers lets the console hand over what is in the history, by the code of the commands: what is
// checked, recorded and refused is the same. end gives up what is being written, and waits for
// its end.
func (p Program) papers(ctx context.Context, session *app.Session) (papers ui.Papers, end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var writing sync.WaitGroup
	papers.Kinds = paperKinds()
	papers.Folder, _ = os.Getwd() // without it none is named
	papers.Write = func(wanted context.Context, order ui.Order, progress func(done, total int64)) (string, error) {
		writing.Add(1)
		defer writing.Done()
		wanted, give := context.WithCancel(wanted)
		defer give()
		// Two can end it: the person who gives it up, and the console that ends.
		defer context.AfterFunc(ctx, give)()
		return p.writePaper(wanted, session, order, progress)
	}
	return papers, func() { cancel(); writing.Wait() }
}

// paperKinds are the papers in the order in which a person is offered them.
func paperKinds() []ui.Paper {
	kinds := []ui.Paper{
		{Title: "Certificate, a page to print (HTML)", Ends: ".html", Of: ui.OfCertificate},
		{Title: "Certificate, plain text", Ends: ".txt", Of: ui.OfCertificate},
		{Title: "Proof (JSON)", Ends: ".json", Of: ui.OfProof},
	}
	for _, format := range export.Formats() {
		kinds = append(kinds, ui.Paper{Title: "Export as " + format.Name(), Ends: "." + string(format), Of: ui.OfRecords})
	}
	return kinds
}

// writePaper writes one paper. The history is opened for it, as for a command. A path that is
// returned with an error is that of a file that was written all the same.
func (p Program) writePaper(ctx context.Context, session *app.Session, order ui.Order, progress func(done, total int64)) (string, error) {
	path, err := p.expandPath("the file", order.Path)
	if err != nil {
		return "", err
	}
	// Before anything is recorded of a paper that nobody gets.
	if err := export.CheckTarget(path, false); err != nil {
		return "", &ui.FileNameError{Err: err}
	}
	var said bytes.Buffer
	p.Err, p.onScreen = &said, true
	session = session.WithWarn(func(problem error) { p.say("warning: %s", problem) })
	err = p.withConfigured(ctx, &settings{}, session, func(session *app.Session, opened store.History) error {
		said.Reset() // how the history is, the console says above each screen
		switch order.Paper.Of {
		case ui.OfCertificate:
			return p.issueCertificate(ctx, session, opened, order.Number, certificate.FormatOf(path), certificateOptions{out: path})
		case ui.OfProof:
			return p.prove(ctx, session, opened, order.Number, []string{history.RawAnswer}, path, false)
		}
		return p.exportView(ctx, session, opened, order, path, progress)
	})
	if text := strings.TrimSpace(said.String()); text != "" {
		err = errors.Join(err, errors.New(text))
	}
	// The disk is asked: an error can come after the file has its name, and its owner has to know
	// of the file.
	if _, missing := privatefile.Examine(path); missing != nil {
		return "", err
	}
	return exportTarget(path), err
}

func (p Program) exportView(ctx context.Context, session *app.Session, opened store.History, order ui.Order, path string, progress func(done, total int64)) error {
	format, err := export.ParseFormat(strings.TrimPrefix(order.Paper.Ends, "."))
	if err != nil {
		return err
	}
	about, err := p.aboutExport(ctx, session, opened, order.Query)
	if err != nil {
		return err
	}
	work := exporting{program: p, store: opened, session: session, about: about, format: format, options: exportOptions{out: path}, order: order.Order,
		distrust: session.CheckTree(ctx, opened, app.MayBeOlder(opened)), progress: progress}
	_, changed, err := work.write(ctx, order.Query)
	if err == nil {
		err = unread(ctx, opened)
	}
	if len(changed) > 0 {
		err = errors.Join(&changedRecordsError{changed}, err)
	}
	return errors.Join(work.distrust, err)
}
