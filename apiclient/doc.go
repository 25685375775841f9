// Package apiclient speaks the Verba HTTP API with one server, and implements
// [deletion.Sender] and [deletion.LookUps].
//
// It keeps two promises. A [Client] puts one DeleteCall on the wire for each
// Send, whatever server and network do; the only second one follows an answer
// that was parsed as -43, token expired. And what it reports is proved: accepted
// and refused come from the one well-formed document of the specification, not
// sent means that no connection was ever handed to the request, and everything
// else is unknown.
//
// The life of a Send: login.go obtains a token if one is needed, connect.go
// makes one connection, silence.go looks that nobody has spoken on it yet,
// exchange.go sends one request over it and reads the answer, packed.go, charset.go,
// document.go and page.go read what it says, stored.go looks whether a cache gave it,
// outcome.go says what it proves. A look-up takes the same way: lookup.go and search.go ask,
// callfields.go reads leniently what is shown, reading.go strictly what it proves. Where no TLS connection comes about, tlserror.go and
// tlsoffer.go say why.
package apiclient
