package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/safetext"
)

// Policy says whose word counts beyond that of the account that keeps a history: which
// witnesses, and how many of them have to agree.
type Policy struct {
	Witnesses []Witness
	// Quorum is how many of them, at least 1.
	Quorum int
	// Demanded is set where fewer are not enough: then it is a finding.
	Demanded bool
}

// Add adds a witness that is not among the others yet: named twice, it counts once.
func (p *Policy) Add(witness Witness) {
	if !slices.ContainsFunc(p.Witnesses, func(other Witness) bool { return other.public == witness.public }) {
		p.Witnesses = append(p.Witnesses, witness)
	}
}

// Outside is what somebody outside of the account that keeps a history vouches for. Whoever
// owns that account can sign again what they changed; what others have seen or signed, they
// can't change.
type Outside struct {
	Events  int64    // the first so many events
	Covered int64    // of them, those that somebody vouches for
	Sources []string // who does: a phrase each
	// OnServer says that the history is on a database server: whoever administers that could forge
	// what the account that deletes could not.
	OnServer bool
	// Finding is why a demanded policy is not met; empty when it is.
	Finding string
}

// Outside returns what the checkpoints given to [Verify] show, by a policy. One that was kept
// elsewhere counts; one of this machine does when enough witnesses cosigned it. Its errors
// are *[CheckpointError], for a forged cosignature.
func (r *Report) Outside(policy Policy) (outside Outside, err error) {
	outside.Events = r.LastSeq
	newest := map[string]cosigned{}
	for _, result := range r.Given {
		if result.Verdict != Confirmed {
			continue
		}
		if size := result.Checkpoint.Size; !result.Local && size > outside.Covered {
			outside.Covered = size
			outside.Sources = []string{fmt.Sprintf("the checkpoint from %s covers %s", safetext.Bounded(result.Name, 100), safetext.Count(size, "event", "events"))}
		}
		made, err := Cosignatures(result.Checkpoint.Note, policy.Witnesses)
		if err != nil {
			return outside, err
		}
		for _, by := range made {
			if size := result.Checkpoint.Size; size >= newest[by.Witness].size {
				newest[by.Witness] = cosigned{by, size}
			}
		}
	}
	return policy.apply(outside, newest), nil
}

// Outside returns which witnesses cosigned the checkpoint of a proof, by a policy.
func (p Proved) Outside(policy Policy) (Outside, error) {
	size := p.Checkpoint.Size
	made, err := Cosignatures(p.Checkpoint.Note, policy.Witnesses)
	if err != nil {
		return Outside{}, err
	}
	newest := map[string]cosigned{}
	for _, by := range made {
		newest[by.Witness] = cosigned{by, size}
	}
	return policy.apply(Outside{Events: size}, newest), nil
}

// cosigned is the newest cosignature of a witness.
type cosigned struct {
	Cosignature
	size int64
}

func (p Policy) apply(outside Outside, newest map[string]cosigned) Outside {
	var made []cosigned
	for _, by := range newest {
		made = append(made, by)
	}
	slices.SortFunc(made, func(a, b cosigned) int { // the largest first, then by name
		if a.size != b.size {
			return int(min(max(b.size-a.size, -1), 1))
		}
		return strings.Compare(a.Witness, b.Witness)
	})
	quorum := max(p.Quorum, 1)
	if len(made) < quorum {
		if p.Demanded {
			outside.Finding = fmt.Sprintf("It has %d of the %d cosignatures that are needed.", len(made), quorum)
		}
		return outside
	}
	// What the least of a quorum has seen, all of it have seen.
	size := made[quorum-1].size
	if size < outside.Covered {
		return outside
	}
	var sources []string
	for _, by := range made {
		if by.size >= size {
			sources = append(sources, by.text())
		}
	}
	if size == outside.Covered {
		sources = append(outside.Sources, sources...)
	}
	outside.Covered, outside.Sources = size, sources
	return outside
}

func (c cosigned) text() string {
	return fmt.Sprintf("the witness %s cosigned %s at %s", safetext.Bounded(c.Witness, 100), safetext.Count(c.size, "event", "events"), c.At.Format(time.RFC3339))
}

// Complete reports whether somebody outside vouches for everything.
func (o Outside) Complete() bool { return o.Covered >= o.Events }

// String says first of all who could have forged what is confirmed.
func (o Outside) String() string {
	who := strings.Join(o.Sources, ", and ")
	whoever, noOne := "Whoever owns this account", "the owner of this account"
	if o.OnServer {
		whoever, noOne = "Whoever administers the server of this history", "an administrator of the server of this history"
	}
	switch {
	case o.Events == 0:
		return "There is nothing that could have been forged."
	case o.Covered == 0:
		return whoever + " could have forged all of this: no checkpoint from elsewhere and no witness covers any of it."
	case o.Complete():
		return fmt.Sprintf("Not even %s could have changed %s unnoticed since: %s.", noOne, these(o.Events), who)
	}
	them := "them"
	if o.Events == o.Covered+1 {
		them = "it"
	}
	return fmt.Sprintf("%s could have forged %s: nothing from outside covers %s. Up to event %d they could not: %s.",
		whoever, span(o.Covered+1, o.Events), them, o.Covered, who)
}

func these(events int64) string {
	if events == 1 {
		return "this event"
	}
	return "these " + safetext.Number(events) + " events"
}
