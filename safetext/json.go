package safetext

import (
	"fmt"
	"unicode/utf8"
)

// hidden are the characters that encoding/json writes as they are although a
// terminal obeys them or nobody sees them: DEL and C1 controls, and what changes
// direction, joins, fills or tags. The list is fixed, since docs/proof-formats.md
// is; it must not change with the version of Unicode.
var hidden = [][2]rune{
	{0x7F, 0x9F}, {0xAD, 0xAD}, {0x34F, 0x34F}, {0x61C, 0x61C}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
	{0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xE000, 0xF8FF}, {0xFE00, 0xFE0F},
	{0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x1D173, 0x1D17A}, {0xE0000, utf8.MaxRune},
}

func isHidden(r rune) bool {
	for _, span := range hidden {
		if span[0] <= r && r <= span[1] {
			return true
		}
	}
	return false
}

// JSON writes the hidden characters of a JSON text as \u escapes, which any reader
// of JSON takes for the same text. They can occur only inside its strings.
func JSON(encoded []byte) []byte {
	var safe []byte
	from := 0
	for at := 0; at < len(encoded); {
		if encoded[at] < 0x7F {
			at++
			continue
		}
		r, size := utf8.DecodeRune(encoded[at:])
		if isHidden(r) {
			safe = append(append(safe, encoded[from:at]...), escapeJSON(r)...)
			from = at + size
		}
		at += size
	}
	if from == 0 {
		return encoded
	}
	return append(safe, encoded[from:]...)
}

func escapeJSON(r rune) string {
	if r <= 0xFFFF {
		return fmt.Sprintf(`\u%04x`, r)
	}
	r -= 0x10000
	return fmt.Sprintf(`\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
}
