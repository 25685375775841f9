package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"deletecall/deletion"
)

// unpublished checks the codes of which a server's entry says what they mean. What is published
// stays what it is.
func (p *problems) unpublished(key string, codes []int) []int {
	for _, code := range codes {
		if class := deletion.ExplainCode(code).Class; class != deletion.ClassUnpublished {
			p.add(key, fmt.Sprintf("names the code %d, whose meaning is published", code), "name unpublished codes only, such as -99")
		}
	}
	return codes
}

// eachOnce makes sure that a server's entry says one thing of each code.
func (p *problems) eachOnce(key string, server Server) {
	seen := map[int]bool{}
	for _, code := range slices.Concat(server.UnknownCodes, server.HoldCodes, server.RetentionCodes) {
		if seen[code] {
			p.add(key, fmt.Sprintf("names the code %d twice", code), "name it in one of unknown_codes, hold_codes and retention_codes")
		}
		seen[code] = true
	}
}

// pin reads a certificate's fingerprint, as doctor and openssl print it.
func (p *problems) pin(key, text string) []byte {
	if text == "" {
		return nil
	}
	digits := strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(text), "sha256:"), ":", "")
	sum, err := hex.DecodeString(digits)
	if err != nil || len(sum) != sha256.Size {
		p.add(key, "is not the SHA-256 of a certificate", `expected "sha256:" and 64 hexadecimal digits; deletecall doctor prints it`)
		return nil
	}
	return sum
}
