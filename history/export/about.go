package export

import (
	"path/filepath"
	"strconv"
	"time"

	"deletecall/safetext"
)

// historyName is the last part of the path: where the history lies is nobody's
// business outside.
func (a About) historyName() string {
	if a.History == "" {
		return ""
	}
	return safetext.Line(filepath.Base(a.History))
}

// lines are what a cover sheet says, in its order.
func (a About) lines(zone *time.Location, written int64) [][2]value {
	filter := text(a.Filter)
	if a.Filter == "" {
		filter = text("none: all records")
	}
	lines := [][2]value{
		{text("Filter"), filter},
		{text("Records in this file"), number(written)},
	}
	if a.Count != 0 && a.Count != written {
		lines = append(lines, [2]value{text("Records found by the filter"), number(a.Count)})
	}
	lines = append(lines, [2]value{text("Time zone"), text(zoneName(zone, a.Exported))})
	for _, line := range [][2]value{
		{text("Exported by"), text(a.Operator)},
		{text("Exported"), moment(a.Exported)},
		{text("Offset from UTC then"), {kind: offsetOf(a.Exported), time: a.Exported}},
		{text("Program"), text(programName + " " + a.Version)},
		{text("History"), text(a.historyName())},
		{text("Tree head"), text(a.TreeHead)},
	} {
		if line[1].kind != emptyValue {
			lines = append(lines, line)
		}
	}
	return lines
}

func offsetOf(t time.Time) valueKind {
	if t.IsZero() {
		return emptyValue
	}
	return offsetValue
}

// numberText writes a number that a spreadsheet could not hold exactly.
func numberText(n int64) string { return strconv.FormatInt(n, 10) }
