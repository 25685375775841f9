// Package verify checks a history, whatever store keeps it: one record before it is
// shown, the tree before something is built on it, everything for an auditor. It is
// written once, over what [store.Snapshot] reads, and knows no database.
package verify
