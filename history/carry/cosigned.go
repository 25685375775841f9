package carry

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

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

func cosignedPath(state string) string { return state + cosignedSuffix }

const cosignedSuffix = ".cosigned"

// maxCosigned bounds a cosigned checkpoint, in bytes.
const maxCosigned = 1 << 20

// mostNames bounds how many files next to the signing key are looked at.
const mostNames = 100_000

// Cosigned is the newest checkpoint that a witness cosigned, as it is kept here.
type Cosigned struct {
	proof.NamedCheckpoint
	Path string
	// Unreadable is why nothing was read: what is there is not what was written ([privatefile.IsOther]).
	Unreadable error
}

// Cosigned returns the newest checkpoint that each witness cosigned, as far as they can be
// read. Nothing of it was checked.
func (c Carrier) Cosigned() (found []Cosigned, err error) {
	for _, to := range c.Places.sinks() {
		if to.kind != "witness" {
			continue
		}
		path := cosignedPath(c.stateOf(to))
		signed, readErr := privatefile.ReadOwn(path, maxCosigned)
		switch {
		case readErr == nil, privatefile.IsOther(readErr): // what is in the place of one proves as little as a damaged one
			found = append(found, Cosigned{proof.NamedCheckpoint{Name: to.name, Note: signed, Local: true}, path, readErr})
		case !errors.Is(readErr, fs.ErrNotExist):
			err = errors.Join(err, readErr)
		}
	}
	return found, err
}

// Aside is a cosigned checkpoint that was given another name.
type Aside struct {
	Path string
	Size int64 // of the checkpoint, as it claims
}

// PutCosignedAside gives what witnesses cosigned other names where it does not fit or can't be read, also that
// of witnesses that are no longer configured: for a history that was restored from a copy,
// and lost what they cosigned. They still have it themselves.
func (c Carrier) PutCosignedAside(now time.Time, fits func(proof.Checkpoint) bool) (aside []Aside, err error) {
	folder, begin := filepath.Split(c.State + ".witness-")
	files, err := privatefile.Names(folder, mostNames)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, name := range files {
		if !strings.HasPrefix(name, begin) || !strings.HasSuffix(name, cosignedSuffix) {
			continue
		}
		path := filepath.Join(folder, name)
		signed, err := privatefile.ReadOwn(path, maxCosigned)
		if err != nil && !privatefile.IsOther(err) {
			return aside, err
		}
		claimed, ok := proof.Claimed(signed)
		if err == nil && ok && fits(claimed) {
			continue
		}
		to, err := privatefile.PutAside(path, now)
		if to != "" {
			aside = append(aside, Aside{to, claimed.Size})
		}
		if err != nil {
			return aside, err
		}
	}
	return aside, nil
}

// Forget makes every place a new one: for a history that was restored, and of which the
// places know what it has lost. What a witness cosigned is kept; see [Carrier.PutCosignedAside].
func (c Carrier) Forget() (err error) {
	for _, to := range c.Places.sinks() {
		if removed := os.Remove(c.stateOf(to)); !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}
	return err
}
