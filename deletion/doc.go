// Package deletion is the domain of deletecall, and the only way anything is
// deleted: the selector that names a conversation and its rules, the request,
// the outcome and what it means, the record that is kept, and the [Workflow]
// that leads from a reviewed request over a durable intent and one DeleteCall
// to a recorded outcome.
//
// It knows neither HTTP nor SQL. A [Sender] puts a request on the wire and a
// [Recorder] keeps what happened; other packages implement the two. Package query
// reads the history.
package deletion
