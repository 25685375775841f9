//go:build race

package apiclient

// raceDetector: with it, sync.Pool throws away at random what package regexp keeps there.
const raceDetector = true
