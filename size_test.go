package main

import (
	"go/ast"
	"go/token"
	"testing"
)

// What is longer than a reader keeps in mind is taken apart. Tests may be longer: a table of cases is read row by row.
func TestFilesAndFunctionsAreShort(t *testing.T) {
	const mostOfFile, mostOfFunction = 300, 60
	eachFile(t, func(_ string, file *ast.File, at func(token.Pos) token.Position) {
		if last := at(file.FileEnd); last.Line > mostOfFile {
			t.Errorf("%s has %d lines, at most %d are allowed", last.Filename, last.Line, mostOfFile)
		}
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			from := at(function.Pos())
			if lines := at(function.End()).Line - from.Line + 1; lines > mostOfFunction {
				t.Errorf("%s: %s has %d lines, at most %d are allowed", from, function.Name.Name, lines, mostOfFunction)
			}
		}
	})
}
