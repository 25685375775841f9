package app

import (
	"context"
	"errors"
	"slices"

	"deletecall/history"
	"deletecall/history/store"
	"deletecall/safetext"
)

// announceKey makes it an event of the history that a key is about to sign which is not one
// of those that signed it before, and hands what is to be said of it to say.
func (s *Session) announceKey(ctx context.Context, opened store.History, public string, say func(error)) error {
	keys, err := opened.PublicKeys(ctx)
	if err != nil || len(keys) == 0 || slices.Contains(keys, public) {
		return err
	}
	entries, err := opened.Log(ctx)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.What == history.KeyAct && entry.Detail == public {
			return nil // announced earlier, when signing failed after that
		}
	}
	if err := opened.RecordAct(ctx, history.Act{What: history.KeyAct, Detail: public, Operator: s.Operator(), At: s.Now()}); err != nil {
		return err
	}
	s.Log.Warn("a new key signs the history", "public", public)
	say(errors.New("a new key signs the history from here on: " + safetext.Line(public) +
		"\nGive this line to everybody who verifies the history, with the keys before it"))
	return nil
}
