package apiclient

import (
	"testing"
	"time"

	"deletecall/deletion"
)

func TestAWallClockThatIsSetChangesNeitherLimitNorOutcome(t *testing.T) {
	for _, jump := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		wall := time.Now().Round(0) // without the monotonic clock
		set := func() time.Time { wall = wall.Add(jump); return wall }

		answered := against(serve(t, answers(200, doc)), "http")
		answered.config.Now = set
		wantOutcome(t, answered.send(t), deletion.Accepted, deletion.CauseAnswered)

		withinLimits(func(limit time.Duration) bool {
			held := against(serve(t, (*peer).hang), "http")
			held.config.Now, held.server.TimeLimit = set, limit
			outcome := held.send(t)
			if limit < lastLimit && outcome.Kind == deletion.NotSent {
				return false
			}
			wantOutcome(t, outcome, deletion.Unknown, deletion.CauseTime)
			return true
		})
	}
}
