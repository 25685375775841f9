package simulator

import "time"

// Config says what a simulated system is like. The zero value works: its keys and users are the ones of Examples, its
// waits are those of the specification's sample, and its office is empty, which suits tests that add calls of their own.
type Config struct {
	// Seed makes the office: the same seed tells the same calls, counted from the moment of New.
	Seed uint64
	// Clock tells the time by which calls begin and end and tokens expire; time.Now when nil. Waiting goes by the
	// runtime's timers, so a test that waits does so in testing/synctest.
	Clock func() time.Time
	// Keys are the API keys that are let in; one without and one with a login when empty.
	Keys []Key
	// Users are those who may log in with RequestToken; one when empty.
	Users []User
	// Tries is how often a call is looked for before it is "not found"; 2 when not positive.
	Tries int
	// Sleep is the pause between two tries; one second when not positive.
	Sleep time.Duration
	// Window is how long status next waits for a call to begin; one minute when not positive.
	Window time.Duration
	// TokenLife is how long a token is good for; one hour when not positive.
	TokenLife time.Duration
	// LookUps is how the system answers look-ups.
	LookUps LookUps
	// NeedsCookie says that a token is good only with the session's cookie that came with it.
	NeedsCookie bool
	// Office is the phone system; without extensions nothing happens in it by itself.
	Office Office
	// Observe, when set, gets every request once it was answered. It may be called by several goroutines at a time.
	Observe func(Request)
}

// Key is an API key.
type Key struct {
	Value string
	// NeedsLogin says that the key alone is not enough: requests need a token of RequestToken as well.
	NeedsLogin bool
	// NoLookUps says that the key may delete and not look up.
	NoLookUps bool
}

// User may log in with RequestToken.
type User struct {
	Name, Password string
}

// Office is the size and the pace of the phone system.
type Office struct {
	// Extensions is the number of ordinary extensions, from 8856 upwards. When it is positive, a few special ones
	// come with them, for the cases that do not happen by themselves: see Examples.
	Extensions int
	// Pace is the mean time from one ordinary call's begin to the next one's, at least 10 ms. When not positive, it
	// is such that something like a third of the extensions are in a call.
	Pace time.Duration
	// Stock is about how many ordinary calls there have been when the simulator starts; three per extension when not positive.
	Stock int
}

// The identities of a simulator that is given none: the API key is the one of the specification's GET sample.
const (
	demoKey      = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"
	demoLoginKey = "5d1b0f7e-2a94-4c57-8e0b-6f3d9a1c4b22"
	demoUser     = "supervisor"
	demoPassword = "practice"
)

// Demo is the configuration of a busy small office, in which each case of the specification can be tried at once.
func Demo() Config {
	return Config{Seed: 8856, Office: Office{Extensions: 16}}
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if len(c.Keys) == 0 {
		c.Keys = []Key{{Value: demoKey}, {Value: demoLoginKey, NeedsLogin: true}}
	}
	if len(c.Users) == 0 {
		c.Users = []User{{Name: demoUser, Password: demoPassword}}
	}
	c.Tries = orDefault(c.Tries, 2)
	c.Sleep = orDefault(c.Sleep, time.Second)
	c.Window = orDefault(c.Window, time.Minute)
	c.TokenLife = orDefault(c.TokenLife, time.Hour)
	if c.Office.Extensions > 0 {
		// An ordinary call lasts some 90 s and keeps one or two extensions busy.
		c.Office.Pace = max(orDefault(c.Office.Pace, 320*time.Second/time.Duration(c.Office.Extensions)), 10*time.Millisecond)
		c.Office.Stock = orDefault(c.Office.Stock, 3*c.Office.Extensions)
	}
	return c
}

func orDefault[T int | time.Duration](value, preset T) T {
	if value > 0 {
		return value
	}
	return preset
}
