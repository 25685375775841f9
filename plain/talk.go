package plain

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/safetext"
)

// mostLines bounds what is said at once: an answer of a server must not scroll everything
// away.
const mostLines = 400

// say writes to the person. Foreign text in it is cleaned here, once more. A line is whole here: only
// a terminal that is too narrow for it gets it broken, see [BetweenWords].
func (s *session) say(format string, args ...any) {
	for _, line := range safetext.Lines(fmt.Sprintf(format, args...), mostLines) {
		_, _ = fmt.Fprintln(s.Out, line)
	}
}

// ask returns what is answered to a question, trimmed; errCancelled for a dot alone, and
// io.EOF at the end of input.
func (s *session) ask(question string) (string, error) {
	for {
		_, _ = io.WriteString(s.Out, question)
		line, err := s.In.line()
		if err != nil || !s.In.IsTerminal { // nobody's key has moved to the next line
			_, _ = fmt.Fprintln(s.Out)
		}
		if errors.Is(err, errTooLong) {
			s.say("%s", hint.Capital(err.Error()))
			continue
		}
		if line = strings.TrimSpace(line); line == "." {
			return "", errCancelled
		}
		return line, err
	}
}

// askOne is ask for what several lines must not answer: the lines after the first would answer the
// questions that follow.
func (s *session) askOne(question string) (string, error) {
	for {
		_, _ = io.WriteString(s.Out, question)
		line, alone, err := s.In.lineAlone()
		switch {
		case errors.Is(err, errTooLong):
			s.say("%s", hint.Capital(err.Error()))
			continue
		case err != nil:
			_, _ = fmt.Fprintln(s.Out)
			return "", err
		case !alone:
			if err := s.In.untilQuiet(func() {}); err != nil {
				return "", err
			}
			s.say("Several lines came at once, and none was taken. Answer with one identifier; the console on a screen takes lists.")
			continue
		}
		if line = strings.TrimSpace(line); line == "." {
			return "", errCancelled
		}
		return line, nil
	}
}

// choice is one of a few answers: it is chosen by its number or its name.
type choice struct{ name, meaning string }

// choose asks until one of the choices is answered, and returns its index. An empty answer
// takes the first one where there is a usual one.
func (s *session) choose(heading, question string, usual bool, choices []choice) (int, error) {
	s.say("%s", heading)
	var names []string
	for i, one := range choices {
		names = append(names, one.name)
		s.say("%d %s", i+1, strings.TrimSuffix(one.name+": "+one.meaning, ": "))
	}
	question = fmt.Sprintf("%s, 1 to %d", question, len(choices))
	if usual {
		question += ", enter for 1"
	}
	for {
		answer, err := s.ask(question + ": ")
		if err != nil {
			return 0, err
		}
		if answer == "" && usual {
			return 0, nil
		}
		for i, one := range choices {
			if answer == strconv.Itoa(i+1) || plainly(answer) == plainly(one.name) {
				return i, nil
			}
		}
		s.say("%sAnswer with a number from 1 to %d, or the name after it; a dot cancels.", hint.Meant(answer, names...), len(choices))
	}
}

// plainly is a name without what people write differently.
func plainly(name string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(name))
}

// untilRight asks until take accepts the answer: what is wrong with one input is said, and it
// is asked for again. Any other error is returned.
func (s *session) untilRight(question string, take func(answer string) error) error {
	return s.untilTaken(s.ask, question, take)
}

// untilTaken is untilRight with a way to ask.
func (s *session) untilTaken(ask func(question string) (string, error), question string, take func(answer string) error) error {
	for {
		answer, err := ask(question)
		if err != nil {
			return err
		}
		err = take(answer)
		problems := deletion.FieldErrors(err)
		if len(problems) == 0 {
			return err
		}
		for _, problem := range problems {
			s.say("%s", hint.Capital(problem.Error()))
		}
	}
}

// number reads the number of a record, with the # that people copy.
func number(text string) (int64, error) {
	number, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || number < 1 {
		return 0, fmt.Errorf("\"%s\" is not a record number\nUse a number as history shows it, such as 12", safetext.Bounded(text, 40))
	}
	return number, nil
}

// ending turns the end of input within an act into its error.
func ending(err error, now string) error {
	if errors.Is(err, io.EOF) {
		return &CancelledError{now}
	}
	return err
}
