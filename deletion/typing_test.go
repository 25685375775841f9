package deletion

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/secret"
)

// typedOnce is an API key that was typed; it is forgotten after five minutes.
type typedOnce struct {
	life  context.Context
	until time.Time
}

func (o typedOnce) Untyped(Server) []Untyped {
	if time.Now().Before(o.until) {
		return nil
	}
	return []Untyped{{APIKeyCredential, "the API key that was typed was not used for 5 minutes and is forgotten"}}
}
func (typedOnce) Keep(Server, Credential, secret.Text) {}
func (o typedOnce) Life(Server) context.Context        { return o.life }

// A confirmation that is left open keeps no key longer than it is kept elsewhere, and sends nothing without.
func TestAReviewLetsGoOfWhatWasTypedWhenItIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const idle = 5 * time.Minute
		life, end := context.WithTimeout(t.Context(), idle)
		defer end()
		s := &stage{}
		w := NewWorkflow(Parts{
			Senders: func(Server) (Sender, error) { return s, nil }, Recorder: s, Now: time.Now,
			Typing: typedOnce{life, time.Now().Add(idle)},
		})
		request := Request{Server: Server{Name: "practice", TimeLimit: time.Minute}, Selector: Selector{identifierType: NativeID, identifier: "TRS1"}}
		inTime, err := w.Review(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		tooLate, err := w.Review(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(idle - time.Second)
		if changed, err := w.Since(t.Context(), tooLate); changed != "" || err != nil {
			t.Errorf("before: %q, %v", changed, err)
		}
		if _, err := w.Execute(t.Context(), inTime); err != nil {
			t.Errorf("before: %v", err)
		}
		s.script = nil
		time.Sleep(time.Second)
		synctest.Wait()
		if tooLate.prepared.sending != nil {
			t.Error("it still has the key")
		}
		if changed, err := w.Since(t.Context(), tooLate); !strings.HasPrefix(changed, "The API key that was typed was not used") || err != nil {
			t.Errorf("after: %q, %v", changed, err)
		}
		_, err = w.Execute(t.Context(), tooLate)
		var wanted *CredentialsError
		if !errors.As(err, &wanted) || !wanted.Untyped || !strings.Contains(err.Error(), "begin the deletion again") || len(s.script) > 0 {
			t.Errorf("after: %v, and then %v", err, s.script)
		}
	})
}

// A machine that slept has a clock on the wall that went on, and timers that did not.
func TestAReviewOfWhatIsTooOldIsNotExecuted(t *testing.T) {
	s := &stage{}
	w := NewWorkflow(Parts{
		Senders: func(Server) (Sender, error) { return s, nil }, Recorder: s, Now: time.Now,
		Typing: typedOnce{life: t.Context()},
	})
	review, err := w.Review(t.Context(), Request{Server: Server{Name: "practice", TimeLimit: time.Minute}, Selector: Selector{identifierType: NativeID, identifier: "TRS1"}})
	if err != nil {
		t.Fatal(err)
	}
	s.script = nil
	var wanted *CredentialsError
	if _, err = w.Execute(t.Context(), review); !errors.As(err, &wanted) || len(s.script) > 0 {
		t.Errorf("%v, and then %v", err, s.script)
	}
}
