package deletion

import (
	"strings"
	"testing"
	"time"
)

func TestAReviewWarnsOfWhatAPersonShouldKnow(t *testing.T) {
	byBob := Intent{Number: 3, Confirmed: noon.Add(-2 * time.Minute).UTC(), Operator: Operator{Name: "bob\x1b[2J"}}
	longAgo, other, ofCall := byBob, byBob, byBob
	ofCall.IdentifierType, ofCall.Identifier = CallID, "8856"
	longAgo.Confirmed = noon.Add(-time.Hour)
	other.Number = 2
	byBob.IdentifierType, byBob.Identifier, byBob.Status = Extension, "8856", Last
	longAgo.IdentifierType, other.IdentifierType = Extension, Extension
	asTyped := longAgo
	asTyped.Shown = ShownOf(adasCall())
	pinned := byBob
	pinned.Shown, pinned.Pinned = asTyped.Shown, true
	shown := func(r *Request) { *r = r.Showing(adasCall()) }
	deleted := func(intent Intent) TargetHistory {
		return TargetHistory{Deleted: &Record{Intent: intent, Outcome: Outcome{Kind: Accepted}}}
	}
	unsettled := func(intents ...Intent) (target TargetHistory) {
		for _, intent := range intents {
			target.Unknown = append(target.Unknown, Record{Intent: intent, Outcome: Outcome{Kind: Unknown}})
		}
		return target
	}
	settled := func(finding Finding) TargetHistory {
		return TargetHistory{Unknown: []Record{{Intent: byBob, Outcome: Outcome{Kind: Unknown}, Settlement: &Settlement{Finding: finding}}}}
	}
	byCallID := func(r *Request) { r.Selector.identifierType, r.Selector.status = CallID, NoStatus }
	tests := []struct {
		name   string
		target TargetHistory
		change func(*Request)
		want   string // a part of the only warning; empty for no warning
	}{
		{"nothing to warn of", TargetHistory{}, func(*Request) {}, ""},
		{"clear text", TargetHistory{}, func(r *Request) { r.Server.ClearText = true }, "clear text"},
		{"an answer that proves nothing", TargetHistory{}, func(r *Request) { r.Server.ResponseType = HTML }, "answer as HTML proves nothing"},
		{"a limit too short for next", TargetHistory{}, func(r *Request) {
			r.Server.TimeLimit = 30 * time.Second
			r.Selector.status = Next
		}, "time limit is only 30s"},
		{"the same extension a moment ago", deleted(byBob), func(*Request) {},
			`This deletes another call: bob\x1b[2J deleted one of this extension at 2026-11-23 11:58:00 CET (record 3).`},
		{"the same extension an hour ago", deleted(longAgo), func(*Request) {}, ""},
		{"the same call a moment ago", deleted(ofCall), byCallID, `bob\x1b[2J had this call deleted at 2026-11-23 11:58:00 CET (record 3).`},
		{"this call, when the server chose", deleted(byBob), shown, `bob\x1b[2J deleted a call of this extension at 2026-11-23 11:58:00 CET (record 3). It is not known which one.`},
		{"this call, when the server chose an hour ago", deleted(longAgo), shown, ""},
		{"this call, when the server chose after it was shown", deleted(asTyped), shown, "It is not known which one."},
		{"this call a moment ago", deleted(pinned), shown, `bob\x1b[2J had this call deleted at 2026-11-23 11:58:00 CET (record 3), and the server still shows it.`},
		{"the same extension, after this call", deleted(pinned), func(*Request) {}, "This deletes another call: bob"},
		{"a former outcome that is unknown", unsettled(byBob), func(*Request) {},
			`The outcome of record 3 is unknown: bob\x1b[2J sent a request to delete the same identifier at 2026-11-23 11:58:00 CET. If it deleted a call, this deletes another one.`},
		{"an unknown outcome of a call", unsettled(byBob), byCallID, "sent a request to delete the same identifier at 2026-11-23 11:58:00 CET."},
		{"several of them", unsettled(byBob, other), func(*Request) {},
			`2 earlier deletions of this identifier have an unknown outcome: record 3 (bob\x1b[2J at 2026-11-23 11:58:00 CET), record 2 (`},
		{"several of them by extension", unsettled(byBob, other), func(*Request) {}, `. If any of them deleted a call, this deletes another one.`},
		{"a former outcome that was settled as not deleted", settled(FoundNotDeleted), func(*Request) {}, ""},
		{"one that was settled as deleted", settled(FoundDeleted), func(*Request) {}, "This deletes another call: bob"},
		{"one that was settled as deleted, before a newer one", TargetHistory{Deleted: &Record{Intent: byBob, Outcome: Outcome{Kind: Accepted}},
			Unknown: []Record{{Intent: longAgo, Outcome: Outcome{Kind: Unknown}, Settlement: &Settlement{Finding: FoundDeleted}}}}, func(*Request) {}, "This deletes another call: bob"},
		{"a settled one that is repeated", settled(FoundNotDeleted), func(r *Request) { r.Again = 3 },
			"Record 3, which this repeats, is settled. Not deleted: still in Verba."},
		{"a clock that was set back", TargetHistory{LastConfirmed: noon.Add(time.Hour).UTC()}, func(*Request) {},
			"clock shows 2026-11-23 12:00:00 CET, but the newest record was confirmed at 2026-11-23 13:00:00 CET. Either this clock is behind, or that of the machine that sent it is ahead."},
		{"a clock that is a bit behind", TargetHistory{LastConfirmed: noon.Add(30 * time.Second)}, func(*Request) {}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := lastOf8856(t)
			test.change(&request)
			got := review(t, (&stage{target: test.target}).workflow(), request).Warnings
			switch {
			case test.want == "" && len(got) != 0:
				t.Errorf("warnings %q, want none", got)
			case test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)):
				t.Errorf("warnings %q, want one with %q", got, test.want)
			}
		})
	}
}
