package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/history/proof"
	"deletecall/safetext"
)

// witnessPolicy are the flags that say whose cosignatures count.
type witnessPolicy struct {
	keys   []string
	quorum int
}

func (w *witnessPolicy) flags(command *cobra.Command) {
	command.Flags().StringArrayVar(&w.keys, "witness", nil, "public `KEY` of a witness whose cosignature counts, or a file with one on each line; may be repeated (default: the configured ones)")
	command.Flags().IntVar(&w.quorum, "quorum", 0, "fail unless `N` of the witnesses cosigned")
}

func (w *witnessPolicy) policy(configured proof.Policy) (proof.Policy, error) {
	policy := configured
	// Keys that are given replace the configured ones: whoever controls the configuration
	// could otherwise add a witness of their own to the quorum.
	if len(w.keys) > 0 {
		policy.Witnesses = nil
	}
	for _, given := range w.keys {
		err := eachKey("--witness", given, func(line string) error {
			witness, err := proof.ParseWitness(line)
			if err == nil {
				policy.Add(witness)
			}
			return err
		})
		if err != nil {
			return policy, err
		}
	}
	// Without --quorum missing cosignatures are reported, and only with it do they fail the
	// command.
	policy.Quorum, policy.Demanded = w.quorum, w.quorum > 0
	if w.quorum < 0 || w.quorum > len(policy.Witnesses) {
		return policy, &usageError{fmt.Sprintf("--quorum %d can't be reached: %s known\nGive their public keys with --witness, or in the configuration",
			w.quorum, safetext.Count(len(policy.Witnesses), "witness is", "witnesses are"))}
	}
	return policy, nil
}
