package simulator

import (
	"fmt"
	"time"
)

type party struct{ number, name string }

// The people of the office, and those they talk to. Not all names are plain ASCII, as in any office.
var (
	colleagues = [...]string{
		"Ada Brandt", "Ágnes Kővári", "Bilal Haddad", "Chiara Rossi", "Daan de Wit", "Eszter Nagy", "Femi Adeyemi",
		"Greta Lindqvist", "Hugo Marchand", "Ines Carvalho", "李 小明", "Jonas Weber", "Katya Orlova", "Liam O'Shea",
		"Małgorzata Wrona", "Nils Åkesson",
	}
	outsiders = [...]party{
		{"+3612345678", "Duna Bank"}, {"+442079460123", "Harbour & Sons"}, {"+33199001122", ""},
		{"+4930901820", "Müller GmbH"}, {"+15550100199", "Acme Freight"}, {"+390655501", ""},
		{"+34910555123", "Clínica Sol"}, {"+819012345678", "山田商事"}, {"anonymous", ""},
	}
)

func (l *line) outsider() party { return outsiders[l.random.IntN(len(outsiders))] }

// floor is where the ordinary extensions are. Calls are dealt like cards, so that everybody gets one before anybody gets a second
// one, and nobody is ever in two at a time.
type floor struct {
	pace  time.Duration
	desks []party
	deck  []int             // desks that have not been dealt to in this round
	busy  map[int]time.Time // until when a desk is in a call
}

func newFloor(o Office) *floor {
	f := &floor{pace: o.Pace, busy: map[int]time.Time{}}
	for i := range o.Extensions {
		name := colleagues[i%len(colleagues)]
		if i >= len(colleagues) {
			name = fmt.Sprintf("%s %d", name, i/len(colleagues)+1)
		}
		f.desks = append(f.desks, party{fmt.Sprint(firstOrdinary + i), name})
	}
	return f
}

// plan: a free desk calls or is called, by a colleague or from outside. When all desks are busy, nobody calls.
func (f *floor) plan(l *line) (calls []Call) {
	if desk, free := f.deal(l); free {
		lasts := l.between(20*time.Second, 160*time.Second)
		here, there := f.desks[desk], l.outsider()
		f.busy[desk] = l.begins.Add(lasts)
		if other := l.random.IntN(len(f.desks)); l.random.IntN(5) < 2 && f.free(l, other) {
			there = f.desks[other]
			f.busy[other] = l.begins.Add(lasts)
		}
		if l.random.IntN(2) == 0 {
			here, there = there, here
		}
		c := l.call(here, there, lasts)
		if l.random.IntN(3) == 0 {
			c.MeetingID = l.meetingID()
		}
		calls = append(calls, c)
	}
	l.begins = l.begins.Add(l.between(f.pace/2, f.pace*3/2))
	return calls
}

func (f *floor) free(l *line, desk int) bool { return !l.begins.Before(f.busy[desk]) }

// deal takes the first free desk from the deck, and shuffles a new deck when it is used up.
func (f *floor) deal(l *line) (desk int, ok bool) {
	if len(f.deck) == 0 {
		f.deck = l.random.Perm(len(f.desks))
	}
	for i, desk := range f.deck {
		if f.free(l, desk) {
			f.deck = append(f.deck[:i], f.deck[i+1:]...)
			return desk, true
		}
	}
	return 0, false
}
