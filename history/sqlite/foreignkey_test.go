package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"deletecall/history/proof"
	"deletecall/history/store"
)

func TestAHistoryWithAForeignPublicKeyTakesNoIntentAndIsNotSigned(t *testing.T) {
	for _, foreign := range []string{"garbage", "other.example/x+609cbfd1+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"} {
		whole, key, _ := regular(t)
		path := whole.place.Path()
		if err := whole.Close(); err != nil {
			t.Fatal(err)
		}
		forge(t, path, func(f forger) { f.do(`INSERT INTO public_key (key) VALUES (?)`, foreign) })
		tampered := openStore(t, path)
		_, ready := tampered.Ready(context.Background())
		_, signing := tampered.Sign(context.Background(), key)
		for _, err := range []error{ready, signing} {
			var contradicted *store.ContradictedError
			if !errors.As(err, &contradicted) {
				t.Errorf("with %s: %v", foreign, err)
			}
		}
	}
}

func TestAKeyOfTheHistorysNameThatSignedNothingIsFound(t *testing.T) {
	whole, first, _ := regular(t)
	path := whole.place.Path()
	keyOf := func() *proof.Key {
		key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), whole.Origin())
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	look := func(history *Store) (ready, tree error) {
		_, ready = history.Ready(t.Context())
		return ready, history.CheckTree(t.Context())
	}
	for _, key := range []*proof.Key{keyOf(), keyOf(), first} { // changed twice, and back
		if err := whole.RecordOutcome(t.Context(), mustIntent(t, whole, "8856"), accepted()); err != nil {
			t.Fatal(err)
		}
		if _, err := whole.Sign(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	if ready, tree := look(whole); ready != nil || tree != nil {
		t.Errorf("with three keys that signed: %v, %v", ready, tree)
	}
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	forge(t, path, func(f forger) { f.do(`INSERT INTO public_key (key) VALUES (?)`, keyOf().Public()) })
	ready, tree := look(openStore(t, path))
	var unlike *store.TreeError
	if !store.IsDamage(ready) || !errors.As(tree, &unlike) {
		t.Errorf("with one more: %v, %v", ready, tree)
	}
}
