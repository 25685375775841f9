package uitest

import (
	"context"
	"maps"
	"sync"

	"deletecall/deletion"
	"deletecall/secret"
)

// Typing keeps what a person types as credentials; those that are wanted and not kept are asked for.
type Typing struct {
	mu   sync.Mutex
	kept map[deletion.Credential]string
	life context.Context
	end  context.CancelFunc

	Wanted []deletion.Credential
}

// Untyped returns what is wanted and not kept.
func (t *Typing) Untyped(deletion.Server) (untyped []deletion.Untyped) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, credential := range t.Wanted {
		if t.kept[credential] == "" {
			untyped = append(untyped, deletion.Untyped{Credential: credential, Why: "the " + string(credential) + " has not been typed yet"})
		}
	}
	return untyped
}

// Keep keeps what was typed.
func (t *Typing) Keep(_ deletion.Server, credential deletion.Credential, text secret.Text) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[deletion.Credential]string{}
	}
	t.kept[credential] = text.Reveal()
}

// Forget forgets all of it. A review that was made with it ends, as with the real one.
func (t *Typing) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = nil
	if t.life != nil {
		t.end()
		t.life = nil
	}
}

// Life ends when what was typed is forgotten.
func (t *Typing) Life(deletion.Server) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.life == nil {
		t.life, t.end = context.WithCancel(context.Background())
	}
	return t.life
}

// Kept is what was typed.
func (t *Typing) Kept() map[deletion.Credential]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.kept)
}

func (t *Typing) refuse(server deletion.Server) error {
	untyped := t.Untyped(server)
	if len(untyped) == 0 {
		return nil
	}
	return &deletion.CredentialsError{Server: server.Name, Untyped: true, Problem: untyped[0].Why}
}
