package testkit

import "testing"

// Alone skips a test with -short, which is how `make race` runs tests with the race detector. It is for a long
// test without concurrency: the detector would find nothing in it, and it would take six times as long.
func Alone(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("nothing runs concurrently in it, so the race detector has nothing to find")
	}
}
