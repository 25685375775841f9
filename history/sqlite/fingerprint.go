package sqlite

import (
	"crypto/sha256"
	"encoding/hex"
)

// historyID tells histories from one another. The key is random and made with
// the history; its hash gives nothing of it away.
func historyID(fingerprintKey []byte) string {
	hash := sha256.Sum256(append([]byte("deletecall history\x00"), fingerprintKey...))
	return hex.EncodeToString(hash[:16])
}
