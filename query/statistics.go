package query

import (
	"fmt"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
)

// Step is the length of a period of statistics.
type Step string

// The steps. A week begins on Monday (ISO 8601).
const (
	ByDays   Step = "day"
	ByWeeks  Step = "week"
	ByMonths Step = "month"
)

// Steps are the periods.
func Steps() []Step { return []Step{ByDays, ByWeeks, ByMonths} }

// ParseStep reads the name of a step. What is none is a *[deletion.FieldError].
func ParseStep(name string) (Step, error) {
	if step := Step(name); slices.Contains(Steps(), step) {
		return step, nil
	}
	return "", &deletion.FieldError{Field: "period", Value: name, Problem: "is unknown", Advice: hint.Choose(name, Steps()...)}
}

// Begin is the begin of the period in which a moment lies, in the moment's zone.
func (s Step) Begin(at time.Time) time.Time {
	year, month, day := at.Date()
	switch s {
	case ByMonths:
		day = 1
	case ByWeeks:
		day -= (int(at.Weekday()) + 6) % 7
	}
	return dayBegin(year, month, day, at.Location())
}

// Next is the begin of the period after the one that begins there.
func (s Step) Next(begin time.Time) time.Time {
	year, month, day := begin.Date()
	switch s {
	case ByMonths:
		month++
	case ByWeeks:
		day += 7
	default:
		day++
	}
	return dayBegin(year, month, day, begin.Location())
}

// Label names the period that begins there.
func (s Step) Label(begin time.Time) string {
	switch s {
	case ByMonths:
		return begin.Format("2006-01")
	case ByWeeks:
		year, week := begin.ISOWeek()
		return fmt.Sprintf("%d-W%02d", year, week)
	}
	return begin.Format("2006-01-02")
}

// Statistics count the records that fit a query.
type Statistics struct {
	Total    int64
	Outcomes map[deletion.OutcomeKind]int64
	// Unsettled counts the unknown outcomes that nobody has settled.
	Unsettled int64
	// Periods follow one another without a gap, the oldest first.
	Periods   []PeriodCount
	Operators []NameCount // the ten with the most; names that differ in letter case are two
	Servers   []NameCount
	Types     []NameCount
}

// PeriodCount counts the outcomes of one period.
type PeriodCount struct {
	Begin     time.Time
	Outcomes  map[deletion.OutcomeKind]int64
	Unsettled int64 // of the unknown ones
}

// Total is all outcomes together.
func (p PeriodCount) Total() (total int64) {
	for _, count := range p.Outcomes {
		total += count
	}
	return total
}

// NameCount counts the records of one operator, server or type.
type NameCount struct {
	Name  string // foreign
	Count int64
}
