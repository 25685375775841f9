package certificate

import (
	_ "embed"
	"html"
	"strings"
)

// pageHTML is the page without its content, with a word in capitals in the place of each
// part of it. It belongs to the format as the words do: with another style, pages that were
// issued before can't be checked any more.
//
// It is not html/template's: a program that links it keeps every exported method of all its
// packages (docs/decisions/history.md).
//
//go:embed page.html
var pageHTML string

// escapes are those of text between tags; attributes have no text of ours.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (s statement) html(attached string) string {
	var b strings.Builder
	paragraphs := func(list []string) {
		for _, paragraph := range list {
			b.WriteString("<p>" + isolated(paragraph) + "</p>\n")
		}
	}
	b.WriteString("<h1>" + escapes.Replace(s.title) + "</h1>\n<div class=\"verdict\">\n")
	paragraphs(s.paragraphs)
	b.WriteString("</div>\n")
	for _, section := range s.sections {
		b.WriteString("<section>\n<h2>" + escapes.Replace(section.heading) + "</h2>\n")
		if len(section.facts) > 0 {
			b.WriteString("<dl>\n")
			for _, fact := range section.facts {
				b.WriteString("<dt>" + escapes.Replace(fact.Name) + "</dt><dd>" + isolated(fact.Value) + "</dd>\n")
			}
			b.WriteString("</dl>\n")
		}
		paragraphs(section.paragraphs)
		b.WriteString("</section>\n")
	}
	return strings.NewReplacer("TITLE", escapes.Replace(s.title), "MAIN\n", b.String(), "ATTACHED\n", escapes.Replace(attached)).Replace(pageHTML)
}

// isolated keeps the direction of a foreign text from reaching its surroundings.
func isolated(foreign string) string { return "<bdi>" + escapes.Replace(foreign) + "</bdi>" }

// unescaped is what was attached to an HTML page.
func unescaped(attached string) string { return html.UnescapeString(attached) }
