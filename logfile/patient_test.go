package logfile

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a file whose writes each take what the test lets them take.
type slow chan struct{}

func (s slow) Write(line []byte) (int, error) { <-s; return len(line), nil }

func TestALogThatDoesNotAnswerIsGivenUpAndTakenUpAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := make(slow)
		log := &patient{file: disk}
		began := time.Now()
		for range 10 {
			if _, err := log.Write([]byte("line")); !errors.Is(err, errNoAnswer) {
				t.Errorf("a line was written: %v", err)
			}
		}
		if waited := time.Since(began); waited != patience {
			t.Errorf("ten lines waited for %s", waited)
		}
		close(disk)
		synctest.Wait()
		if _, err := log.Write([]byte("line")); err != nil {
			t.Errorf("the disk answers again: %v", err)
		}
	})
}
