// Package proof makes the history tamper-evident: it computes the hash tree over
// the events, signs checkpoints of it, verifies a whole history against them, and
// proves a single deletion to somebody who has no history at all.
//
// It is logic over what the caller reads and writes, and knows no database. The
// tree is the one of RFC 6962, section 2.1, over the canonical bytes of the
// events, kept in the layout of [golang.org/x/mod/sumdb/tlog]. A checkpoint is a
// signed note (C2SP signed-note) in the form of C2SP tlog-checkpoint, by
// [golang.org/x/mod/sumdb/note]. docs/proof-formats.md describes all formats for
// those who write another verifier.
//
// What each part can show:
//
//   - The stored hashes show which event was changed by somebody who did not
//     change the hashes with it.
//   - A checkpoint shows that the events up to its size are those that it was
//     signed over, whatever was done to the stored hashes since.
//   - A checkpoint that was kept elsewhere also shows a tail that was cut off, an
//     old copy that was put back, and a history that was written again.
package proof
