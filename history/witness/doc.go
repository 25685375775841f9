// Package witness keeps the proof of a history out of its operator's hands. A witness is a
// small server on somebody else's machine (C2SP tlog-witness): it is shown each signed
// checkpoint, and cosigns it only when the history continues everything that the witness
// has seen of it. Whoever owns the history and its key can then no longer change what was
// cosigned without being noticed.
//
// [Server] is a witness, [Client] asks one.
package witness
