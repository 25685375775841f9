package cli

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"deletecall/deletion"
	"deletecall/history/certificate"
	"deletecall/history/proof"
)

// historyCheckProofCommand needs no configuration: whoever was handed a proof checks it on a
// machine that has never seen the history. That is also why the key must be given; the one in
// the file proves only that the file agrees with itself.
func (p Program) historyCheckProofCommand() *cobra.Command {
	var key string
	var witnesses witnessPolicy
	var asJSON bool
	command := &cobra.Command{
		Use:   "check-proof FILE --key PUBLIC",
		Short: "Check a proof or a certificate of one deletion offline, without the history",
		Long:  `check-proof takes what prove and certificate write, HTML or text. Of a certificate it also finds every word that was changed.`,
		RunE: func(command *cobra.Command, args []string) error {
			if err := refuseFlags(command, "on check-proof, which reads no history", "history"); err != nil {
				return err
			}
			if len(args) != 1 || key == "" {
				return &usageError{"check-proof needs the FILE of a proof or a certificate (- for standard input) and --key, the public key of the history, from somewhere other than the file"}
			}
			path, err := p.expandPath("FILE", args[0])
			if err != nil {
				return err
			}
			return p.checkProof(path, key, witnesses, asJSON)
		},
	}
	command.Flags().StringVar(&key, "key", "", "the history's public `KEY`, or a file with it")
	witnesses.flags(command)
	command.Flags().BoolVar(&asJSON, "json", false, "print the record as JSON")
	return command
}

func (p Program) checkProof(path, key string, witnesses witnessPolicy, asJSON bool) error {
	// Bounded, since the file comes from somebody else.
	content, err := p.readNamed(path, proof.MaxFile)
	if err != nil {
		return &usageError{"the proof can't be read: " + err.Error()}
	}
	if key, err = publicKey(key); err != nil {
		return err
	}
	// No witnesses of this machine's configuration: the result must not depend on where it is
	// checked.
	policy, err := witnesses.policy(proof.Policy{})
	if err != nil {
		return err
	}
	checked, err := checkEvidence(content, key)
	var outside proof.Outside
	if err == nil {
		outside, err = checked.Outside(policy)
	}
	if err != nil {
		p.say("%s", err)
		return &verificationError{1}
	}
	if outside.Finding != "" {
		p.say("nothing is proved: %s", outside.Finding)
		return &verificationError{1}
	}
	if asJSON {
		return json.NewEncoder(p.Out).Encode(checked.Record)
	}
	if checked.Title != "" {
		p.say("%s, serial number %s: signed with this key, and unchanged", checked.Title, checked.Serial)
	}
	p.good("proved: these events were in the history %s when checkpoint %s was signed", checked.Checkpoint.Origin, checked.Checkpoint.Short())
	for _, source := range outside.Sources {
		p.say("%s", source)
	}
	if outside.Covered == 0 {
		p.say("no witness vouches for it: whoever owns the account with the signing key could have made it")
	}
	if checked.Record.Outcome.Kind == deletion.Pending || checked.Record.Unsettled() {
		p.say("what came of it later is not in the file\nAsk for a newer one")
	}
	// In UTC: two people who check one proof read the same times.
	if err := writeRecord(p.Out, checked.Record, time.UTC); err != nil || len(checked.Stated) == 0 {
		return err
	}
	// Below a heading of its own: the words of the issuer must not look like what the proof shows.
	fmt.Fprintln(p.Out, "\nStated by the issuer of the certificate, and not proved")
	table := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, fact := range checked.Stated {
		fmt.Fprintf(table, "%s\t%s\n", fact.Name, fact.Value)
	}
	return table.Flush()
}

// checkEvidence checks a proof file, or a certificate with the proof in it. Of a proof alone
// it has no title.
func checkEvidence(content []byte, key string) (checked certificate.Checked, err error) {
	if certificate.Is(content) {
		return certificate.Check(content, key)
	}
	checked.Proved, err = proof.CheckProof(content, key)
	return checked, err
}
