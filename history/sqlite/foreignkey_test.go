package sqlite

import (
	"context"
	"errors"
	"testing"

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
