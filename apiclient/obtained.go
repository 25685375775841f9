package apiclient

import (
	"context"
	"sync"
	"time"
)

// credentialsLife is how long credentials are reused by the requests that follow: the look-ups before and
// after a deletion, and the deletion itself. A command that asks the operator therefore asks once. It is
// short because a file may change. Credentials that the server refused are not reused at all.
const credentialsLife = 5 * time.Minute

// obtained keeps the credentials that were obtained last. One request asks for them at a time.
type obtained struct {
	turn chan struct{} // a lock that a request stops waiting for at its limit

	mu      sync.Mutex
	last    credentials
	when    time.Time // when last were obtained; zero when they are not to be reused
	preview credentials
	timer   *time.Timer // forgets both
}

// get returns credentials that were obtained lately, or else asks for them.
func (o *obtained) get(ctx context.Context, now func() time.Time, ask func(context.Context) (credentials, error)) (credentials, error) {
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-ctx.Done():
		return credentials{}, ctx.Err()
	}
	if kept, good := o.good(now()); good {
		return kept, nil
	}
	got, err := ask(ctx)
	if err != nil {
		return credentials{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last, o.when = got, now().Round(0) // by the wall clock, which goes on while a machine sleeps
	if o.timer != nil {
		o.timer.Stop()
	}
	o.timer = time.AfterFunc(credentialsLife, func() { o.forget(); o.show(credentials{}) })
	return got, nil
}

func (o *obtained) good(now time.Time) (credentials, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	age := now.Round(0).Sub(o.when)
	if o.when.IsZero() || age < 0 || age >= credentialsLife {
		o.last = credentials{}
		return credentials{}, false
	}
	return o.last, true
}

// forget makes the next request ask again, for example because the server refused what a file held.
func (o *obtained) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last, o.when = credentials{}, time.Time{}
}

// show keeps credentials for previews, which never ask for any.
func (o *obtained) show(with credentials) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.preview = with
}

// shown are the credentials for previews; none before a request was prepared.
func (o *obtained) shown() credentials {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.preview
}
