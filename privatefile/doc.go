// Package privatefile is the one way to open, read, write, sync, lock and judge a
// file. Nothing that a name leads to makes the program wait for ever or take all
// memory, and what is written is there whole or not at all.
//
// A test at the root keeps the other packages from calling os.Open and the like.
package privatefile
