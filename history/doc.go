// Package history defines what the audit history consists of: events, each
// canonically encoded, and how a record follows from its events.
//
// An event is a JSON object on one line. Its first members are the version of
// the encoding, the kind of the event, and the number and ID of the deletion
// that it belongs to; the others depend on the kind. Members are in a fixed
// order and times are RFC 3339, so that the same event always has the same
// bytes. A reader keeps events of kinds that it does not know, and passes over
// members that it does not know.
//
// What people said and what a server answered is kept beside the event, not in it: see
// [Private]. The event has one digest of all of it, so that any of it can be removed, or
// withheld from somebody, and what is left is still provable. Lists are read without the
// answers.
package history
