// Package input stands between the terminal and Bubble Tea, which takes an
// unfinished sequence of bytes for finished after 50 ms. Its rest then looks like
// keys, and a late answer of the terminal that ends in y would confirm a deletion.
//
// Here a sequence is held until it is complete, however long that takes, and is
// then handed on as a whole or dropped as a whole. A paste is carried past Bubble
// Tea untouched, so that what it must not hold can be refused instead of being
// lost. A lone Esc, or ctrl+c, ends whatever has no end of its own.
package input
