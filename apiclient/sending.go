package apiclient

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// sending is a prepared DeleteCall. All that it holds prints without secrets.
type sending struct {
	client      *Client
	request     deletion.Request
	credentials credentials
	preview     deletion.Preview
	used        atomic.Bool
}

// Preview is the request that Send will send.
func (s *sending) Preview() deletion.Preview { return s.preview }

// APIKey is the key that the request carries.
func (s *sending) APIKey() secret.Text { return s.credentials.key }

// Send sends the request and returns the true outcome within the server's time
// limit. Only the first call sends anything. The end of ctx is the end of what
// precedes the handover of the request to a connection, see [deletion.HandOver].
func (s *sending) Send(ctx context.Context) deletion.Outcome {
	started := s.client.now()
	if s.used.Swap(true) {
		return s.notSent(started, deletion.CauseFault, "This request had been sent before, and was not sent again.")
	}
	limit := s.request.Server.TimeLimit
	if limit <= 0 {
		limit = deletion.DefaultTimeLimit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	granted, loginFirst := s.client.session.plan(s.credentials, started)
	if loginFirst {
		var err error
		if granted, err = s.client.renew(ctx, s.credentials, secret.Text{}); err != nil {
			failed := asLoginError(err)
			return s.notSent(started, failed.cause, failed.sentences()+" No DeleteCall was sent.")
		}
	}
	outcome := s.attempt(ctx, granted)
	if outcome.Code != nil && *outcome.Code == deletion.CodeTokenExpired && s.credentials.canLogin() {
		return s.again(ctx, outcome, granted.token)
	}
	return outcome
}

// again makes the one further attempt that is allowed: the server said that it
// refused the first one before it acted, because the token had expired.
func (s *sending) again(ctx context.Context, first deletion.Outcome, expired secret.Text) deletion.Outcome {
	granted, err := s.client.renew(ctx, s.credentials, expired)
	if err != nil {
		first.Detail += " " + asLoginError(err).sentences()
		first.Answered = s.client.now()
		return first
	}
	second := s.attempt(ctx, granted)
	if second.Kind == deletion.NotSent {
		first.Detail += " After a new login there was a second attempt: " + second.Detail
		first.Answered = second.Answered
		return first
	}
	second.Detail = "The token had expired; after a new login there was a second attempt. " + second.Detail
	second.Earlier = []deletion.Attempt{first.Attempt}
	return second
}

// attempt puts one DeleteCall on the wire.
func (s *sending) attempt(ctx context.Context, with grant) deletion.Outcome {
	token := with.token
	ex := s.client.exchange(ctx, call{
		kept:       true,
		cookies:    with.cookies,
		method:     method(s.request),
		parameters: deleteCallParameters(s.request, s.credentials.key, token, token.IsSet()),
	})
	v := s.client.veil(s.credentials.key, s.credentials.token, s.credentials.password, token)
	result := outcomeOf(ex, responseType(s.request), v)
	if result.kind == deletion.Refused && slices.Contains(s.client.unproved, *result.code) {
		result.kind, result.cause = deletion.Unknown, deletion.CauseServerError
		result.rest += " The configuration of this server says that it may have deleted the call (unknown_codes)."
	}
	if result.kind == deletion.Refused {
		result.ground(s.client.grounds[*result.code])
	}
	attempt, echoed := ex.attempt(result, v)
	switch {
	case result.code == nil:
	case with.unknown(*result.code):
		s.client.session.drop(with)
		result.rest += " The server does not know the token of the last login any more, as after a restart. The next request logs in again."
		// The message names its source. It may still be right, so nobody is asked to type it again.
		result.rest += s.client.credentials().Origins().blame(*result.code, true)
	default:
		result.rest += s.client.blame(*result.code, with.isOurs())
	}
	result.rest += ex.packed.note()
	if echoed {
		result.rest += " The answer repeats a secret, and is kept with dots in its place."
	}
	return deletion.Outcome{
		Kind: result.kind, Cause: result.cause, Detail: result.detail(),
		Attempt: attempt, Answered: s.client.now(),
	}
}

func (s *sending) notSent(started time.Time, cause deletion.Cause, detail string) deletion.Outcome {
	now := s.client.now()
	return deletion.Outcome{
		Kind: deletion.NotSent, Cause: cause, Detail: detail,
		Attempt: deletion.Attempt{Started: started, Duration: now.Sub(started)}, Answered: now,
	}
}
