package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	keyHistory = "\x1bOQ" // F2
	keyHome    = "\x1b[H"
	keyEnd     = "\x1b[F"
	keyEsc     = "\x1b"
)

// browse starts the console and shows the history. started is when it was.
func (h history) browse() (t *terminal, started, shown time.Time, err error) {
	started = time.Now()
	if t, err = startTerminal(h.environ, h.program); err != nil {
		return nil, started, shown, err
	}
	// Typed ahead, as somebody does who wants to see the history.
	if err = t.press(keyHistory); err == nil {
		shown, err = t.until("the newest record", selects(h.records))
	}
	if err != nil {
		t.close()
	}
	return t, started, shown, err
}

// selected is the number of the record that the cursor is on; 0 without one.
func selected(lines []string) int64 {
	for _, line := range lines {
		if rest, found := strings.CutPrefix(line, "▸"); found {
			number, _ := strconv.ParseInt(strings.Fields(rest + " .")[0], 10, 64)
			return number
		}
	}
	return 0
}

func selects(number int64) func([]string) bool {
	return func(lines []string) bool { return selected(lines) == number }
}

func measureFirstPage(few, large history, yardstick string) error {
	var a, b, other []time.Duration
	for range rounds {
		for _, side := range []struct {
			of   history
			into *[]time.Duration
		}{{few, &a}, {large, &b}} {
			t, started, shown, err := side.of.browse()
			if err != nil {
				return err
			}
			t.close()
			*side.into = append(*side.into, shown.Sub(started))
		}
		took, err := firstFrame(nil, yardstickFooter, yardstick)
		if err != nil {
			return err
		}
		other = append(other, took)
	}
	report("exec to the first page, many", b, other, "minimal list")
	report("exec to the first page, many", b, a, "few records")
	return nil
}

// measureFilter types the last letter of so many words of each class, and waits for the rows.
func measureFilter(h history, words int) error {
	t, _, _, err := h.browse()
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.press("/"); err != nil {
		return err
	}
	for _, class := range []struct {
		name string
		word func() string
	}{
		{"common", func() string { return fmt.Sprintf("gdpr-%d", rand.IntN(10)) }},
		{"less common", func() string { return fmt.Sprintf("%03d", rand.IntN(1000)) }},
		{"rare", func() string { return fmt.Sprintf("gdpr-%04d", rand.IntN(10_000)) }},
		{"rarest", func() string { return fmt.Sprintf("%06x", rand.IntN(1<<24)) }},
		{"absent", func() string { return fmt.Sprintf("gdpr-%03dx", rand.IntN(1000)) }},
		{"absent, three letters", func() string { return fmt.Sprintf("%02dq", rand.IntN(100)) }},
	} {
		var times []time.Duration
		for range words {
			took, ok, err := h.lastLetter(t, class.word())
			if err != nil {
				return err
			}
			if ok {
				times = append(times, took)
			}
		}
		if len(times) == 0 {
			return fmt.Errorf("no word of the class %s changes the rows", class.name)
		}
		fmt.Printf("%-34s %8.2f ms   p99 %.2f ms, of %d words\n", "key to rows, "+class.name, milliseconds(median(times)), milliseconds(p99(times)), len(times))
	}
	return nil
}

// lastLetter types a word and times its last letter. ok is false where that
// changes nothing in the first row, so that nothing could be measured.
func (h history) lastLetter(t *terminal, word string) (took time.Duration, ok bool, err error) {
	last := len(word) - 1
	before, err := h.newest(word[:last])
	if err != nil {
		return 0, false, err
	}
	after, err := h.newest(word)
	if err != nil || after == before {
		return 0, false, err
	}
	if err := t.press("\x15" + word[:last]); err != nil { // ctrl+u empties the line
		return 0, false, err
	}
	typed := func(lines []string) bool { return filterIs(lines, word[:last]) && selected(lines) == before }
	if _, err := t.until(fmt.Sprintf("record %d for %q", before, word[:last]), typed); err != nil {
		return 0, false, err
	}
	t.settle(50*time.Millisecond + rand.N(17*time.Millisecond))
	started := time.Now()
	if err := t.press(word[last:]); err != nil {
		return 0, false, err
	}
	shown, err := t.until(fmt.Sprintf("record %d for %q", after, word), selects(after))
	return shown.Sub(started), true, err
}

// filterIs reports whether the filter line holds this text.
func filterIs(lines []string, text string) bool {
	for _, line := range lines {
		if rest, found := strings.CutPrefix(line, " Filter"); found {
			rest, _, _ = strings.Cut(strings.TrimSpace(rest), "  ") // the suggestions come after it
			return strings.TrimRight(rest, "▏█_ ") == text
		}
	}
	return false
}

// measureEcho types words of two letters, for which all records are read, and
// waits for the letter only.
func measureEcho(h history, yardstick string) error {
	ours, _, _, err := h.browse()
	if err != nil {
		return err
	}
	defer ours.close()
	other, err := startYardstick(yardstick)
	if err != nil {
		return err
	}
	defer other.close()
	other.settle(300 * time.Millisecond)
	if err := ours.press("/"); err != nil {
		return err
	}
	ours.settle(300 * time.Millisecond)
	var a, b []time.Duration
	typed := ""
	for i := range 10 * rounds {
		key := string("qxjzkv"[rand.IntN(6)])
		if i%2 == 0 && typed != "" {
			key = "\x7f" // to and fro between one letter and two: each key begins another reading of all
		}
		typed += key
		if key == "\x7f" {
			typed = typed[:len(typed)-2]
		}
		started := time.Now()
		if err := ours.press(key); err != nil {
			return err
		}
		shown, err := ours.until("the letter", func(lines []string) bool { return filterIs(lines, typed) })
		if err != nil {
			return err
		}
		a = append(a, shown.Sub(started))
		ours.settle(5*time.Millisecond + rand.N(17*time.Millisecond)) // long before a million records are read
		took, err := keyToFrame(other, []string{"j", "k"}[i/10%2])
		if err != nil {
			return err
		}
		b = append(b, took)
	}
	report("a key's echo while all is read", a, b, "minimal list")
	return nil
}

// measureEnds holds the way to the oldest records against that to the newest.
func measureEnds(h history) error {
	t, _, _, err := h.browse()
	if err != nil {
		return err
	}
	defer t.close()
	t.settle(500 * time.Millisecond) // until the records are counted
	var end, home []time.Duration
	for range rounds {
		for _, way := range []struct {
			key    string
			number int64
			into   *[]time.Duration
		}{{keyEnd, 1, &end}, {keyHome, h.records, &home}} {
			started := time.Now()
			if err := t.press(way.key); err != nil {
				return err
			}
			shown, err := t.until(fmt.Sprintf("record %d", way.number), selects(way.number))
			if err != nil {
				return err
			}
			*way.into = append(*way.into, shown.Sub(started))
			t.settle(300*time.Millisecond + rand.N(17*time.Millisecond))
		}
	}
	report("the oldest page (End)", end, home, "the newest (Home)")
	return nil
}

// memory is the most that a process ever held, in kilobytes.
func (t *terminal) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			return strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("the system does not tell the memory of a process")
}
