// Package sample makes up records of deletions, years of them and always the
// same for the same seed, for trying and measuring a full history.
package sample

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"deletecall/deletion"
)

// Options say what is made up.
type Options struct {
	Seed  uint64
	Count int
	// Until is when the newest deletion was confirmed.
	Until time.Time
	// Years is over how many years the deletions spread.
	Years int
}

// Records yields the records from the oldest to the newest, numbered from 1.
func Records(options Options) iter.Seq[deletion.Record] {
	return func(yield func(deletion.Record) bool) {
		random := rand.New(rand.NewPCG(options.Seed, 0x64656c))
		span := time.Duration(options.Years) * 365 * 24 * time.Hour
		pace := span / time.Duration(max(1, options.Count))
		at := options.Until.Add(-span)
		for number := 1; number <= options.Count; number++ {
			at = at.Add(time.Duration(float64(pace) * (0.2 + 1.6*random.Float64())))
			if at.After(options.Until) {
				at = options.Until
			}
			if !yield(record(random, int64(number), at)) {
				return
			}
		}
	}
}

var (
	operators = []string{"alice", "bob", "carol", "dávid", "erik", "fatima", "giulia", "hana", "ines", "jürgen"}
	servers   = []string{"production", "production", "production", "budapest", "test"}
	reasons   = []string{
		"GDPR-%04d erasure request", "HR-%04d private call", "misdial, ticket %04d", "payment card read aloud, PCI-%04d",
		"retention of contract %04d ended", "test call %04d", "",
	}
	messages = map[int]string{
		-50: "Call for extension %s with status %s not found after 2 tries, with sleep time 1000.",
		-51: "More than one record found.", -90: "The call is on legal hold.", -41: "Invalid API key.",
	}
)

func record(random *rand.Rand, number int64, at time.Time) deletion.Record {
	r := deletion.Record{Intent: intent(random, number, at)}
	r.Outcome = outcome(random, r.Intent)
	if r.Outcome.Kind == deletion.Unknown && random.IntN(10) > 0 {
		finding := deletion.FoundDeleted
		if random.IntN(3) == 0 {
			finding = deletion.FoundNotDeleted
		}
		r.Settlement = &deletion.Settlement{Finding: finding, Note: "looked in Verba", Settled: at.Add(time.Hour),
			Operator: deletion.Operator{Name: pick(random, operators)}}
	}
	return r
}

func intent(random *rand.Rand, number int64, at time.Time) deletion.Intent {
	server := pick(random, servers)
	i := deletion.Intent{
		Number: number, ID: fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", at.UnixMilli()>>16, at.UnixMilli()&0xffff, random.IntN(0x1000), random.IntN(0x1000), number),
		Server: server, Endpoint: "https://" + server + ".verba.example.com/verba/api", Method: deletion.POST, ResponseType: deletion.XML,
		KeyFingerprint: "5dedf2e9809f47b993b7073933c61023",
		Operator:       deletion.Operator{Name: pick(random, operators), Host: fmt.Sprintf("desk%02d", random.IntN(30)), UID: "1000"},
		Version:        "sample", Confirmed: at, Deadline: at.Add(2 * time.Minute),
	}
	if reason := pick(random, reasons); reason != "" {
		i.Reason = fmt.Sprintf(reason, random.IntN(10000))
	}
	i.IdentifierType = deletion.Extension
	if random.IntN(3) == 0 {
		i.IdentifierType = pick(random, deletion.IdentifierTypes()[1:]) // all but the extension
	}
	switch i.IdentifierType {
	case deletion.Extension:
		i.Identifier = fmt.Sprint(2000 + random.IntN(8000))
		i.Status = pick(random, []deletion.Status{deletion.Last, deletion.Last, deletion.Last, deletion.Ongoing, deletion.Next, deletion.LastOngoing, deletion.OngoingNext})
	case deletion.CallID:
		i.Identifier = fmt.Sprintf("%08x-9f35-4a3a-83f0-%012x", random.Uint32(), random.Uint64()>>16)
	case deletion.PlatformCallID:
		i.Identifier = fmt.Sprint(70_000_000 + random.IntN(9_000_000))
	case deletion.NativeID:
		i.Identifier = fmt.Sprintf("TRS%08d", random.IntN(100_000_000))
	default:
		i.Identifier = fmt.Sprintf("%08X", random.Uint32())
	}
	return i
}

func outcome(random *rand.Rand, i deletion.Intent) deletion.Outcome {
	took := time.Duration(20+random.IntN(900)) * time.Millisecond
	o := deletion.Outcome{Cause: deletion.CauseAnswered, Answered: i.Confirmed.Add(took),
		Attempt: deletion.Attempt{Started: i.Confirmed, Duration: took, HTTPStatus: 200}}
	code := 0
	switch chance := random.IntN(100); {
	case chance < 82:
		o.Kind, o.Detail = deletion.Accepted, "The server answered with code 0."
	case chance < 96:
		o.Kind = deletion.Refused
		code = pick(random, []int{-50, -50, -50, -50, -51, -90, -41})
		o.Message = messages[code]
		if code == -50 {
			o.Message = fmt.Sprintf(o.Message, i.Identifier, i.Status)
		}
		o.Detail = fmt.Sprintf("The server answered with code %d.", code)
	case chance < 98:
		return deletion.Outcome{Kind: deletion.NotSent, Cause: deletion.CauseConnect, Detail: "The connection was refused.", Answered: o.Answered,
			Attempt: deletion.Attempt{Started: i.Confirmed, Duration: took}}
	default:
		return deletion.Outcome{Kind: deletion.Unknown, Cause: deletion.CauseTime, Detail: "The time limit passed before an answer was read.",
			Answered: o.Answered, Attempt: deletion.Attempt{Started: i.Confirmed, Duration: took}}
	}
	o.Code = &code
	body := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><VerbaApi><Response code="%d" type="DeleteCall"/></VerbaApi>`, code)
	o.Answer = deletion.Answer{ContentType: "text/xml", Body: []byte(body), Length: int64(len(body)), Text: body}
	return o
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }
