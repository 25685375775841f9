package carry

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"deletecall/history/proof"
	"deletecall/history/witness"
	"deletecall/privatefile"
)

// cosignedBy asks a witness, and keeps the cosigned checkpoint next to what is remembered
// of the witness.
func cosignedBy(asked witness.Client) func(context.Context, delivery) error {
	return func(ctx context.Context, d delivery) error {
		cosigned, err := asked.Cosign(ctx, d.Checkpoint, d.taken, d.history.ProveContinues)
		if err != nil {
			return err
		}
		return privatefile.WriteBytes(cosignedPath(d.state), privatefile.Replace, cosigned)
	}
}

func cosignedPath(state string) string { return state + ".cosigned" }

// maxCosigned bounds a cosigned checkpoint, in bytes.
const maxCosigned = 1 << 20

// Cosigned returns the newest checkpoint that each witness cosigned, as far as they can be
// read. Nothing of it was checked.
func (c Carrier) Cosigned() (found []proof.NamedCheckpoint, err error) {
	for _, to := range c.Places.sinks() {
		if to.kind != "witness" {
			continue
		}
		signed, readErr := privatefile.Read(cosignedPath(c.stateOf(to)), maxCosigned)
		switch {
		case readErr == nil:
			found = append(found, proof.NamedCheckpoint{Name: to.name, Note: signed, Local: true})
		case !errors.Is(readErr, fs.ErrNotExist):
			err = errors.Join(err, readErr)
		}
	}
	return found, err
}

// Forget makes every place a new one: for a history that was restored, and of which the
// places know what it has lost. What a witness cosigned is kept.
func (c Carrier) Forget() (err error) {
	for _, to := range c.Places.sinks() {
		if removed := os.Remove(c.stateOf(to)); !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}
	return err
}
