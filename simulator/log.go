package simulator

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

const keep = 10_000

// Request is one request that arrived at /verba/api.
type Request struct {
	At       time.Time
	Method   string
	Action   string
	Params   url.Values // as they arrived, secrets included
	Answered bool       // by the API: false while it waits, and where a fault or a page was sent instead
	Code     int        // once answered
	Message  string     // once answered, empty on success
}

// String is a line for a log, without API key, token and password, and with nothing in it that a terminal could obey.
func (r Request) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %+q", r.Method, r.Action)
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		switch name {
		case "action":
		case "apiKey", "token", "password":
			fmt.Fprintf(&b, " %s=***", name)
		default:
			fmt.Fprintf(&b, " %+q=%+q", name, strings.Join(r.Params[name], "|"))
		}
	}
	if r.Answered {
		fmt.Fprintf(&b, ": %d", r.Code)
	}
	if r.Message != "" {
		fmt.Fprintf(&b, " %+q", r.Message)
	}
	return b.String()
}

// Deletion is a DeleteCall that was carried out.
type Deletion struct {
	Call Call      // as it was; Marked when it went on at that time
	At   time.Time // when the request was carried out
	Gone time.Time // when the call vanished; zero as long as a marked call goes on
}

// recent remembers the last entries and counts all of them.
type recent[T any] struct {
	entries []T
	total   int
}

func (r *recent[T]) add(entry T) {
	r.total++
	r.entries = append(r.entries, entry)
	if len(r.entries) > keep+keep/10 { // not at each entry: trimming copies
		r.entries = slices.Clone(r.entries[len(r.entries)-keep:])
	}
}

// copied are the last entries, at most keep, each of them copied.
func copied[T any](r *recent[*T]) []T {
	last := r.entries[max(0, len(r.entries)-keep):]
	out := make([]T, len(last))
	for i, entry := range last {
		out[i] = *entry
	}
	return out
}

// Requests are the last 10,000 requests, in the order of their arrival.
func (s *Simulator) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(&s.requests)
}

// Deleted are the last 10,000 deletions that were carried out, one for each call, in their order.
func (s *Simulator) Deleted() []Deletion {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance()
	return copied(&s.deleted)
}

// Totals counts all requests and all deletions since New, also those that are no longer remembered one by one.
func (s *Simulator) Totals() (requests, deletions int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests.total, s.deleted.total
}
