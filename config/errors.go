package config

import (
	"fmt"
	"slices"
	"strings"

	"deletecall/hint"
	"deletecall/safetext"
)

// Problem is one mistake, and what was expected instead.
type Problem struct {
	Where string // the key, variable or flag
	Line  int    // in the file, from 1; 0 when it is not in the file
	What  string // a verb phrase: `is an unknown key`
	Hint  string // what to do, or what was expected

	cause error // may be nil
}

// Error is a configuration that can't be used. It carries every mistake.
type Error struct {
	File     string // empty when no file is concerned
	Problems []Problem
}

// Error lists the mistakes as FILE:LINE: KEY WHAT, in the order of the file, each with
// what to do on a line of its own.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		lines[i] = problem.line(e.File)
	}
	return strings.Join(lines, "\n")
}

func (p Problem) line(file string) string {
	text := safetext.Line(p.Where) + " " + p.What
	if p.Where == "" {
		text = p.What
	}
	if p.Hint != "" {
		text += strings.ReplaceAll(hint.Below("", p.Hint), "\n", "\n  ")
	}
	switch {
	case p.Line > 0:
		return fmt.Sprintf("%s:%d: %s", safetext.Line(file), p.Line, text)
	case file != "" && p.Where == "":
		return safetext.Line(file) + " " + text
	}
	return text
}

// NewError is an error that carries these mistakes, in the order of the file's lines;
// those that are not in it come first.
func NewError(file string, list []Problem) *Error {
	slices.SortStableFunc(list, func(a, b Problem) int { return a.Line - b.Line })
	return &Error{File: file, Problems: list}
}

type problems struct {
	lines lines
	// given is the folder in which systemd puts credentials ($CREDENTIALS_DIRECTORY); empty without one.
	given string
	// unread says that the file, or the end of it, could not be read: what it does not have may be there.
	unread bool
	list   []Problem
}

func (p *problems) add(key, what, hint string) {
	p.list = append(p.list, Problem{Where: key, Line: p.lines[key], What: what, Hint: hint})
}

func (p *problems) err(file string) error {
	if len(p.list) == 0 {
		return nil
	}
	return NewError(file, p.list)
}
