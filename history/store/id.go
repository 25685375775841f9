package store

import (
	"crypto/sha256"
	"encoding/hex"
)

// IDOf tells histories from one another. The key is random and made with the history, whose
// API keys it fingerprints; its hash gives nothing of it away. A copy in another store has
// the same key, and so is the same history.
func IDOf(fingerprintKey []byte) string {
	hash := sha256.Sum256(append([]byte("deletecall history\x00"), fingerprintKey...))
	return hex.EncodeToString(hash[:16])
}
