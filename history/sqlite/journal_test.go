package sqlite

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/query"
)

// rollbackJournal is a journal that SQLite takes for what a killed transaction left: it
// would write zeros over the second page (sqlite.org/fileformat2.html, 3).
func rollbackJournal(pages uint32) []byte {
	const pageSize, sector, nonce = 4096, 512, 7
	journal := append([]byte{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7}, make([]byte, sector-8)...)
	for i, field := range []uint32{1, nonce, pages, sector, pageSize} {
		binary.BigEndian.PutUint32(journal[8+4*i:], field)
	}
	journal = binary.BigEndian.AppendUint32(journal, 2)
	journal = append(journal, make([]byte, pageSize)...)
	return binary.BigEndian.AppendUint32(journal, nonce) // the checksum of zeros
}

func TestAJournalThatSomebodyPutThereIsNotWrittenIntoTheHistory(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	if err := store.RecordOutcome(context.Background(), mustIntent(t, store, "8856"), accepted()); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"-journal", rollbackJournal(uint32(len(before)/4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	store = openStore(t, path)
	page, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 10})
	if err != nil || len(page.Records) != 1 || page.Records[0].Outcome.Kind != deletion.Accepted {
		t.Errorf("%+v, %v", page, err)
	}
	var refused *deletion.HistoryError
	if _, err := store.RecordIntent(context.Background(), intentFor("8857"), deletion.Guards{}); !isFor(err, &refused) || !strings.Contains(refused.Error(), "is a rollback journal") {
		t.Errorf("RecordIntent: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the history was changed (%v)", err)
	}
}

func TestAJournalThatAppearsWhileTheHistoryIsOpenStopsSending(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	if err := os.WriteFile(path+"-journal", rollbackJournal(20), 0o600); err != nil {
		t.Fatal(err)
	}
	var refused *deletion.HistoryError
	if _, err := store.RecordIntent(context.Background(), intentFor("8857"), deletion.Guards{}); !isFor(err, &refused) {
		t.Errorf("RecordIntent: %v", err)
	}
}
