package words

import "testing"

// Sums of these numbers, of their squares, and of their cubes in the last case, are the same.
func TestOtherRecordsHaveAnotherSum(t *testing.T) {
	for range 2000 {
		mix := newMixing(10_000)
		for _, sets := range [][2][]int64{
			{{2, 3}, {1, 4}}, {{1001, 1002}, {1000, 1003}}, {{1, 2049}, {2, 2048}},
			{{1, 5, 6}, {2, 3, 7}}, {{1, 11, 21, 41}, {2, 8, 24, 40}},
			{{1, 4, 6, 7, 10, 11, 13, 16}, {2, 3, 5, 8, 9, 12, 14, 15}},
		} {
			sum := func(numbers []int64) (sum int64) {
				for _, number := range numbers {
					sum += mix.of(number)
				}
				return sum
			}
			if sum(sets[0]) == sum(sets[1]) {
				t.Fatalf("%d and %d have the same sum", sets[0], sets[1])
			}
		}
	}
}
