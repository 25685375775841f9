package process

import (
	"runtime/debug"
	"sync"
	"time"
)

// batchGarbage is how much garbage may pile up, in percent of what is in use.
const batchGarbage = 400

// consoleGarbage is that of a console: it holds three megabytes, and a person's keys leave less
// garbage than one would notice being collected.
const consoleGarbage = 50

// collector counts who wants the garbage collected less often: the setting is one of
// the whole process, and the last one puts it back.
var collector struct {
	mu     sync.Mutex
	users  int
	before int // the setting of the process, in percent
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
		if ended {
			return
		}
		before := debug.SetGCPercent(consoleGarbage)
		restore = func() { debug.SetGCPercent(before) }
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
func CollectLessOften() (undo func()) {
	collector.mu.Lock()
	defer collector.mu.Unlock()
	if collector.users == 0 {
		collector.before = debug.SetGCPercent(batchGarbage)
	}
	collector.users++
	return func() {
		collector.mu.Lock()
		defer collector.mu.Unlock()
		if collector.users--; collector.users == 0 {
			debug.SetGCPercent(collector.before)
		}
	}
}
