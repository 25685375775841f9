package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"deletecall/similar"
)

// lines tells in which line of a file each key stands, by its dotted path.
type lines map[string]int

// decode reads the file's text. The problems hold every key that is not known;
// a text that is not TOML, or a value of the wrong type, is an *[Error].
func decode(name string, text []byte) (file, *problems, error) {
	var decoded file
	decoder := toml.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&decoded)

	found := &problems{lines: keyLines(text)}
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		for _, missing := range unknown.Errors {
			found.unknownKey(missing.Key(), line(&missing))
		}
	case errors.As(err, &wrong):
		return decoded, nil, &Error{File: name, Problems: []Problem{{
			Where: strings.Join(wrong.Key(), "."), Line: line(wrong),
			What: "can't be read: " + strings.TrimPrefix(wrong.Error(), "toml: "), Hint: "see docs/configuration.md",
		}}}
	case err != nil:
		return decoded, nil, &Error{File: name, Problems: []Problem{{What: "is not a configuration: " + strings.TrimPrefix(err.Error(), "toml: ")}}}
	}
	return decoded, found, nil
}

func line(err *toml.DecodeError) int {
	row, _ := err.Position()
	return row
}

func (p *problems) unknownKey(key toml.Key, line int) {
	known := topKeys
	switch {
	case len(key) > 2 && key[0] == "servers":
		known = serverKeys
	case len(key) > 1 && key[0] == "log":
		known = logKeys
	case len(key) > 1 && key[0] == "checkpoints":
		known = checkKeys
	}
	hint := "the known ones are in docs/configuration.md"
	if near := similar.Nearest(key[len(key)-1], known); near != "" {
		hint = "did you mean " + near + "?"
	}
	p.list = append(p.list, Problem{Where: strings.Join(key, "."), Line: line, What: "is not a known key", Hint: hint})
}

// keyLines finds the line of every key and table. It runs only over text that
// the decoder has seen too, so that its errors need no second report.
func keyLines(text []byte) lines {
	found := lines{}
	var table []string
	var parser unstable.Parser
	parser.Reset(text)
	for parser.NextExpression() {
		node := parser.Expression()
		var path []string
		at := 0
		for keys := node.Key(); keys.Next(); {
			part := keys.Node()
			path = append(path, string(part.Data))
			if at == 0 {
				at = 1 + bytes.Count(text[:part.Raw.Offset], []byte("\n"))
			}
		}
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = path
			found[strings.Join(path, ".")] = at
		case unstable.KeyValue:
			found[strings.Join(append(slices.Clone(table), path...), ".")] = at
		}
	}
	return found
}
