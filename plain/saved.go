package plain

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"deletecall/query"
	"deletecall/safetext"
	"deletecall/similar"
)

// unsettled is the saved filter that everybody has.
const unsettled = "unsettled"

// filters are the saved ones by their names. A configured one of the same name wins.
func (s *session) filters() map[string]string {
	all := map[string]string{unsettled: string(query.BySettlement) + ":unsettled"}
	maps.Copy(all, s.Filters)
	return all
}

func (s *session) saved(ctx context.Context, name string) error {
	filters := s.filters()
	names := slices.Sorted(maps.Keys(filters))
	switch text, known := filters[name]; {
	case known:
		return s.history(ctx, text)
	case name != "":
		s.say("There is no saved filter \"%s\"", safetext.Bounded(name, 40))
		if near := similar.Nearest(name, names); near != "" {
			s.say("Did you mean %s?", safetext.Line(near))
		}
	}
	for _, name := range names {
		s.say("%s: %s", safetext.Line(name), safetext.Line(filters[name]))
	}
	return nil
}

// export names the command that writes the records of the last list: a file is nothing to be
// asked for line by line.
func (s *session) export(context.Context, string) error {
	command := "deletecall history export --out records.csv"
	if text := s.listed.filter.String(); text != "" {
		command += " " + shellQuoted(text)
	}
	s.say("In a shell, this command writes the records of the last list to a file:\n%s", command)
	return nil
}

// shellQuoted is a text as a POSIX shell takes it literally.
func shellQuoted(text string) string {
	quoted := ""
	for _, r := range text {
		if r == '\'' {
			quoted += `'\''`
		} else {
			quoted += string(r)
		}
	}
	return fmt.Sprintf("'%s'", quoted)
}
