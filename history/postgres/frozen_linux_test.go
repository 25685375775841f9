package postgres

import (
	"syscall"
	"testing"
	"time"
)

// A server that is still connected and does not answer keeps nobody waiting for ever.
func TestAReadingOfAServerThatDoesNotAnswerEnds(t *testing.T) {
	_, console := newHistory(t)
	s := whole(t, console)
	var processes []int
	for _, connection := range s.pool.AcquireAllIdle(t.Context()) {
		processes = append(processes, int(connection.Conn().PgConn().PID()))
		connection.Release()
	}
	for _, process := range processes {
		if err := syscall.Kill(process, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = syscall.Kill(process, syscall.SIGCONT) })
	}
	s.beginTime = 100 * time.Millisecond // it never answers, however long that is
	_, _, err := s.TreeHead(t.Context())
	expectProblem(t, err, "does not answer")
}
