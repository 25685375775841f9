package uitest

import (
	"context"
	"sync"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// APIKey is the key of every server here. It must never be seen on a screen.
const APIKey = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"

// Sender plays the client of a server. It answers at once, or when it is told.
type Sender struct {
	mu      sync.Mutex
	calls   int
	sent    []*flight
	answers []deletion.Outcome
	waits   bool
	typing  *Typing // nil where nobody types credentials

	// Prepared is called before a request is prepared, where it is set.
	Prepared func(deletion.Request) error
	// Sending is called when a request is sent, where it is set.
	Sending func(deletion.Request)
}

type flight struct {
	request  deletion.Request
	prepared *prepared
	answer   chan deletion.Outcome // buffered
	answered bool
}

// NewSender returns a sender that accepts everything at once.
func NewSender() *Sender { return &Sender{} }

// Wait makes requests wait for [Sender.Answer].
// Every test that uses it answers in the end, or Session.close does: an open request would
// keep the bubble from ending.
func (s *Sender) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waits = true
}

// Script gives the outcomes of the next requests, in order; then everything is accepted.
func (s *Sender) Script(outcomes ...deletion.Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, outcomes...)
}

// Sent are the requests that were sent, in order.
func (s *Sender) Sent() []deletion.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := make([]deletion.Request, len(s.sent))
	for i, one := range s.sent {
		requests[i] = one.request
	}
	return requests
}

// Calls counts what was asked of the sender. The preview counts too: the console
// makes it in commands only.
func (s *Sender) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// Answer answers the oldest request that waits.
func (s *Sender) Answer(outcome deletion.Outcome) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.sent {
		if !one.answered {
			one.answered = true
			one.answer <- outcome
			return true
		}
	}
	return false
}

// AnswerEverything leaves no request without an answer.
func (s *Sender) AnswerEverything() {
	for s.Answer(Accepted()) {
	}
}

// call counts a question: a test that expects none finds code of Update or View that asks.
func (s *Sender) call() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
}

// Preview shows the request as the client does.
func (s *Sender) Preview(request deletion.Request) deletion.Preview {
	s.call()
	return preview(request)
}

// preview is shared by the form and by what is sent, as in the client: both show one request.
func preview(request deletion.Request) deletion.Preview {
	parameters := []deletion.Parameter{
		{Name: "action", Value: "DeleteCall"}, {Name: "apiKey", Value: secret.New(APIKey).Masked(), Secret: true},
		{Name: "responseType", Value: string(request.Server.ResponseType)},
	}
	if selector := request.Sent(); !selector.IsZero() {
		parameters = append(parameters, deletion.Parameter{Name: string(selector.Type()), Value: selector.Identifier()})
		if status := selector.Status(); status != deletion.NoStatus {
			parameters = append(parameters, deletion.Parameter{Name: "status", Value: string(status)})
		}
	}
	return deletion.Preview{Method: request.Server.Method, Endpoint: request.Server.Endpoint, Parameters: parameters}
}

// Prepare builds the request that is sent if it is confirmed.
func (s *Sender) Prepare(_ context.Context, request deletion.Request) (deletion.Sending, error) {
	s.call()
	if s.Prepared != nil {
		if err := s.Prepared(request); err != nil {
			return nil, err
		}
	}
	if s.typing != nil {
		if err := s.typing.refuse(request.Server); err != nil {
			return nil, err
		}
	}
	return &prepared{sender: s, request: request}, nil
}

type prepared struct {
	sender  *Sender
	request deletion.Request
}

// Preview is the request as a person is shown it.
func (p *prepared) Preview() deletion.Preview { return preview(p.request) }

// APIKey is the key of every practice server.
func (p *prepared) APIKey() secret.Text { return secret.New(APIKey) }

// Send counts itself as sent before it waits, so a test sees the request while it is on its way.
func (p *prepared) Send(context.Context) deletion.Outcome {
	s, started := p.sender, time.Now()
	one := &flight{request: p.request, prepared: p, answer: make(chan deletion.Outcome, 1)}
	s.mu.Lock()
	s.calls++
	s.sent = append(s.sent, one)
	if !s.waits {
		outcome := Accepted()
		if len(s.answers) > 0 {
			outcome, s.answers = s.answers[0], s.answers[1:]
		}
		one.answered = true
		one.answer <- outcome
	}
	s.mu.Unlock()
	if s.Sending != nil {
		s.Sending(p.request)
	}
	// Without the lock, which Answer takes, and deaf to the context: a request that has left can't
	// be recalled.
	outcome := <-one.answer
	outcome.Started, outcome.Answered = started, time.Now()
	if outcome.Duration == 0 {
		outcome.Duration = outcome.Answered.Sub(started)
	}
	return outcome
}
