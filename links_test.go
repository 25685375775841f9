package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link is a link of Markdown, or a picture of HTML in it.
var link = regexp.MustCompile(`(?:\]\(|src(?:set)?=")([^)"\s]+)[)"]`)

// A file that is named is one of ours, by its path from the root.
func TestEveryFileThatADocumentNamesIsThere(t *testing.T) {
	file := regexp.MustCompile("`([a-z]+/[a-z0-9_/]+\\.(go|md|txtar))`")
	for _, page := range []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} {
		for _, found := range file.FindAllStringSubmatch(read(t, page), -1) {
			if _, err := os.Stat(found[1]); err != nil {
				t.Errorf("%s names %s, which is not there", page, found[1])
			}
		}
	}
}

func TestNoLinkOfADocumentIsDead(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		for _, found := range link.FindAllStringSubmatch(read(t, path), -1) {
			target, heading, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			to := path
			if target != "" {
				to = filepath.Join(filepath.Dir(path), target)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s links to %s, which is not there", path, found[1])
			} else if heading != "" && !hasHeading(read(t, to), heading) {
				t.Errorf("%s links to %s, and %s has no such heading", path, found[1], to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// hasHeading compares a heading with its anchor: small letters, dashes for blanks, no
// other signs.
func hasHeading(page, anchor string) bool {
	other := regexp.MustCompile(`[^a-z0-9 -]`)
	for line := range strings.Lines(page) {
		if title := strings.TrimLeft(line, "#"); title != line {
			title = other.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), "")
			if strings.ReplaceAll(title, " ", "-") == anchor {
				return true
			}
		}
	}
	return false
}

func read(t *testing.T, path string) string {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
