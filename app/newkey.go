package app

import (
	"context"
	"errors"
	"slices"

	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// announceKey makes it an event of the history that another key is about to sign it, and hands
// what is to be said of it to say. Machines that share a history on a server may each have a
// key of their own: there it is said of a key once, and elsewhere also when it comes back.
func (s *Session) announceKey(ctx context.Context, opened store.History, public string, say func(error)) error {
	keys, err := opened.PublicKeys(ctx)
	if err != nil || len(keys) == 0 {
		return err
	}
	isKnown := slices.Contains(keys, public)
	if isKnown {
		last, found, err := opened.NewestCheckpoint(ctx)
		if err != nil || !found || s.HistoryServer != nil || proof.NamesOneOf(last.Note, public) {
			return err
		}
	}
	entries, err := opened.Log(ctx)
	if err != nil {
		return err
	}
	if newest := newestKey(entries); newest == public {
		return nil // announced earlier, when signing failed after that
	}
	if err := opened.RecordAct(ctx, history.Act{What: history.KeyAct, Detail: public, Operator: s.Operator(), At: s.Now()}); err != nil {
		return err
	}
	said := "a new key signs the history from here on: " + safetext.Line(public) +
		"\nGive this line to everybody who verifies the history, with the keys before it"
	if isKnown {
		said = "an earlier key signs the history again from here on: " + safetext.Line(public) +
			"\nIf nobody put it back on purpose, find out who did"
	}
	s.Log.Warn("another key signs the history", "public", public)
	say(errors.New(said))
	return nil
}

func newestKey(entries []store.Logged) (public string) {
	last := int64(0)
	for _, entry := range entries {
		if entry.What == history.KeyAct && entry.Seq > last {
			public, last = entry.Detail, entry.Seq
		}
	}
	return public
}
