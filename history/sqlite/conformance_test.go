package sqlite

import (
	"testing"

	log "deletecall/history/store"
	"deletecall/history/storetest"
)

func TestTheStoreKeepsWhatIsPromisedOfEveryStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) storetest.Store {
		path := newPath(t)
		return storetest.Store{
			Open: func(wrap func(log.Log) log.Log) (storetest.History, error) {
				return Open(t.Context(), path, Options{wrap: wrap})
			},
			Kill: func(h storetest.History) { die(h.(*Store)) },
		}
	})
}
