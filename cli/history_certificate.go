package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/certificate"
	"deletecall/history/store"
	"deletecall/safetext"
)

// certificateOptions are the flags. Ground, decider and verifier come from the configuration where
// a flag is left out.
type certificateOptions struct {
	format      string
	out         string
	force       bool
	mask        bool
	disclose    []string
	ground      string
	request     string
	requestDate string
	decidedBy   string
	verifiedBy  string
}

func (p Program) historyCertificateCommand(settings *settings) *cobra.Command {
	var options certificateOptions
	command := &cobra.Command{
		Use:   "certificate NUMBER",
		Short: "Write a signed page about one deletion for a data subject or a regulator",
		Long: `certificate writes one page about a deletion that the server accepted: what was deleted, when, on which ground, and what the
evidence is. The page is signed with the key of the history and has the proof with it: whoever has the public key checks the file
with check-proof. An unknown outcome that was settled gets a statement of its own. What was refused or not sent gets none.

The page does not name the operator unless --disclose says so. Issuing is recorded in the history, with the serial number.`,
		Args: exactlyOneNumber,
		RunE: func(command *cobra.Command, args []string) error {
			number, err := recordNumber(args[0])
			if err != nil {
				return err
			}
			if err := checkForce(command, options.out); err != nil {
				return err
			}
			return p.certificate(command.Context(), settings, number, options)
		},
	}
	flags := command.Flags()
	// HTML is the default: the page is complete in itself, and prints on A4.
	flags.StringVar(&options.format, "format", string(certificate.Formats()[0]), hint.OneOf(certificate.Formats()...))
	outFlags(command, &options.out, &options.force)
	flags.BoolVar(&options.mask, "mask", false, "show only the end of the identifier, in the proof too")
	flags.StringSliceVar(&options.disclose, "disclose", nil, "show `FIELDS` of the operator: "+strings.Join(certificate.Disclosable(), ", "))
	flags.StringVar(&options.ground, "ground", "", "the legal `GROUND`: a letter of Art. 17(1) GDPR, such as 17(1)(b), or a text")
	flags.StringVar(&options.request, "request", "", "the `REFERENCE` of the data subject's request")
	flags.StringVar(&options.requestDate, "request-date", "", "the `DATE` of the request, such as 2026-11-20; needs --request")
	flags.StringVar(&options.decidedBy, "decided-by", "", "who decided on the deletion, a `NAME` or a role")
	flags.StringVar(&options.verifiedBy, "verified-by", "", "who verified the deletion, a `NAME` or a role")
	return command
}

// certificate checks first, records second, and writes last: what was handed to a data subject
// or a regulator can't be taken back, and the history has to know of it even if the program is
// killed right after.
func (p Program) certificate(ctx context.Context, settings *settings, number int64, options certificateOptions) error {
	format, err := choice("format", options.format, certificate.Formats())
	if err != nil {
		return err
	}
	if err := p.checkRequest(options); err != nil {
		return err
	}
	for _, name := range options.disclose {
		if !slices.Contains(certificate.Disclosable(), name) {
			return &usageError{fmt.Sprintf("invalid --disclose %q\n%s", safetext.Bounded(name, mostOfAnArgument), hint.Choose(name, certificate.Disclosable()...))}
		}
	}
	return p.withStore(ctx, settings, func(session *app.Session, history store.History) error {
		return p.issueCertificate(ctx, session, history, number, format, options)
	})
}

// issueCertificate records the certificate before anybody has it: what is given away must be in the log,
// even if the file then can't be written.
func (p Program) issueCertificate(ctx context.Context, session *app.Session, opened store.History, number int64, format certificate.Format, options certificateOptions) error {
	if err := checkOut(options.out, options.force); err != nil {
		return err
	}
	record, err := session.CheckedRecord(ctx, opened, number)
	if err != nil {
		return err
	}
	issue := p.issueOf(session, record, options)
	issue.Format = format
	file, err := p.newCertificate(ctx, session, opened, record, issue)
	if err != nil {
		return err
	}
	act := issued(history.CertificateAct, number, options.out, p.Now())
	// By this number somebody who has only the page finds the entry in the log.
	act.Detail = "serial number " + issue.Serial
	if err := p.writeDown(ctx, session, opened, act); err != nil {
		return err
	}
	return p.putOut(ctx, options.out, options.force, file)
}

// newCertificate proves the record as the history is now, so that the certificate can be checked without it.
func (p Program) newCertificate(ctx context.Context, session *app.Session, history store.History, record deletion.Record, issue certificate.Issue) ([]byte, error) {
	checkpoint, signer, err := session.Provable(ctx, history)
	if err != nil {
		return nil, err
	}
	// A later event, such as a settlement, is not covered by an archive's last checkpoint:
	// Prove refuses it. Leaving it out would certify an older state.
	proved, err := history.Prove(ctx, record.Intent.Number, checkpoint.Note, issue.Withheld(&record), signer)
	if err != nil {
		return nil, err
	}
	key, err := session.CertificateKey(history)
	if err != nil {
		return nil, err
	}
	file, err := certificate.New(record, issue, key, proved)
	if long, ok := errors.AsType[*certificate.TooLongError](err); ok {
		err = &usageError{long.Error()}
	}
	return file, err
}

// issueOf is what the certificate says besides the record: from the flags, or else from the
// configuration.
func (p Program) issueOf(session *app.Session, record deletion.Record, options certificateOptions) certificate.Issue {
	configured := session.Certificate
	issue := certificate.Issue{
		Mask: options.mask, Disclose: options.disclose, Zone: session.Zone,
		Serial: certificate.NewSerial(record.Intent.Number), Issued: p.Now(),
		Controller: configured.Controller, Contact: configured.Contact,
		DecidedBy: cmp.Or(options.decidedBy, configured.DecidedBy), VerifiedBy: cmp.Or(options.verifiedBy, configured.VerifiedBy),
		Ground:  certificate.Ground(cmp.Or(options.ground, configured.Ground)),
		Request: options.request, RequestDate: options.requestDate,
	}
	// By the recorded name: a server that is no longer configured has nothing to say here.
	for _, server := range session.Servers {
		if server.Name == record.Intent.Server {
			issue.NotCovered = server.NotCovered
		}
	}
	return issue
}

// checkRequest reads the date of the request, since nothing of the page can be corrected once
// it has been handed over.
func (p Program) checkRequest(options certificateOptions) error {
	if options.requestDate == "" {
		return nil
	}
	if options.request == "" {
		return &usageError{"--request-date needs --request\nName the request whose date it is."}
	}
	date, err := time.Parse(time.DateOnly, options.requestDate)
	if err != nil {
		return &usageError{"invalid --request-date\nWrite it as year-month-day, such as 2026-11-20."}
	}
	// With a day of tolerance: the date names no zone, and somewhere it is tomorrow already.
	if date.After(p.Now().Add(24 * time.Hour)) {
		return &usageError{"--request-date is in the future\nWrite the day on which the request was made."}
	}
	return nil
}
