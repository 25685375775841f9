package witness_test

import (
	"time"

	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/history/proof"
	"deletecall/history/witness"
)

// tree is the hash tree of a history in memory, and the key that signs it.
type tree struct {
	t      *testing.T
	key    *proof.Key
	stored [][]byte
}

func newTree(t *testing.T, id string) *tree {
	t.Helper()
	origin, err := proof.Origin(id)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "keys", id+".key"), origin)
	if err != nil {
		t.Fatal(err)
	}
	return &tree{t: t, key: key}
}

func (h *tree) hashes() proof.HashReader {
	return proof.NewHashReader(func(seq int64) ([]byte, error) { return h.stored[seq-1], nil })
}

// grow appends events and signs a checkpoint.
func (h *tree) grow(events ...string) proof.Checkpoint {
	h.t.Helper()
	for _, event := range events {
		stored, err := proof.StoredHashes(int64(len(h.stored)), []byte(event), h.hashes())
		if err != nil {
			h.t.Fatal(err)
		}
		h.stored = append(h.stored, stored)
	}
	signed, err := h.key.Sign(func() (proof.Head, error) { return proof.Head{Size: int64(len(h.stored)), Hashes: h.hashes()}, nil })
	if err == nil {
		err = signed.End(true)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return signed.Checkpoint
}

// rewrite changes the history as the owner of the account can: events, hashes and the
// last checkpoint beside the key.
func (h *tree) rewrite(events ...string) proof.Checkpoint {
	h.t.Helper()
	h.stored = nil
	if _, err := h.key.PutLastAside(moment); err != nil {
		h.t.Fatal(err)
	}
	return h.grow(events...)
}

func (h *tree) prove(_ context.Context, size, old int64) ([]proof.Hash, error) {
	return proof.ProveContinues(size, old, h.hashes())
}

// run serves a witness that trusts the histories, and returns a client of it.
func run(t *testing.T, folder string, histories ...*tree) (witness.Client, *[]string) {
	t.Helper()
	var keys, events []string
	for _, history := range histories {
		keys = append(keys, history.key.Public())
	}
	server, err := witness.NewServer(folder, "audit.example.com/w", keys, func(event witness.Event) { events = append(events, event.String()) })
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	t.Cleanup(func() {
		listening.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	key, err := proof.ParseWitness(server.Public())
	if err != nil {
		t.Fatal(err)
	}
	return witness.Client{URL: listening.URL, Key: key, HTTP: listening.Client()}, &events
}

func TestAHistoryThatContinuesIsCosigned(t *testing.T) {
	history := newTree(t, "a")
	client, events := run(t, t.TempDir(), history)
	old := int64(0)
	for n := range 20 {
		checkpoint := history.grow(fmt.Sprintf("event %d", n), "another")
		cosigned, err := client.Cosign(t.Context(), checkpoint, old, history.prove)
		if err != nil {
			t.Fatal(err)
		}
		made, err := proof.Cosignatures(cosigned, []proof.Witness{client.Key})
		if err != nil || len(made) != 1 || made[0].Witness != "audit.example.com/w" || made[0].At.IsZero() {
			t.Fatalf("%v, %v", made, err)
		}
		if opened, err := proof.OpenCheckpoint(cosigned, history.key.Public()); err != nil || opened.Size != checkpoint.Size {
			t.Fatalf("the history's own signature on the cosigned note: %v", err)
		}
		old = checkpoint.Size
	}
	if last := (*events)[len(*events)-1]; last != "cosigned 40 events of deletecall/history/a" {
		t.Errorf("it says %q", last)
	}
}

func TestTheSameCheckpointIsCosignedAgain(t *testing.T) {
	history := newTree(t, "a")
	client, _ := run(t, t.TempDir(), history)
	checkpoint := history.grow("one", "two")
	for range 2 {
		if _, err := client.Cosign(t.Context(), checkpoint, 0, history.prove); err != nil {
			t.Fatal(err)
		}
	}
}

// Whoever owns the account can sign anything, and the witness notices it: also after it was
// started again.
func TestAHistoryThatWasChangedIsNotCosigned(t *testing.T) {
	for name, change := range map[string]func(*tree) proof.Checkpoint{
		"an event was changed":     func(h *tree) proof.Checkpoint { return h.rewrite("one", "TWO", "three", "four") },
		"the last one was changed": func(h *tree) proof.Checkpoint { return h.rewrite("one", "two", "THREE") },
		"its end was cut off":      func(h *tree) proof.Checkpoint { return h.rewrite("one", "two") },
		"cut off and gone on":      func(h *tree) proof.Checkpoint { return h.rewrite("one", "two", "other", "more") },
		"everything was cut off":   func(h *tree) proof.Checkpoint { return h.rewrite() },
	} {
		for _, believed := range []int64{0, 2, 3, 1000} {
			t.Run(fmt.Sprintf("%s, %d believed", name, believed), func(t *testing.T) {
				history, folder := newTree(t, "a"), t.TempDir()
				client, _ := run(t, folder, history)
				if _, err := client.Cosign(t.Context(), history.grow("one", "two", "three"), 0, history.prove); err != nil {
					t.Fatal(err)
				}
				cosigned, err := client.Cosign(t.Context(), change(history), believed, history.prove)
				var refused *witness.RefusedError
				if !errors.As(err, &refused) || !refused.Contradicts || cosigned != nil {
					t.Fatalf("%q, %v", cosigned, err)
				}
			})
		}
	}
}

func TestWhatIsRefusedIsKeptAndTold(t *testing.T) {
	history, folder := newTree(t, "a"), t.TempDir()
	client, events := run(t, folder, history)
	if _, err := client.Cosign(t.Context(), history.grow("one", "two"), 0, history.prove); err != nil {
		t.Fatal(err)
	}
	forged := history.rewrite("ONE", "two", "three")
	if _, err := client.Cosign(t.Context(), forged, 2, history.prove); err == nil {
		t.Fatal("it was cosigned")
	}
	kept, err := os.ReadFile(filepath.Join(folder, proof.FileName(forged.Origin)+".refused"))
	if err != nil || string(kept) != string(forged.Note) {
		t.Errorf("kept: %q, %v", kept, err)
	}
	if last := (*events)[len(*events)-1]; !strings.HasPrefix(last, "ALARM: deletecall/history/a: 3 events do not begin with the 2 ") {
		t.Errorf("it says %q", last)
	}
}

func TestAWitnessThatIsStartedAgainKnowsWhatItCosigned(t *testing.T) {
	history, folder := newTree(t, "a"), t.TempDir()
	var public string
	t.Run("first", func(t *testing.T) {
		client, _ := run(t, folder, history)
		public = client.Key.Public()
		if _, err := client.Cosign(t.Context(), history.grow("one", "two"), 0, history.prove); err != nil {
			t.Fatal(err)
		}
	})
	client, _ := run(t, folder, history)
	if client.Key.Public() != public {
		t.Error("it has another key")
	}
	if _, err := client.Cosign(t.Context(), history.grow("three"), 0, history.prove); err != nil {
		t.Errorf("what continues: %v", err)
	}
	if _, err := client.Cosign(t.Context(), history.rewrite("one"), 0, history.prove); err == nil {
		t.Error("what was cut off is cosigned")
	}
}

func TestAWitnessAnswersAsTheProtocolSays(t *testing.T) {
	history, other := newTree(t, "a"), newTree(t, "b")
	client, events := run(t, t.TempDir(), history)
	note := func(checkpoint proof.Checkpoint) string { return string(checkpoint.Note) }
	two := history.grow("one", "two")
	stranger := newTree(t, "a").grow("one")
	for name, test := range map[string]struct {
		body, want, kind string
		status           int
	}{
		"no old size":                  {"\n" + note(two), "", "", http.StatusBadRequest},
		"an old size with a zero":      {"old 00\n\n" + note(two), "", "", http.StatusBadRequest},
		"a hash that is none":          {"old 0\nabc\n\n" + note(two), "", "", http.StatusBadRequest},
		"no checkpoint":                {"old 0\n\nnothing\n", "", "", http.StatusBadRequest},
		"an old size above the size":   {"old 3\n\n" + note(two), "", "", http.StatusBadRequest},
		"a history nobody knows":       {"old 0\n\n" + note(other.grow("x")), "", "", http.StatusNotFound},
		"another key of that name":     {"old 0\n\n" + note(stranger), "", "", http.StatusForbidden},
		"a signature that was changed": {"old 0\n\n" + strings.Replace(note(two), "\n2\n", "\n3\n", 1), "", "", http.StatusForbidden},
		"an old size it has not":       {"old 1\n\n" + note(two), "0\n", "text/x.tlog.size", http.StatusConflict},
		"a proof where none is due":    {"old 0\n" + two.Root.String() + "\n\n" + note(two), "", "", http.StatusUnprocessableEntity},
		"64 hashes": {"old 0\n" + strings.Repeat(two.Root.String()+"\n", 64) + "\n" + note(two), "", "",
			http.StatusBadRequest},
	} {
		response, err := client.HTTP.Post(client.URL+"/add-checkpoint", "text/plain", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != test.status || test.want != "" && string(body) != test.want || test.kind != "" && response.Header.Get("Content-Type") != test.kind {
			t.Errorf("%s: %d %s, %q", name, response.StatusCode, response.Header.Get("Content-Type"), body)
		}
	}
	if all := strings.Join(*events, "\n"); strings.Contains(all, "ALARM") || strings.Contains(all, "cosigned 2") {
		t.Errorf("of wrong requests it says\n%s", all)
	}
}

func TestAnAnswerThatIsNoCosignatureIsRefused(t *testing.T) {
	history, others := newTree(t, "a"), newTree(t, "a")
	client, _ := run(t, t.TempDir(), history)
	other, _ := run(t, t.TempDir(), others)
	checkpoint := history.grow("one")
	foreign, err := other.Cosign(t.Context(), others.grow("one"), 0, others.prove)
	if err != nil {
		t.Fatal(err)
	}
	for name, answer := range map[string]string{
		"nothing": "", "a page": "<html>", "of another witness": string(foreign[len(foreign)-200:]),
		"of this one, for something else": "— audit.example.com/w " + strings.Repeat("A", 100) + "\n",
	} {
		lying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }))
		cosigned, err := witness.Client{URL: lying.URL, Key: client.Key, HTTP: lying.Client()}.Cosign(t.Context(), checkpoint, 0, history.prove)
		lying.Close()
		if err == nil || !strings.Contains(err.Error(), "is no cosignature by the key of") || cosigned != nil {
			t.Errorf("%s: %q, %v", name, cosigned, err)
		}
	}
}

func TestACertificateOfAnUnknownCAIsSaidToBeOne(t *testing.T) {
	history := newTree(t, "a")
	client, _ := run(t, t.TempDir(), history)
	unknown := httptest.NewTLSServer(http.NotFoundHandler())
	defer unknown.Close()
	unknown.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	_, err := witness.Client{URL: unknown.URL, Key: client.Key, HTTP: &http.Client{}}.Cosign(t.Context(), history.grow("one"), 0, history.prove)
	if !errors.As(err, new(*tls.CertificateVerificationError)) || !strings.Contains(err.Error(), "\nIf its CA is one of your own") {
		t.Error(err)
	}
}

// A 409 has to say how many events were cosigned. Only where the checkpoint was to continue its own size does one without it
// say that there is another history (C2SP tlog-witness).
func TestAConflictWithoutASizeAccusesNobody(t *testing.T) {
	h := newTree(t, "one")
	one, two := h.grow("a"), h.grow("b")
	asked := 0
	strange := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		http.Error(w, "busy", http.StatusConflict)
	}))
	t.Cleanup(strange.Close)
	client, _ := run(t, t.TempDir(), h)
	client.URL = strange.URL
	for _, c := range []struct {
		checkpoint  proof.Checkpoint
		old         int64
		contradicts bool
	}{{two, one.Size, false}, {two, 0, false}, {two, two.Size, true}} {
		asked = 0
		_, err := client.Cosign(t.Context(), c.checkpoint, c.old, h.prove)
		var refused *witness.RefusedError
		if !errors.As(err, &refused) || refused.Contradicts != c.contradicts || asked != 1 {
			t.Errorf("continuing %d events: %v, asked %d times", c.old, err, asked)
		}
		if said := strings.Contains(fmt.Sprint(err), "did not cosign: 409 busy"); said == c.contradicts {
			t.Errorf("continuing %d events is reported as %v", c.old, err)
		}
	}
}

func TestOneWitnessWorksWithAFolder(t *testing.T) {
	folder := t.TempDir()
	run(t, folder)
	_, err := witness.NewServer(folder, "", nil, func(witness.Event) {})
	var busy *witness.BusyError
	if !errors.As(err, &busy) {
		t.Errorf("a second one: %v", err)
	}
}

func TestANewWitnessNeedsAName(t *testing.T) {
	for _, name := range []string{"", "two words", "plus+sign", "esc\x1b[2J"} {
		_, err := witness.NewServer(t.TempDir(), name, nil, func(witness.Event) {})
		var nameless *proof.NamelessError
		if !errors.As(err, &nameless) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

var moment = time.Date(2026, 11, 24, 9, 41, 3, 0, time.UTC)
