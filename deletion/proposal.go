package deletion

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"deletecall/lookup"
)

// Proposal is a deletion as it is put to a person: what is to be deleted, on which
// server, why, and by whom. It is data only, and holds no secrets: it can be stored,
// compared, and shown elsewhere and later. To be sent it is [Prepared].
type Proposal struct {
	Request  Request
	Operator Operator
}

// Digest identifies a [Proposal]: the SHA-256 of its canonical form.
type Digest [sha256.Size]byte

// String is the digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Digest is equal for two proposals exactly where the same would be sent, by the same
// person for the same reason.
func (p Proposal) Digest() Digest { return sha256.Sum256(p.Canonical()) }

// Canonical returns the one form in which a proposal is stored and hashed: an object of
// JSON (RFC 8259) in UTF-8 without white space, with every member of [canonicalProposal]
// in that order, empty ones too. In strings only ", \, the control characters, U+2028 and
// U+2029 are escaped, as encoding/json does it. Numbers are integers; the time limit is
// in nanoseconds. A change of the form needs another version.
//
// Of the server it holds what decides where and how a request travels. What only this
// console needs is left out: the rules of its confirmation and look-ups, the administrator's remarks and
// colour, and what follows from the endpoint.
func (p Proposal) Canonical() []byte {
	server, selector, by := p.Request.Server, p.Request.Selector, p.Operator
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(canonicalProposal{
		Version:        2,
		IdentifierType: selector.Type(), Identifier: selector.Identifier(), Status: selector.Status(),
		Server: server.Name, Endpoint: server.Endpoint, Method: server.Method, ResponseType: server.ResponseType,
		TimeLimit: int64(server.TimeLimit), Proxy: server.Proxy,
		Reason: p.Request.Reason, Again: p.Request.Again,
		Shown: canonical(p.Request.Shown), Pinned: p.Request.Pinned,
		Operator: canonicalOperator(by),
	})
	if err != nil {
		panic(err) // strings and integers can be encoded
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

type canonicalProposal struct {
	Version        int               `json:"version"`
	IdentifierType IdentifierType    `json:"identifier_type"`
	Identifier     string            `json:"identifier"`
	Status         Status            `json:"status"`
	Server         string            `json:"server"`
	Endpoint       string            `json:"endpoint"`
	Method         Method            `json:"method"`
	ResponseType   ResponseType      `json:"response_type"`
	TimeLimit      int64             `json:"time_limit_ns"`
	Proxy          string            `json:"proxy"`
	Reason         string            `json:"reason"`
	Again          int64             `json:"again"`
	Shown          canonicalShown    `json:"shown"`
	Pinned         bool              `json:"pinned"`
	Operator       canonicalOperator `json:"operator"`
}

// canonicalShown is a [Shown]; times are RFC 3339, empty when unstated, the length is in
// nanoseconds.
type canonicalShown struct {
	Verdict        lookup.Verdict   `json:"verdict"`
	Reason         lookup.Reason    `json:"reason"`
	At             string           `json:"at"`
	CallID         string           `json:"call_id"`
	NativeID       string           `json:"native_id"`
	PlatformCallID string           `json:"platform_call_id"`
	MeetingID      string           `json:"meeting_id"`
	FromNumber     string           `json:"from_number"`
	FromName       string           `json:"from_name"`
	ToNumber       string           `json:"to_number"`
	ToName         string           `json:"to_name"`
	RecordedParty  string           `json:"recorded_party"`
	Begin          string           `json:"begin"`
	End            string           `json:"end"`
	Length         int64            `json:"length_ns"`
	ZoneBasis      lookup.ZoneBasis `json:"zone_basis"`
	State          lookup.State     `json:"state"`
	Direction      string           `json:"direction"`
	Recorder       string           `json:"recorder"`
	DoNotDelete    bool             `json:"do_not_delete"`
	Marks          string           `json:"marks"`
	Legs           string           `json:"legs"`
}

func canonical(s Shown) canonicalShown {
	stamp := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Format(time.RFC3339Nano)
	}
	return canonicalShown{
		Verdict: s.Verdict, Reason: s.Reason, At: stamp(s.At), CallID: s.CallID,
		NativeID: s.NativeID, PlatformCallID: s.PlatformCallID, MeetingID: s.MeetingID,
		FromNumber: s.From.Number, FromName: s.From.Name, ToNumber: s.To.Number, ToName: s.To.Name, RecordedParty: s.RecordedParty,
		Begin: stamp(s.Begin), End: stamp(s.End), Length: int64(s.Length), ZoneBasis: s.ZoneBasis, State: s.State,
		Direction: s.Direction, Recorder: s.Recorder, DoNotDelete: s.DoNotDelete, Marks: s.Marks, Legs: s.Legs,
	}
}

type canonicalOperator struct {
	Name      string `json:"name"`
	Login     string `json:"login"`
	UID       string `json:"uid"`
	LoginUID  string `json:"login_uid"`
	SudoUser  string `json:"sudo_user"`
	Host      string `json:"host"`
	Terminal  string `json:"terminal"`
	SSHClient string `json:"ssh_client"`
	SSHKey    string `json:"ssh_key"`
}
