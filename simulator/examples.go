package simulator

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Example is a DeleteCall to try.
type Example struct {
	Param  string // one of those that can name a call
	Value  string
	Status string // only of an extension
	Note   string // what it is, and what will happen, as a phrase
}

// Examples is what one has to know to use a simulator.
type Examples struct {
	APIKey         string // needs no login; empty when there is none
	LoginKey       string // needs a login; empty when there is none
	User, Password string // for the login
	Try            []Example
}

// Examples tells the keys and what can be tried at this moment. In an office without extensions there are only identifiers of
// calls made by hand.
func (s *Simulator) Examples() Examples {
	var e Examples
	for _, k := range s.config.Keys {
		switch {
		case k.NeedsLogin && e.LoginKey == "":
			e.LoginKey = k.Value
		case !k.NeedsLogin && e.APIKey == "":
			e.APIKey = k.Value
		}
	}
	e.User, e.Password = s.config.Users[0].Name, s.config.Users[0].Password
	if s.config.Office.Extensions > 0 {
		e.Try = s.officeExamples()
	}
	calls := s.Calls()
	now := s.now()
	for _, param := range parameters() {
		if param == extension {
			continue // the office has its own
		}
		// Each from another call, so that trying one leaves the others to try.
		for i := len(calls) - 1; i >= 0; i-- {
			c := calls[i]
			if value := c.value(param); value != "" && c.State(now) == Finished && !c.Held && !c.DoNotDelete && !now.Before(c.Retained) && !c.isDoubled() {
				e.Try = append(e.Try, Example{Param: param, Value: value, Note: c.describe()})
				calls = append(calls[:i], calls[i+1:]...)
				break
			}
		}
	}
	return e
}

func (s *Simulator) officeExamples() []Example {
	first, second := fmt.Sprint(firstOrdinary), fmt.Sprint(firstOrdinary+min(1, s.config.Office.Extensions-1))
	return []Example{
		{extension, first, "last", colleagues[0] + ": the last finished call"},
		{extension, second, "last,ongoing", colleagues[min(1, s.config.Office.Extensions-1)] + ": finished, or else going on"},
		{extension, busyExtension, "ongoing", "Reception: always in a call"},
		{extension, soonExtension, "next", "Gate: a call begins within " + (s.config.Window * 2 / 3).String()},
		{extension, soonExtension, "ongoing,next", "Gate: going on, or else the next"},
		{extension, doubledExtension, "last", "Meeting room: more than one record, refused"},
		{extension, heldExtension, "last", "Legal: on legal hold, refused"},
		{extension, retainedExtension, "last", "Trading: in retention, refused"},
		{extension, guardedExtension, "last", "Quality: marked do not delete, refused; has legs and a second recording"},
		{extension, silentExtension, "last", "an empty desk: not found"},
	}
}

func (c Call) isDoubled() bool { return c.From == doubledExtension || c.To == doubledExtension }

func (c Call) describe() string {
	return fmt.Sprintf("from %s to %s at %s", c.From, c.To, c.Begin.Format(time.TimeOnly))
}

func (c Call) value(param string) string {
	for _, k := range c.keys() {
		if k.param == param {
			return k.value
		}
	}
	return ""
}

// Curl is the command line that tries an example on the simulator at a base URL, for a POSIX shell.
func (e Examples) Curl(base string, try Example) string {
	args := []string{"curl", "-d", "action=DeleteCall", "-d", "apiKey=" + e.APIKey, "-d", try.Param + "=" + try.Value}
	if try.Status != "" {
		args = append(args, "-d", "status="+try.Status)
	}
	return shellLine(append(args, endpoint(base)))
}

// CurlLogin is the command line that asks for a token.
func (e Examples) CurlLogin(base string) string {
	return shellLine([]string{
		"curl", "-u", e.User + ":" + e.Password, "-d", "action=RequestToken", "-d", "apiKey=" + e.LoginKey, endpoint(base),
	})
}

// Fprint writes all that for a person, who reaches the simulator at a base URL such as http://127.0.0.1:8088.
func (e Examples) Fprint(w io.Writer, base string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "URL\t%s\n", endpoint(base))
	if e.APIKey != "" {
		fmt.Fprintf(table, "API key\t%s\n", e.APIKey)
	}
	if e.LoginKey != "" {
		fmt.Fprintf(table, "API key with login\t%s\tuser %s, password %s\n", e.LoginKey, e.User, e.Password)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(e.Try) > 0 {
		fmt.Fprint(w, "\nTry\n")
	}
	for _, try := range e.Try {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", try.Param, try.Value, try.Status, try.Note)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if e.APIKey != "" && len(e.Try) > 0 {
		fmt.Fprintf(w, "\n%s\n", e.Curl(base, e.Try[0]))
	}
	if e.LoginKey != "" {
		fmt.Fprintf(w, "%s\n", e.CurlLogin(base))
	}
	return nil
}

func endpoint(base string) string { return strings.TrimSuffix(base, "/") + Path }

// shellLine joins arguments, and quotes those that a shell would not take as they are.
func shellLine(args []string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:/=@+%"
	quoted := make([]string, len(args))
	for i, arg := range args {
		if strings.Trim(arg, plain) == "" {
			quoted[i] = arg
			continue
		}
		quoted[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return strings.Join(quoted, " ")
}
