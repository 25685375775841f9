package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/token"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages each of our packages may import. It is read from
// the table of ARCHITECTURE.md, "Rooms"; a package that is missing there has no place.
var arrows = readArrows()

var quoted = regexp.MustCompile("`([^`]+)`")

func readArrows() map[string][]string {
	page, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		panic(err)
	}
	_, table, _ := strings.Cut(string(page), "## Rooms")
	table, _, _ = strings.Cut(table, "\n## ")
	found := map[string][]string{}
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.HasPrefix(line, "| `") {
			continue
		}
		var allowed []string
		if strings.TrimSpace(cells[3]) == "all" {
			allowed = []string{"*"}
		}
		for _, name := range quoted.FindAllStringSubmatch(cells[3], -1) {
			allowed = append(allowed, name[1])
		}
		for _, name := range quoted.FindAllStringSubmatch(cells[1], -1) {
			found[strings.TrimSuffix(strings.TrimSuffix(name[1], "main.go"), "/")] = allowed
		}
	}
	return found
}

type goPackage struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestEveryImportFollowsAnArrowOfTheTable(t *testing.T) {
	for _, pkg := range ourPackages(t) {
		from := room(pkg.ImportPath)
		allowed, known := arrows[from]
		if !known {
			t.Errorf("package %q is not in the table of rooms", from)
			continue
		}
		for _, imported := range pkg.Imports {
			to := room(imported)
			if !isOurs(imported) || mayImport(allowed, to) {
				continue
			}
			t.Errorf("%q imports %q, which no arrow allows", from, to)
		}
	}
}

// An arrow that nothing needs lets an import in that nobody has thought about.
func TestEveryArrowOfTheTableIsNeeded(t *testing.T) {
	needed := map[string][]string{}
	for _, pkg := range ourPackages(t) {
		for _, imported := range slices.Concat(pkg.Imports, pkg.TestImports, pkg.XTestImports) {
			needed[room(pkg.ImportPath)] = append(needed[room(pkg.ImportPath)], room(imported))
		}
	}
	for from, allowed := range arrows {
		for _, to := range allowed {
			if !slices.ContainsFunc(needed[from], func(imported string) bool { return mayImport([]string{to}, imported) }) {
				t.Errorf("nothing in %q imports %q", from, to)
			}
		}
	}
}

func TestTheTableRefusesTheEdgesThatMatterMost(t *testing.T) {
	for _, edge := range [][2]string{
		{"ui", "apiclient"}, {"ui", "history"}, {"ui/history", "history/sqlite"},
		{"deletion", "apiclient"}, {"apiclient", "history"}, {"simulator", "apiclient"},
		{"apiclient", "simulator"}, {"", "ui"}, {"config", "history"}, {"deletion", "query"},
	} {
		if mayImport(arrows[edge[0]], edge[1]) {
			t.Errorf("the table allows %q to import %q", edge[0], edge[1])
		}
	}
}

// Commands name the port. `history init` is the one of a store: it makes a schema and roles on a server.
func TestCommandsNameNoStore(t *testing.T) {
	eachFile(t, func(room string, file *ast.File, at func(token.Pos) token.Position) {
		path := at(file.Package).Filename
		if room != "cli" || path == "cli/history_init.go" {
			return
		}
		for _, imported := range importsOf(file) {
			if strings.HasPrefix(imported, "deletecall/history/sqlite") || strings.HasPrefix(imported, "deletecall/history/postgres") {
				t.Errorf("%s imports %s; what needs a store belongs in app", path, imported)
			}
		}
	})
}

func TestEveryDependencyIsUsedWhereTheTableSays(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "ARCHITECTURE.md"), "## Dependencies")
	var rows []string
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "| `") {
			rows = append(rows, line)
		}
	}
	allows := func(row, imported, room string) bool {
		cells := strings.Split(row, "|")
		named := func(cell string, fits func(name string) bool) bool {
			return slices.ContainsFunc(quoted.FindAllStringSubmatch(cell, -1), func(found []string) bool { return fits(found[1]) })
		}
		return named(cells[1], func(module string) bool { return strings.Contains(imported+"/", module+"/") }) &&
			named(cells[3], func(place string) bool { return strings.HasPrefix(room+"/", strings.TrimSuffix(place, "/")+"/") })
	}
	for _, pkg := range ourPackages(t) {
		from := room(pkg.ImportPath)
		if outside, _, _ := strings.Cut(from, "/"); slices.Contains([]string{"bench", "e2e", "docs"}, outside) || from == "ui/uitest" {
			continue
		}
		for _, imported := range pkg.Imports {
			domain, _, _ := strings.Cut(imported, "/")
			if strings.Contains(domain, ".") && !slices.ContainsFunc(rows, func(row string) bool { return allows(row, imported, from) }) {
				t.Errorf("%q uses %s, which the table of dependencies does not say", from, imported)
			}
		}
	}
}

func mayImport(allowed []string, to string) bool {
	return slices.ContainsFunc(allowed, func(pattern string) bool {
		if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
			return strings.HasPrefix(to, prefix)
		}
		return pattern == to
	})
}

func ourPackages(t *testing.T) []goPackage {
	t.Helper()
	output, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var pkg goPackage
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, pkg)
	}
}

func isOurs(path string) bool { return path == "deletecall" || strings.HasPrefix(path, "deletecall/") }

func room(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, "deletecall"), "/")
}
