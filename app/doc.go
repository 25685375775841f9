// Package app builds what one session works with: the configuration, the log, the
// workflow, and the history with its signing. A session is a value: the person at the terminal, the
// clock and the environment come in with [Environment], so that several sessions with
// several operators can run in one process. The commands and the console use it.
package app
