package pgserver

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// A process that is killed while the server recovers from the last one must not end it for good.
func TestAServerOfWhichProcessesWereKilledGoesOn(t *testing.T) {
	server := Own(t)
	const kills = 150 // far more than processes: the server is recovering most of the time
	for range kills {
		if err := server.KillOne(); err != nil {
			t.Fatal(err)
		}
	}
	waitUntil(t, "the server takes connections", func() bool {
		connection, err := pgx.Connect(t.Context(), server.URL())
		if err != nil {
			return false
		}
		return connection.Close(t.Context()) == nil
	})
}
