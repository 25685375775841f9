package sqlite

import (
	"testing"

	"deletecall/history"
	log "deletecall/history/store"
	"deletecall/history/storetest"
)

func TestTheStoreKeepsWhatIsPromisedOfEveryStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) storetest.Store {
		path := newPath(t)
		return storetest.Store{
			Open: func(wrap func(log.Log) log.Log) (storetest.History, error) {
				return Open(t.Context(), path, Options{wrap: wrap, BusyTime: patient.BusyTime})
			},
			Awaited: func(h storetest.History) string {
				expiring, _ := h.(*Store).place.Processes.Expiring()
				return expiring.By
			},
			Kill:  func(h storetest.History) { die(h.(*Store)) },
			Forge: func(t *testing.T) storetest.Forger { return forgery{t, path} },
		}
	})
}

// forgery is what storetest changes around the program.
type forgery struct {
	t    *testing.T
	path string
}

func (f forgery) do(arg any, statements ...string) {
	forge(f.t, f.path, func(f forger) {
		for _, statement := range statements {
			f.do(statement, arg)
		}
	})
}

func (f forgery) SetEvent(seq int64, data []byte) {
	forge(f.t, f.path, func(f forger) { f.do(`UPDATE event SET data = ? WHERE seq = ?`, data, seq) })
}

func (f forgery) SetPrivate(seq int64, private history.Private) {
	forge(f.t, f.path, func(f forger) {
		f.do(`UPDATE event SET fields = ?, answers = ? WHERE seq = ?`, private.Fields, private.Answers, seq)
	})
}

func (f forgery) RemoveEvent(seq int64) {
	f.do(seq, `DELETE FROM event WHERE seq = ?`, `DELETE FROM event_hash WHERE seq = ?`)
}

func (f forgery) ChangeRow(number int64) {
	f.do(number, `UPDATE record SET identifier = 'x' WHERE number = ?`)
}

func (f forgery) RemoveRow(number int64) { f.do(number, `DELETE FROM record WHERE number = ?`) }

func (f forgery) Cut(size, number int64) {
	f.do(size, `DELETE FROM event WHERE seq > ?`, `DELETE FROM event_hash WHERE seq > ?`, `DELETE FROM checkpoint WHERE size > ?`)
	f.do(number, `DELETE FROM record WHERE number > ?`)
}

func (f forgery) SetCheckpoint(size int64, note []byte) {
	forge(f.t, f.path, func(f forger) { f.do(`UPDATE checkpoint SET note = ? WHERE size = ?`, note, size) })
}

func (f forgery) RemoveCheckpoints() {
	forge(f.t, f.path, func(f forger) { f.do(`DELETE FROM checkpoint`) })
}

func (f forgery) RemoveKeys() { forge(f.t, f.path, func(f forger) { f.do(`DELETE FROM public_key`) }) }

func (f forgery) ChangeOrigin(origin string) {
	forge(f.t, f.path, func(f forger) { f.do(`INSERT OR REPLACE INTO meta VALUES ('origin', CAST(? AS BLOB))`, origin) })
}
