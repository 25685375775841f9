// Package startup keeps the libraries of the console from what they do by themselves with the
// environment, some of it before main begins, and Go's runtime from what it does at ctrl+\.
//
// It imports the standard library only: packages are initialised in the order of their paths, as
// soon as what they import is (go.dev/ref/spec, "Program initialization"). So this one comes
// before the libraries.
package startup

import (
	"os"
	"os/signal"
	"syscall"
)

// debugging are variables with which a library writes files: Bubble Tea what is typed and shown,
// secrets included, and a panic; cobra what a shell asks it to complete.
var debugging = []string{"TEA_TRACE", "TEA_DEBUG", "BASH_COMP_DEBUG_FILE"}

// hidden are variables that are not set while the libraries are initialised. With TERM, Lip Gloss would look for
// the colours of standard output, for which it reads what TERMINFO names, and runs tmux inside of
// tmux, with the key in the environment. It would wait for both, in each command. With PATH, the text field's library
// would look through all its folders for programs that read a clipboard, which it is never asked for.
var hidden = []string{"TERM", "PATH"}

var former = map[string]string{} // those of hidden that were set

// Quit gets SIGQUIT from here on: initialising the packages takes several milliseconds, in which the runtime
// would print the stack of every goroutine, and end with the status of wrong usage.
var Quit = make(chan os.Signal, 1)

func init() {
	signal.Notify(Quit, syscall.SIGQUIT)
	for _, name := range hidden {
		if value, isSet := os.LookupEnv(name); isSet {
			former[name] = value
		}
		_ = os.Unsetenv(name)
	}
	for _, name := range debugging {
		_ = os.Unsetenv(name)
	}
}

// Restore puts back what was hidden from the libraries only while they were initialised.
func Restore() {
	for name, value := range former {
		_ = os.Setenv(name, value)
	}
}
