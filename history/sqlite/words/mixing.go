package words

import (
	crand "crypto/rand"
	"math/rand/v2"
)

// mixing makes of the number of a record one that nobody can foresee: the product of two
// random numbers, modulo a prime, one for its low bits and one for its high bits. No two
// records have the same two, so the sums for two different sets of records are different
// polynomials of the random numbers, and of the same value once in some 10^9 times
// (Schwartz-Zippel lemma). Fixed formulas do worse: sums of the numbers themselves are the
// same for 1, 5, 6 and 2, 3, 7, and so are those of their squares.
type mixing struct{ low, high []int64 }

const (
	lowBits = 11
	prime   = 1<<31 - 1
)

// newMixing is one for the first records.
func newMixing(upTo int64) *mixing {
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // it never fails
	random := rand.New(rand.NewChaCha8(seed))
	numbers := func(n int64) []int64 {
		all := make([]int64, n)
		for i := range all {
			all[i] = random.Int64N(prime)
		}
		return all
	}
	return &mixing{low: numbers(1 << lowBits), high: numbers(upTo>>lowBits + 1)}
}

func (m *mixing) of(number int64) int64 {
	return m.low[number&(1<<lowBits-1)] * m.high[number>>lowBits] % prime
}
