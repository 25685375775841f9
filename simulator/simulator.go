package simulator

import (
	"sync"
	"time"
)

// Path is where the API lives; everything else is not found.
const Path = "/verba/api"

// Simulator is a simulated system, an http.Handler. All its methods may be called by several goroutines at a time.
type Simulator struct {
	config Config
	keys   map[string]Key
	users  map[string]string // name to password

	mu       sync.Mutex // guards everything below
	archive  archive
	office   office
	changed  chan struct{} // closed when a call was added or ended by hand
	tokens   map[string]login
	tokenAge []string // oldest first
	requests recent[*Request]
	deleted  recent[*Deletion]
	faults   []Fault // of the next DeleteCalls
	// lookUpFaults are of the next look-ups.
	lookUpFaults []Fault
}

// New makes a simulated system. Its office has been at work for a while.
func New(config Config) *Simulator {
	s := &Simulator{
		config:  config.withDefaults(),
		keys:    map[string]Key{},
		users:   map[string]string{},
		changed: make(chan struct{}),
		tokens:  map[string]login{},
	}
	for _, k := range s.config.Keys {
		s.keys[k.Value] = k
	}
	for _, u := range s.config.Users {
		s.users[u.Name] = u.Password
	}
	delete(s.keys, "")  // a missing key is never a good one
	delete(s.users, "") // nor is a missing name
	start := s.now()
	s.archive = newArchive(start)
	s.office = newOffice(s.config, start)
	return s
}

func (s *Simulator) now() time.Time { return s.config.Clock() }

// advance brings the calls to the present, and plans those that a request might wait for. The lock is held.
func (s *Simulator) advance() time.Time {
	now := s.now()
	for _, call := range s.office.until(now.Add(s.config.Window)) {
		s.archive.add(&record{Call: call, ofOffice: true})
	}
	s.archive.settle(now)
	return now
}

// Calls are the calls that a request can see now, in the order in which they began.
func (s *Simulator) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	var calls []Call
	for _, r := range s.archive.all() {
		if r.State(now) != Planned {
			calls = append(calls, r.Call)
		}
	}
	return calls
}

// AddCall adds a call made by hand and returns it. A missing CallID is made up; without a Begin it began a minute ago, and
// has ended just now unless it has an End. A Begin in the future makes a call that status next can wait for.
func (s *Simulator) AddCall(c Call) Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	if c.Begin.IsZero() {
		c.Begin = now.Add(-time.Minute)
		if c.End.IsZero() {
			c.End = now
		}
	}
	return s.insert(c)
}

// Begin lets a call made by hand begin now, and returns it. It goes on until its End, or until End if it has none.
func (s *Simulator) Begin(c Call) Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Begin = s.advance()
	return s.insert(c)
}

func (s *Simulator) insert(c Call) Call {
	if c.CallID == "" {
		c.CallID = newGUID()
	}
	s.archive.add(&record{Call: c})
	s.announce()
	return c
}

// End ends an ongoing call now, and says whether there was one.
func (s *Simulator) End(callID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	found := s.archive.ongoing(key{"callID", callID}, now)
	for _, r := range found {
		r.Call.End = now
	}
	s.archive.settle(now)
	return len(found) > 0
}

// Protect marks the finished call with an internal ID as “do not delete”, as somebody in the system does.
func (s *Simulator) Protect(callID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.archive.last(key{"callID", callID}, s.advance())
	for _, r := range found {
		r.Call.DoNotDelete = true
	}
	return len(found) > 0
}

// announce wakes the requests that wait for a call to begin. The lock is held.
func (s *Simulator) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}
