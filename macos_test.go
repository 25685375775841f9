package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sourcePackage is what `go list` says of a package, or of one as its tests see it.
type sourcePackage struct {
	ImportPath, Dir string
	GoFiles, Deps   []string
	ImportMap       map[string]string
	Module          *struct{ GoVersion string }
}

// path is the import path without the test that the package is compiled for.
func (p sourcePackage) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}

// TestWhatNeedsNoCgoCompilesForMacOS checks the types of our packages and of their tests from their sources, and of
// what they import the declarations: to compile all of that for a second system takes twenty times as long.
func TestWhatNeedsNoCgoCompilesForMacOS(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-test", "-json=ImportPath,Dir,GoFiles,Deps,ImportMap,Module", "./...")
	list.Env = append(os.Environ(), "GOOS=darwin", "GOARCH=arm64", "CGO_ENABLED=0")
	list.Stderr = os.Stderr
	output, err := list.StdoutPipe()
	if err != nil || list.Start() != nil {
		t.Fatal(err)
	}
	checked, ours := map[string]*types.Package{"unsafe": types.Unsafe}, 0
	for decoder := json.NewDecoder(output); ; { // what a package imports comes before it
		var pkg sourcePackage
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if pkg.ImportPath == "unsafe" || strings.HasSuffix(pkg.ImportPath, ".test") || slices.Contains(pkg.Deps, "github.com/mattn/go-sqlite3") {
			continue
		}
		checked[pkg.ImportPath] = checkTypes(t, pkg, checked)
		if isOurs(pkg.path()) {
			ours++
		}
	}
	if err := list.Wait(); err != nil || ours < 40 {
		t.Errorf("%d packages of ours were checked: %v", ours, err)
	}
}

type importer func(path string) (*types.Package, error)

func (i importer) Import(path string) (*types.Package, error) { return i(path) }

func checkTypes(t *testing.T, pkg sourcePackage, checked map[string]*types.Package) *types.Package {
	t.Helper()
	files, positions := []*ast.File{}, token.NewFileSet()
	for _, name := range pkg.GoFiles {
		file, err := parser.ParseFile(positions, filepath.Join(pkg.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
		}
		files = append(files, file)
	}
	config := types.Config{
		IgnoreFuncBodies: !isOurs(pkg.path()),
		Sizes:            types.SizesFor("gc", "arm64"),
		Importer: importer(func(path string) (*types.Package, error) {
			if mapped := pkg.ImportMap[path]; mapped != "" {
				path = mapped
			}
			if found := checked[path]; found != nil {
				return found, nil
			}
			return nil, errors.New("not found: " + path)
		}),
		Error: func(err error) { t.Error(err) },
	}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	done, _ := config.Check(pkg.path(), positions, files, nil)
	return done
}
