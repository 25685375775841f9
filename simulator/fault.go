package simulator

import "time"

// Fault is something that goes wrong with one DeleteCall, or with one look-up. The zero value is none.
type Fault struct {
	// Code, when not 0, refuses the request with Message, and touches no call.
	Code    int
	Message string
	// Status, when not 0, answers Page as HTML with this HTTP status, and touches no call.
	Status int
	Page   string
	// Drop carries the request out, and cuts the connection instead of answering. Only for a simulator behind a real
	// server: it panics with http.ErrAbortHandler.
	Drop bool
	// Delay holds the answer back, when everything else was done.
	Delay time.Duration
	// Another answers a look-up with another call than the one that was asked for.
	Another bool
}

// Inject lets the next requests of DeleteCall go wrong, one fault for each of them in turn.
func (s *Simulator) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// InjectLookUps lets the next look-ups go wrong, one fault for each of them in turn.
func (s *Simulator) InjectLookUps(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lookUpFaults = append(s.lookUpFaults, faults...)
}

func (s *Simulator) nextFault(of *[]Fault) (f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(*of) > 0 {
		f, *of = (*of)[0], (*of)[1:]
	}
	return f
}
