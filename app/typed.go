package app

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/logfile"
	"deletecall/secret"
)

// idleTime is how long a credential that was typed is kept after its last use.
const idleTime = 5 * time.Minute

// typed keeps what people type as credentials, in memory only. It implements [deletion.Typing].
type typed struct {
	log *logfile.Log
	now func() time.Time

	mu     sync.Mutex
	wanted map[string][]deletion.Credential // by the name of the server
	kept   map[slot]*typedSecret
	why    map[slot]string // one that was kept is not any more
	lives  map[string]life // by the name of the server
}

// life lasts until something of what is kept for a server is forgotten.
type life struct {
	ctx context.Context
	end context.CancelFunc
}

type slot struct {
	server     string
	credential deletion.Credential
}

type typedSecret struct {
	text  secret.Text
	used  time.Time // by the wall clock, which goes on while a machine sleeps
	timer *time.Timer
}

func newTyped(servers []config.Server, now func() time.Time, log *logfile.Log) *typed {
	t := &typed{log: log, now: now, wanted: map[string][]deletion.Credential{}, kept: map[slot]*typedSecret{}, why: map[slot]string{}, lives: map[string]life{}}
	for _, server := range servers {
		t.wanted[server.Name] = server.Credentials.Prompted()
	}
	return t
}

func (t *typed) wants(at slot) bool { return slices.Contains(t.wanted[at.server], at.credential) }

// Untyped returns what is to be typed for a server, and is not kept.
func (t *typed) Untyped(server deletion.Server) (untyped []deletion.Untyped) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, credential := range t.wanted[server.Name] {
		at := slot{server.Name, credential}
		if t.good(at) == nil {
			untyped = append(untyped, deletion.Untyped{Credential: credential, Why: t.because(at)})
		}
	}
	return untyped
}

// Keep keeps what was typed, in the place of what was typed before.
func (t *typed) Keep(server deletion.Server, credential deletion.Credential, text secret.Text) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slot{server.Name, credential}
	if !t.wants(at) || !text.IsSet() {
		return
	}
	t.forget(at, "")
	t.log.Hide(text)
	one := &typedSecret{text: text, used: t.now().Round(0)}
	one.timer = time.AfterFunc(idleTime, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.kept[at] == one {
			t.forget(at, t.forgotten(credential))
		}
	})
	t.kept[at] = one
}

// Life ends when something of what is kept for a server is forgotten.
func (t *typed) Life(server deletion.Server) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, ok := t.lives[server.Name]
	if !ok {
		now.ctx, now.end = context.WithCancel(context.Background())
		t.lives[server.Name] = now
	}
	return now.ctx
}

// take is the credential, or why it has to be typed first.
func (t *typed) take(at slot) (secret.Text, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one := t.good(at); one != nil {
		return one.text, nil
	}
	return secret.Text{}, &deletion.CredentialsError{
		Server: at.server, Untyped: true, Problem: t.because(at), Advice: "it is asked for when you begin a deletion or a search on a terminal",
	}
}

func (t *typed) used(server string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, credential := range t.wanted[server] {
		if one := t.good(slot{server, credential}); one != nil {
			one.used = t.now().Round(0)
			one.timer.Reset(idleTime)
		}
	}
}

func (t *typed) refused(at slot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept[at] != nil {
		t.forget(at, fmt.Sprintf("the server refused the %s that was typed", at.credential))
	}
}

// good is what is kept, unless it is too old by now.
func (t *typed) good(at slot) *typedSecret {
	one := t.kept[at]
	if one == nil {
		return nil
	}
	if age := t.now().Round(0).Sub(one.used); age < 0 || age >= idleTime {
		t.forget(at, t.forgotten(at.credential))
		return nil
	}
	return one
}

func (t *typed) forget(at slot, why string) {
	if one := t.kept[at]; one != nil {
		one.timer.Stop()
		t.log.Forget(one.text)
		if now, ok := t.lives[at.server]; ok {
			now.end()
			delete(t.lives, at.server)
		}
	}
	delete(t.kept, at)
	t.why[at] = why
}

func (t *typed) forgotten(credential deletion.Credential) string {
	return fmt.Sprintf("the %s that was typed was not used for %d minutes and is forgotten", credential, int(idleTime.Minutes()))
}

func (t *typed) because(at slot) string {
	if why := t.why[at]; why != "" {
		return why
	}
	return fmt.Sprintf("the %s has not been typed yet", at.credential)
}
