// Package inorder does the same work on many inputs, on all processors, and
// hands the results over in the order of the inputs.
package inorder

import (
	"iter"
	"runtime"
)

// A batch is full with so many events, or so many bytes of them: one event is too little work for
// a goroutine, and a batch of large ones would take too much memory.
const (
	BatchSize  = 256
	BatchBytes = 1 << 20
)

// Map yields what work makes of each input, in the order of the inputs. Inputs
// are read by one goroutine, and never by more than the number of processors
// ahead; work runs in several at once. When the sequence has ended, or was left
// early, no input is read and no work runs any more.
func Map[In, Out any](inputs iter.Seq[In], work func(In) Out) iter.Seq[Out] {
	return func(yield func(Out) bool) {
		var (
			ahead = make(chan chan Out, runtime.GOMAXPROCS(0))
			left  = make(chan struct{})
		)
		go func() {
			defer close(ahead)
			for input := range inputs {
				result := make(chan Out, 1)
				select {
				case ahead <- result:
				case <-left:
					return
				}
				go func() { result <- work(input) }()
			}
		}()
		wanted := true
		for result := range ahead {
			if output := <-result; wanted && !yield(output) {
				wanted = false
				close(left)
			}
		}
	}
}
