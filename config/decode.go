package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"deletecall/hint"
	"deletecall/similar"
)

// lines has the line of each key in a file, by its dotted path.
type lines map[string]int

// mostWrongTypes bounds how many values of a wrong type are looked for.
const mostWrongTypes = 100

// decode reads the file's text as far as it can be read. A value of the wrong type is
// taken out, so that the mistakes after it are found as well.
func decode(text []byte, p *problems) (decoded file) {
	p.lines = keyLines(text)
	for range mostWrongTypes {
		decoded = file{}
		decoder := toml.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&decoded)

		var unknown *toml.StrictMissingError
		var wrong *toml.DecodeError
		switch {
		case errors.As(err, &unknown):
			for _, missing := range unknown.Errors {
				p.unknownKey(missing.Key(), line(&missing))
			}
		case errors.As(err, &wrong):
			p.list = append(p.list, undecodable(wrong, text))
			rest := p.lines.without(line(wrong), text)
			// Without its heading a section would be read as part of the one above.
			if len(wrong.Key()) > 0 && !bytes.Equal(rest, text) && !strings.HasPrefix(lineOf(text, wrong), "[") {
				text = rest
				continue
			}
			p.unread = true
		case err != nil:
			p.unread = true
			p.list = append(p.list, Problem{What: "is not a configuration: " + strings.TrimPrefix(err.Error(), "toml: ")})
		}
		return decoded
	}
	return decoded
}

// undecodable is the mistake of a text that is not TOML, or of a value of the wrong type.
func undecodable(wrong *toml.DecodeError, text []byte) Problem {
	problem := Problem{Where: strings.Join(wrong.Key(), "."), Line: line(wrong), Hint: "see docs/configuration.md"}
	// What fails without any expected types is not TOML, and neither is what fails below no key.
	var syntax *toml.DecodeError
	if len(wrong.Key()) == 0 || errors.As(toml.Unmarshal(text, &map[string]any{}), &syntax) && line(syntax) == line(wrong) {
		problem.What = "can't be read: " + strings.TrimPrefix(wrong.Error(), "toml: ")
		_, value, _ := strings.Cut(lineOf(text, wrong), "=")
		first, _ := utf8.DecodeRuneInString(strings.TrimSpace(value))
		switch {
		case bytes.HasPrefix(text, []byte("\ufeff")): // Windows' editors write one
			problem.What, problem.Hint = "begins with a byte order mark", "save it as UTF-8 without one"
		case unicode.IsLetter(first) || strings.ContainsRune("/~", first): // the value may be a secret, and is not repeated
			problem.Hint = "write a text in double quotes; " + problem.Hint
		}
		return problem
	}
	problem.What = "has a value of the wrong type"
	if wrong.Key()[0] == "server" && strings.HasPrefix(lineOf(text, wrong), "[") {
		problem.What, problem.Hint = "is no section", "did you mean [servers.NAME]?"
		return problem
	}
	if value := expected[typeAt(wrong.Key())]; value != "" {
		problem.Hint = "expected " + value
	}
	if name, isCommand := strings.CutSuffix(wrong.Key()[len(wrong.Key())-1], "_command"); isCommand && mayPrompt(name) {
		problem.Hint += "; with " + name + "_prompt = true a person is asked for it"
	}
	return problem
}

// without returns the text with the expression that begins in a line left empty, and
// all lines where they are.
func (l lines) without(first int, text []byte) []byte {
	end := 1 + bytes.Count(text, []byte("\n"))
	for _, other := range l {
		if other > first {
			end = min(end, other-1)
		}
	}
	rest := bytes.Split(bytes.Clone(text), []byte("\n"))
	for row := first; row <= end && row <= len(rest); row++ {
		rest[row-1] = nil
	}
	return bytes.Join(rest, []byte("\n"))
}

func line(err *toml.DecodeError) int {
	row, _ := err.Position()
	return row
}

// lineOf is the line that an error is about, without the blanks around it.
func lineOf(text []byte, err *toml.DecodeError) string {
	rows := strings.Split(string(text), "\n")
	return strings.TrimSpace(rows[min(max(line(err), 1), len(rows))-1])
}

func (p *problems) unknownKey(key toml.Key, line int) {
	advice, name, known := "see docs/configuration.md for all keys", key[len(key)-1], keysBeside(key)
	if near := similar.Nearest(name, known); near != "" {
		advice = "did you mean " + near + "?"
	} else if len(key) > 1 && slices.Contains(keysBeside(key[len(key)-1:]), name) {
		// In TOML all that follows a section belongs to it.
		advice = "write " + name + " above the first section"
	} else if alike := keysLike(name, known); len(alike) > 0 {
		advice = "did you mean " + hint.OneOf(alike...) + "?"
	}
	p.list = append(p.list, Problem{Where: strings.Join(key, "."), Line: line, What: "is an unknown key", Hint: advice})
}

// keysLike are the keys that begin with the word with which a name begins, as reason for reason_required.
func keysLike(name string, known []string) (alike []string) {
	word, _, _ := strings.Cut(name, "_")
	for _, key := range known {
		if first, _, _ := strings.Cut(key, "_"); first == word {
			alike = append(alike, key)
		}
	}
	return alike
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
