// Package process is what concerns this process as a whole: its signals, its memory, its
// terminal, who runs it, and that it ends in time. Only packages cli and plain use it, so that
// everything below them can serve several people in one process.
package process
