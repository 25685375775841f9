// Package similar finds the known name that a mistyped one most likely meant.
package similar

import "strings"

// longest bounds the names that are compared, in characters: how long a mistyped
// one is, a stranger decides.
const longest = 64

// Nearest returns the known name that was most likely meant by a mistyped one, the
// first where several are as near; empty when none is near enough. Letter case makes
// no difference. Short words are like many others by chance: those of one or two
// letters are never meant, and up to four letters only a missing letter, one too
// many or two that are swapped count as a mistake.
func Nearest(name string, known []string) string {
	typed := []rune(strings.ToLower(name))
	if len(typed) < fewestLetters || len(typed) > longest {
		return ""
	}
	best, least := "", 1+tolerance(len(typed))
	for _, candidate := range known {
		other := []rune(strings.ToLower(candidate))
		if len(other) < fewestLetters {
			continue
		}
		distance := editDistance(typed, other)
		if distance < least && (len(typed) > shortWord || !isReplacement(typed, other)) {
			best, least = candidate, distance
		}
	}
	if best == "" {
		return beginsLike(string(typed), known)
	}
	return best
}

// Value is [Nearest] among the few values that something can have. Nothing else can be meant there, so one mistake
// in a word of two to four letters is enough, where it leads to one value only.
func Value(name string, values []string) string {
	if near := Nearest(name, values); near != "" {
		return near
	}
	typed := []rune(strings.ToLower(name))
	if len(typed) < 2 || len(typed) > shortWord {
		return ""
	}
	found := ""
	for _, value := range values {
		if editDistance(typed, []rune(strings.ToLower(value))) > 1 {
			continue
		}
		if found != "" {
			return ""
		}
		found = value
	}
	if found == "" {
		return beginsLike(string(typed), values)
	}
	return found
}

const (
	fewestLetters = 3
	shortWord     = 4 // up to this length, another letter makes another word
)

// tolerance is how many mistakes a word of this length may have.
func tolerance(length int) int {
	if length <= 6 {
		return 1
	}
	return 2
}

// isReplacement reports whether two words differ in single letters at the same places
// and not by two that are swapped.
func isReplacement(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return i+1 == len(a) || a[i] != b[i+1] || a[i+1] != b[i]
		}
	}
	return false
}

// beginsLike returns the one known name that begins with what was typed.
func beginsLike(typed string, known []string) string {
	found := ""
	for _, candidate := range known {
		if strings.HasPrefix(strings.ToLower(candidate), typed) {
			if found != "" {
				return ""
			}
			found = candidate
		}
	}
	return found
}

// editDistance counts the letters to insert, remove, replace, or swap with the next
// one (the optimal string alignment distance).
func editDistance(a, b []rune) int {
	before, former, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, former, row = former, row, before
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(former[j+1]+1, row[j]+1, former[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
