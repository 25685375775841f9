// Package query reads the history: the query language of console and commands, the
// order and the pages of a list, the counts of it, and the [Finder] that a store of
// records implements.
//
// It deletes nothing and records nothing; that is package deletion, which knows
// nothing of this one.
package query
