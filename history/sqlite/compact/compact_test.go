package compact_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sample"
	"deletecall/history/sqlite/compact"
)

// events are the canonical bytes of made-up events of every kind that a record has.
func events(t testing.TB) (all [][]byte) {
	t.Helper()
	until := time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC)
	for record := range sample.Records(sample.Options{Seed: 8856, Count: 300, Until: until, Years: 7}) {
		number, id := record.Intent.Number, record.Intent.ID
		added := []history.Event{history.NewIntent(record.Intent, history.Owner{}), history.NewOutcome(number, id, record.Outcome)}
		if record.Settlement != nil {
			added = append(added, history.NewSettlement(number, id, *record.Settlement))
		}
		added = append(added, history.NewAfter(number, id, deletion.After{Finding: deletion.Gone, Checked: until}))
		for _, event := range added {
			data, _, err := event.Encode()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data)
		}
	}
	return all
}

func TestAnEventComesBackByteForByteFromLessThanHalfOfTheRoom(t *testing.T) {
	var canonical, stored int
	for _, data := range events(t) {
		packed := compact.Pack(data)
		if back := compact.Unpack(packed); !bytes.Equal(back, data) {
			t.Fatalf("%s comes back as %s", data, back)
		}
		canonical, stored = canonical+len(data), stored+len(packed)
	}
	if 2*stored > canonical {
		t.Errorf("%d bytes are stored in %d", canonical, stored)
	}
}

// The bytes in old histories have to mean the same for ever.
func TestTheFormIsWrittenDown(t *testing.T) {
	const (
		event = `{"v":2,"kind":"outcome","number":7,"id":"016e32c8-5668-760d-8a54-000000000003","x":"5dedf2e9809f47b993b7073933c61023",` +
			`"y":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","z":"1970-01-01T00:00:01.000000Z"}`
		want = "\x01\x057\x08\x00\x01\x6e\x32\xc8\x56\x68\x76\x0d\x8a\x54\x00\x00\x00\x00\x00\x03" +
			",\"x\":\x02\x5d\xed\xf2\xe9\x80\x9f\x47\xb9\x93\xb7\x07\x39\x33\xc6\x10\x23" +
			",\"y\":\x01\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
			",\"z\":\x03\x00\x00\x00\x00\x00\x0f\x42\x40}"
	)
	if packed := compact.Pack([]byte(event)); string(packed) != want {
		t.Errorf("it is stored as %q", packed)
	}
	var phrases []byte
	for code := byte(4); code < ' '; code++ {
		phrases = append(phrases, code)
	}
	const all = `{"v":2,"kind":"intent","number":{"v":2,"kind":"outcome","number":{"v":2,"kind":"","number":,"id":,"private":` +
		`,"intent":{"identifier_type":"callID","server":"extension","status":"","server":"","endpoint":"https://` +
		`/verba/api","method":"POST","response_type":"XML","key_fingerprint":,"program":"","confirmed":,"confirmed":,"deadline":,"shown":"` +
		`,"shown_at":,"pinned":true,"outcome":{"kind":"accepted","cause":"answered","answered":,"outcome":{"kind":"","cause":"answered","answered":` +
		`,"attempts":[{"started":,"duration_us":,"http_status":200,"code":0,"content_type":"text/xml","length":,"text":-1}]}}`
	if got := compact.Unpack(append([]byte{1}, phrases...)); string(got) != all {
		t.Errorf("the phrases are %s", got)
	}
}

func TestWhatOnlyLooksLikeAValueComesBack(t *testing.T) {
	for _, event := range []string{
		`{"id":"016E32C8-5668-760D-8A54-000000000003"}`, `{"id":"016e32c85668-760d-8a54-0000-00000003"}`,
		`{"x":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9="}`, `{"x":"2026-02-30T00:00:00.000000Z"}`,
		`{"x":"5DEDF2E9809F47B993B7073933C61023"}`, `{"x":"2026-02-03T00:00:00.000000+01:00"}`, `{"x":"é \\u001b"}`, `{`, ``, "{\x01}", "no event",
	} {
		if back := compact.Unpack(compact.Pack([]byte(event))); string(back) != event {
			t.Errorf("%q comes back as %q", event, back)
		}
	}
}

func TestWhatCantBeUnpackedIsReturnedAsItIs(t *testing.T) {
	for name, stored := range map[string]string{
		"a value that is cut off": "\x01{\x00\x01\x02", "a value without bytes": "\x01\x03", "another form": "\x02{}",
		"too much": "\x01" + strings.Repeat("\x18", compact.Most/40),
	} {
		if got := compact.Unpack([]byte(stored)); string(got) != stored {
			t.Errorf("%s: %.40q", name, got)
		}
	}
}

func TestAnUnpackerKeepsNothingOfWhatItReadBefore(t *testing.T) {
	var u compact.Unpacker
	broken := []byte("\x01{\x00\x01\x02")
	for _, data := range append(events(t)[:8], broken, []byte("{}")) {
		for _, stored := range [][]byte{compact.Pack(data), data} {
			before := bytes.Clone(stored)
			if got, want := u.Unpack(stored), compact.Unpack(stored); !bytes.Equal(got, want) {
				t.Errorf("%q is unpacked as %q, want %q", stored, got, want)
			}
			if u.Unpack(compact.Pack([]byte(`{"v":2,"kind":"intent","number":7}`))); !bytes.Equal(stored, before) {
				t.Errorf("%q became %q", before, stored)
			}
		}
	}
}

// FuzzUnpack looks for stored bytes that can't be read, or that take more room than they may,
// and for events that come back as others.
func FuzzUnpack(f *testing.F) {
	for _, data := range events(f)[:8] {
		f.Add(data)
		f.Add(compact.Pack(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if got := compact.Unpack(data); len(got) > compact.Most+100 && len(got) > len(data) {
			t.Errorf("%d bytes become %d", len(data), len(got))
		}
		if len(data) == 0 || data[0] != '{' {
			return // not packed
		}
		if back := compact.Unpack(compact.Pack(data)); !bytes.Equal(back, data) {
			t.Errorf("%q comes back as %q", data, back)
		}
	})
}
