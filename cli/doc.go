// Package cli is the command line: it reads configuration, builds the parts
// and hands them to the console or to a command.
//
// How it speaks: data goes to standard output, everything said to a person to
// standard error. Messages begin with the program's name, in lower case, without
// a full stop at the end of an error. Prompts appear only on a terminal, and a
// pipe never confirms.
package cli
