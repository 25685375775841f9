// Package lookup holds what a server's look-ups say of calls, and what can be asked.
//
// A look-up reads and never deletes. What it shows helps a person to decide; only
// [Found] and [NotFound] are proved by the answer. All text in a [Call] came from a
// server: it is cleaned and bounded, and it is personal data.
package lookup
