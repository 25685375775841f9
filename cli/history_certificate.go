package cli

import (
	"context"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/hint"
	"deletecall/history/export"
	"deletecall/history/proof"
	"deletecall/history/store"
)

type certificateOptions struct {
	format string
	out    string
	force  bool
	mask   bool
}

func (p Program) historyCertificateCommand(settings *settings) *cobra.Command {
	var options certificateOptions
	command := &cobra.Command{
		Use:   "certificate NUMBER",
		Short: "Write a page about one deletion for a data subject or a regulator",
		Args:  exactlyOneNumber,
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
	// HTML is the default: the page is complete in itself, and prints on A4.
	command.Flags().StringVar(&options.format, "format", string(export.CertificateFormats()[0]), hint.OneOf(export.CertificateFormats()...))
	outFlags(command, &options.out, &options.force)
	command.Flags().BoolVar(&options.mask, "mask", false, "show only the end of the identifier")
	return command
}

// certificate checks first, records second, and writes last: what was handed to a data subject
// or a regulator can't be taken back, and the history has to know of it even if the program is
// killed right after.
func (p Program) certificate(ctx context.Context, settings *settings, number int64, options certificateOptions) error {
	format, err := choice("format", options.format, export.CertificateFormats())
	if err != nil {
		return err
	}
	return p.withStore(ctx, settings, func(session *app.Session, history store.History) error {
		record, err := session.CheckedRecord(ctx, history, number)
		if err != nil {
			return err
		}
		checkpoint, key, err := session.Provable(ctx, history)
		if err != nil {
			return err
		}
		events, err := history.Leaves(ctx, number)
		if err != nil {
			return err
		}
		for _, event := range events {
			// A later event, such as a settlement, is not covered by an archive's last
			// checkpoint. Leaving it out would certify an older state.
			if event.Seq > checkpoint.Size { // of a copy
				return &proof.NotCoveredError{Seq: event.Seq, Size: checkpoint.Size}
			}
		}
		if err := p.writeDown(ctx, session, history, issued("certificate", number, options.out, p.Now())); err != nil {
			return err
		}
		return p.writeOut(ctx, options.out, options.force, func(w io.Writer) error {
			return export.Certificate(w, record, export.CertificateOptions{
				Format: format, Mask: options.mask, Zone: session.Zone, Issued: p.Now(),
				IssuedBy: session.Operator().Name, Version: Version(),
				Proof: proofOf(checkpoint, key, events),
			})
		})
	})
}

// proofOf is the proof as texts.
func proofOf(checkpoint proof.Checkpoint, key string, events []store.Leaf) export.Proof {
	texts := export.Proof{TreeSize: strconv.FormatInt(checkpoint.Size, 10), RootHash: checkpoint.Root.String(),
		Checkpoint: string(checkpoint.Note), Key: key}
	for _, event := range events {
		texts.Events = append(texts.Events, export.ProvedEvent{Seq: event.Seq, Hash: event.Hash.String()})
	}
	return texts
}
