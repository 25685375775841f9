// Package certificate writes and checks the certificate of one deletion: a page for the
// person whose call it was, or for a regulator, that they can check without the history.
//
// What the page says is a list of lines, the statement. It is signed with the key of the
// history, and both formats of the page, HTML and plain text, follow from it byte for byte.
// The signed statement and the proof of the record's events are attached to the page, so
// that [Check] needs nothing but the file and the public key: it writes the page again, and
// compares what the statement says of the record with the proved events. What else it says,
// such as the legal ground, is the word of the issuer: signed, and not proved.
//
// docs/proof-formats.md has the format. Its words and its style belong to it: where a
// heading, the name of a fact, a sentence or page.html is changed, pages that were issued
// before can't be checked any more (testdata).
package certificate
