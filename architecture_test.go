package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages each of our packages may import. It is the
// table of ARCHITECTURE.md, "Rooms"; a package that is missing here has no place.
var arrows = map[string][]string{
	"":          {"cli"},
	"cli":       {"*"},
	"sshserver": {"ui", "deletion", "query", "config", "safetext", "secret"},

	"ui":         {"hint", "ui/*", "deletion", "query", "keymap", "safetext"},
	"ui/compose": {"deletion", "keymap", "ui/theme", "ui/widget", "safetext"},
	"ui/confirm": {"deletion", "keymap", "ui/theme", "ui/widget", "safetext"},
	"ui/result":  {"hint", "deletion", "keymap", "ui/theme", "ui/widget", "safetext"},
	"ui/audit":   {"hint", "deletion", "query", "keymap", "ui/theme", "ui/widget", "safetext"},
	"ui/input":   {},
	"ui/theme":   {},
	"ui/widget":  {"ui/theme", "keymap", "safetext"},
	"ui/uitest":  {"ui", "ui/*", "deletion", "query", "keymap", "safetext", "secret"},

	"apiclient":       {"hint", "deletion", "safetext", "secret", "privatefile"},
	"history":         {"deletion", "safetext", "secret"},
	"history/inorder": {},
	"history/sqlite":  {"hint", "history", "history/proof", "history/inorder", "history/store", "history/sqlite/*", "deletion", "query", "safetext", "secret"},

	"history/store":     {"history", "history/proof", "deletion", "query"},
	"history/storetest": {"history/store", "history", "history/proof", "deletion"},

	"history/sqlite/place":  {"history", "deletion", "safetext", "privatefile"},
	"history/sqlite/driver": {},
	"history/sqlite/words":  {"history/sqlite/place", "history/sqlite/driver", "history/proof", "query", "safetext"},

	"history/carry":  {"hint", "history/proof", "privatefile", "safetext"},
	"history/sample": {"deletion"},
	"history/proof":  {"hint", "history", "history/inorder", "deletion", "safetext", "secret", "privatefile"},
	"config":         {"hint", "safetext", "secret", "privatefile", "similar"},
	"deletion":       {"hint", "safetext", "secret"},
	"query":          {"deletion", "safetext", "similar"},
	"process":        {"privatefile", "safetext"},
	"simulator":      {},
	"keymap":         {"similar"},
	"logfile":        {"safetext", "secret", "privatefile"},
	"history/export": {"deletion", "safetext", "secret", "privatefile"},
	"hint":           {},
	"safetext":       {},
	"secret":         {},
	"privatefile":    {"safetext"},
	"similar":        {},
	"e2e":            {"*"},
	"e2e/terminal":   {},
	"testkit":        {},

	"bench":           {},
	"bench/yardstick": {},
	"docs/picture":    {"e2e/terminal"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
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

func TestTheTableRefusesTheEdgesThatMatterMost(t *testing.T) {
	for _, edge := range [][2]string{
		{"ui", "apiclient"}, {"ui", "history"}, {"ui/audit", "history/sqlite"},
		{"deletion", "apiclient"}, {"apiclient", "history"}, {"simulator", "apiclient"},
		{"apiclient", "simulator"}, {"", "ui"}, {"config", "deletion"}, {"deletion", "query"},
	} {
		if mayImport(arrows[edge[0]], edge[1]) {
			t.Errorf("the table allows %q to import %q", edge[0], edge[1])
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
	output, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
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
