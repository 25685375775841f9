package export

import (
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"deletecall/safetext"
)

const (
	// xlsxMaxText is how many UTF-16 units a cell may hold. Longer texts end with "…".
	xlsxMaxText = 32767
	// xlsxMaxExact bounds the whole numbers that a spreadsheet shows exactly: it
	// keeps 15 digits. Larger ones are written as text.
	xlsxMaxExact = 999_999_999_999_999
	dayMillis    = 24 * 60 * 60 * 1000
	// xlsxEpoch is day 0 of a spreadsheet, 1899-12-30, in Unix milliseconds.
	xlsxEpoch = -25569 * dayMillis
)

type sheetWriter struct {
	out     *sink
	zone    *time.Location
	letters []string // the names of the columns: A, B, …
	rows    int      // begun in this sheet
}

func (s *sheetWriter) begin(w io.Writer, widths []int, frozen bool) {
	s.out.w, s.rows = w, 0
	s.add(xmlHeader, `<worksheet xmlns="`, mainNamespace, `"><sheetViews><sheetView workbookViewId="0">`)
	if frozen {
		s.add(`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`)
	}
	s.add(`</sheetView></sheetViews><cols>`)
	for i, width := range widths {
		at := strconv.Itoa(i + 1)
		s.add(`<col min="`, at, `" max="`, at, `" width="`, strconv.Itoa(width), `" customWidth="1"/>`)
	}
	s.add(`</cols><sheetData>`)
}

// end writes what follows the rows.
func (s *sheetWriter) end(after string) error {
	s.add(`</sheetData>`, after, `</worksheet>`)
	return s.out.flush()
}

func (s *sheetWriter) add(parts ...string) {
	for _, part := range parts {
		s.out.buf = append(s.out.buf, part...)
	}
}

func (s *sheetWriter) beginRow() {
	s.rows++
	s.add(`<row r="`)
	s.out.buf = strconv.AppendInt(s.out.buf, int64(s.rows), 10)
	s.add(`">`)
}

func (s *sheetWriter) endRow() error {
	s.add(`</row>`)
	return s.out.rowDone()
}

func (s *sheetWriter) open(column int, style string) {
	s.add(`<c r="`, s.letters[column])
	s.out.buf = strconv.AppendInt(s.out.buf, int64(s.rows), 10)
	s.add(`" s="`, style, `"`)
}

func (s *sheetWriter) value(column int, v value) {
	switch v.kind {
	case textValue:
		s.text(column, v.text)
	case numberValue:
		if v.number > xlsxMaxExact || v.number < -xlsxMaxExact {
			s.text(column, numberText(v.number))
			return
		}
		s.open(column, styleNumber)
		s.add(`><v>`)
		s.out.buf = strconv.AppendInt(s.out.buf, v.number, 10)
		s.add(`</v></c>`)
	case timeValue:
		s.time(column, inZone(v.time, s.zone))
	case offsetValue:
		s.text(column, inZone(v.time, s.zone).Format(offsetLayout))
	}
}

// time writes what the clock showed. A spreadsheet's calendar goes from March 1900
// (before, it has a day too many) to 9999; other times are texts.
func (s *sheetWriter) time(column int, at time.Time) {
	if year := at.Year(); year < 1901 || year > 9999 {
		s.text(column, at.Format(stampLayout))
		return
	}
	_, offset := at.Zone()
	millis := at.UnixMilli() + int64(offset)*1000 - xlsxEpoch
	s.open(column, styleTime)
	s.add(`><v>`)
	s.out.buf = strconv.AppendFloat(s.out.buf, float64(millis)/dayMillis, 'f', 10, 64)
	s.add(`</v></c>`)
}

// text writes a foreign text. Its cell is of the type text, so that nothing in it is
// ever computed; one that looks like a formula also keeps its type when a person
// edits the cell.
func (s *sheetWriter) text(column int, foreign string) {
	style := styleText
	clean := safetext.Line(foreign)
	if isFormula(clean) {
		style = styleQuoted
	}
	s.styledText(column, clean, style)
}

func (s *sheetWriter) styledText(column int, clean, style string) {
	s.open(column, style)
	clean = escapeUnderscores(cutText(clean))
	s.add(` t="inlineStr"><is><t xml:space="preserve">`)
	buf := s.out.buf
	for i := range len(clean) {
		switch c := clean[i]; c {
		case '&':
			buf = append(buf, "&amp;"...)
		case '<':
			buf = append(buf, "&lt;"...)
		case '>':
			buf = append(buf, "&gt;"...)
		default:
			buf = append(buf, c)
		}
	}
	s.out.buf = append(buf, "</t></is></c>"...)
}

func cutText(clean string) string {
	if len(clean) <= xlsxMaxText {
		return clean
	}
	units, keep := 0, 0
	for at, r := range clean {
		if units < xlsxMaxText {
			keep = at
		}
		units += utf16.RuneLen(r)
	}
	if units <= xlsxMaxText {
		return clean
	}
	return clean[:keep] + "…"
}

// escapeUnderscores keeps a text such as "_x001B_" what it is: readers of the
// format would take it for the character with that number.
func escapeUnderscores(clean string) string {
	if !strings.Contains(clean, "_x") {
		return clean
	}
	var b strings.Builder
	for i := range len(clean) {
		if isEscapedUnit(clean[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(clean[i])
	}
	return b.String()
}

// isEscapedUnit reports whether s begins with _xHHHH_.
func isEscapedUnit(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

func columnLetters(n int) []string {
	letters := make([]string, n)
	for i := range letters {
		for rest := i + 1; rest > 0; rest = (rest - 1) / 26 {
			letters[i] = string(rune('A'+(rest-1)%26)) + letters[i]
		}
	}
	return letters
}
