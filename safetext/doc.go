// Package safetext makes foreign text safe to show, to log and to export.
//
// Foreign is whatever this program did not write itself: answers of a server,
// files, rows of the database, arguments, environment values, user names. Such
// text can carry escape sequences, control characters, bidirectional
// overrides, invisible characters and bytes that are not UTF-8. None of the
// libraries below us removes them all, so each edge of the program (screen,
// list, detail, dialog, --json, CSV, log, stderr, window title) passes foreign
// text through this package first.
//
// What a terminal prints plainly stays as it is; everything else becomes
// visible as an ASCII escape in Go's notation:
//
//	\n \t \r            line feed, tab, carriage return
//	\x1b                any other C0 control, and DEL
//	\xff                a byte that is not part of valid UTF-8
//	\u009b \u202e       C1, bidirectional, zero width, line separators, …
//	\U000e0041          the same, above U+FFFF
//
// The zero width joiner, the zero width non-joiner and variation selector 16 are
// plain where writing needs them: within emoji, and within words of Arabic and
// Indic scripts. [Drawn] leaves them out on a screen, where they would shift
// columns.
//
// Of all blanks only the ASCII one is plain: a no-break or an ideographic
// space looks like it and is not, so it is shown as an escape too. A backslash
// stays as it is. The text "\n" and a line feed therefore look alike; that is
// accepted, because the result is for reading, the raw bytes are kept
// elsewhere, and doubling would spoil every Windows path and make the cleaning
// of clean text change it.
//
// Letters that run from right to left are plain: names are written in them.
package safetext
