package postgres

import (
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// A server that is still connected and does not answer keeps nobody waiting for ever, and the connections
// that it does not answer are in nobody's way.
func TestAReadingOfAServerThatDoesNotAnswerEnds(t *testing.T) {
	_, console := newHistory(t)
	s := whole(t, console)
	var taken []*pgxpool.Conn
	all := s.pool.Config().MaxConns
	for range all {
		connection, err := s.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, connection)
	}
	for _, connection := range taken {
		process := int(connection.Conn().PgConn().PID())
		connection.Release()
		if err := syscall.Kill(process, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = syscall.Kill(process, syscall.SIGCONT) })
	}
	s.beginTime = 100 * time.Millisecond // it never answers, however long that is
	for range all {
		_, _, err := s.TreeHead(t.Context())
		expectProblem(t, err, "does not answer")
	}
	s.beginTime = connectTime
	if _, _, err := s.TreeHead(t.Context()); err != nil {
		t.Errorf("over a new connection: %v", err)
	}
}
