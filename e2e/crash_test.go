package e2e

import (
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// crashes are faults of the program itself, of the kinds that nothing recovers from.
var crashes = map[string]func(){
	"a panic in a goroutine":  func() { panic("broken") },
	"a nil pointer":           func() { var nothing *sync.Mutex; nothing.Lock() },
	"a fault of the runtime":  func() { var mutex sync.Mutex; mutex.Unlock() },
	"a stack without an end":  func() { debug.SetMaxStack(1 << 20); os.Exit(deeper(0)) }, // walking a whole gigabyte takes a minute
	"a file that was cut off": readBehindTheEnd,
	"memory it does not have": func() { _ = make([]byte, 1<<46) },
}

func deeper(n int) int {
	if n < 0 {
		return len(os.Args)
	}
	return deeper(n+1) + 1
}

// readBehindTheEnd is what SQLite meets where the -shm is cut off: SIGBUS.
func readBehindTheEnd() {
	file, err := os.CreateTemp("", "")
	if err != nil {
		os.Exit(1)
	}
	_ = os.Remove(file.Name())
	_ = file.Truncate(8192)
	mapped, err := unix.Mmap(int(file.Fd()), 0, 8192, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		os.Exit(1)
	}
	_ = file.Truncate(0)
	os.Exit(int(mapped[4096]))
}

// crashWhenAsked makes the program of the tests crash at SIGUSR2, in the way that its
// environment names.
func crashWhenAsked() {
	crash := crashes[os.Getenv("CRASH")]
	if crash == nil {
		return
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR2)
	<-asked
	crash()
}
