package process

import (
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// batchGarbage is how much garbage may pile up, in percent of what is in use.
const batchGarbage = 400

// consoleGarbage is that of a console: it holds three megabytes, and a person's keys leave less
// garbage than one would notice being collected.
const consoleGarbage = 50

// collector counts how much garbage is wanted by how many: the setting is one of the whole
// process, in which several consoles and commands may run at once. The largest wish wins, and
// the last one to go restores the setting.
var collector struct {
	mu     sync.Mutex
	wishes map[int]int // by percent
	before int         // the setting of the process, in percent
}

// collectAt wishes for a setting until the returned function is called, once.
func collectAt(percent int) (undo func()) {
	collector.mu.Lock()
	defer collector.mu.Unlock()
	if len(collector.wishes) == 0 {
		collector.wishes, collector.before = map[int]int{}, debug.SetGCPercent(percent)
	}
	collector.wishes[percent]++
	applyWishes()
	return func() {
		collector.mu.Lock()
		defer collector.mu.Unlock()
		if collector.wishes[percent]--; collector.wishes[percent] == 0 {
			delete(collector.wishes, percent)
		}
		applyWishes()
	}
}

func applyWishes() {
	setting := collector.before
	if len(collector.wishes) > 0 {
		setting = slices.Max(slices.Collect(maps.Keys(collector.wishes)))
	}
	debug.SetGCPercent(setting)
}

// CollectMoreOften is for consoles, of which a machine may run many: it saves one of them 3 MiB.
// It begins after a while, since the first frame comes later where garbage is collected before
// it. It returns what undoes it, to be called once.
func CollectMoreOften(after time.Duration) (undo func()) {
	var mu sync.Mutex
	ended, restore := false, func() {}
	time.AfterFunc(after, func() {
		mu.Lock()
		defer mu.Unlock()
		if !ended {
			restore = collectAt(consoleGarbage)
		}
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		ended = true
		restore()
	}
}

// CollectLessOften is for commands that read the whole history: they hold a few
// megabytes and leave gigabytes behind, so that collecting it seldom saves a
// quarter of the time for 40 MiB. It returns what undoes it, to be called once.
func CollectLessOften() (undo func()) { return collectAt(batchGarbage) }
