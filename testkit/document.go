package testkit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	firstCell = regexp.MustCompile(`(?m)^\|([^|]+)\|`)
	codeSpan  = regexp.MustCompile("`([^`]+)`")
)

// Section is what is in a document below a heading, up to the next one of its level or a
// higher one.
func Section(t testing.TB, path, heading string) string {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", path, heading)
	}
	marks, _, _ := strings.Cut(heading, " ")
	for level := range marks {
		section, _, _ = strings.Cut(section, "\n"+marks[:level+1]+" ")
	}
	return section
}

// Named are the words in code spans in the first column of the tables of a section.
func Named(section string) (names []string) {
	for _, cell := range firstCell.FindAllStringSubmatch(section, -1) {
		for _, span := range codeSpan.FindAllStringSubmatch(cell[1], -1) {
			names = append(names, span[1])
		}
	}
	return names
}

// Same fails unless a list in a document has what the program knows, and nothing else.
func Same[T ~string](t testing.TB, list string, listed []string, known ...T) {
	t.Helper()
	for _, word := range known {
		if !slices.Contains(listed, string(word)) {
			t.Errorf("%s lacks %s", list, word)
		}
	}
	for _, word := range listed {
		if !slices.Contains(known, T(word)) {
			t.Errorf("%s has %s, which the program does not know", list, word)
		}
	}
}

// Constants are the values of the constants of a type in a Go file, as far as they are written
// down there; "" stands for those without a type.
func Constants(t testing.TB, path, of string) (values []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, isValue := node.(*ast.ValueSpec)
		if _, isFunction := node.(*ast.FuncDecl); isFunction {
			return false
		}
		if !isValue {
			return true
		}
		name := ""
		if typed, ok := spec.Type.(*ast.Ident); ok {
			name = typed.Name
		}
		for _, value := range spec.Values {
			literal, ok := value.(*ast.BasicLit)
			if !ok || name != of {
				continue
			}
			text := literal.Value
			if literal.Kind == token.STRING {
				text, err = strconv.Unquote(literal.Value)
			}
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, text)
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("%s has no constant of the type %q", path, of)
	}
	return values
}
