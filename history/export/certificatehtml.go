package export

import (
	_ "embed"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// certificateHTML is the page without its content. It is filled as a tree of
// nodes, and the library that writes the tree escapes every text in it.
//
// html/template would do the same; but a program that links it keeps every exported
// method of all its packages, since a template may call any of them by name: a sixth
// of the binary.
//
//go:embed certificate.html
var certificateHTML string

func writeHTML(w io.Writer, content page) error {
	document, err := html.Parse(strings.NewReader(certificateHTML))
	if err != nil {
		return err
	}
	for node := range document.Descendants() {
		switch node.Data {
		case "title":
			fill(node, textNode(content.Title))
		case "main":
			fill(node, onLines(content.main())...)
		case "footer":
			fill(node, onLines(paragraphs(content.Footer))...)
		}
	}
	return html.Render(w, document)
}

func (p page) main() []*html.Node {
	verdict := "verdict"
	if !p.Certifies {
		verdict = "verdict none"
	}
	headline := element("p", attributes{{Key: "class", Val: "headline"}}, isolated(p.Headline))
	nodes := []*html.Node{
		element("h1", nil, textNode(p.Title)),
		element("div", attributes{{Key: "class", Val: verdict}}, append([]*html.Node{headline}, paragraphs(p.Sentences)...)...),
	}
	for _, section := range p.Sections {
		var list []*html.Node
		for _, fact := range section.Facts {
			list = append(list, element("dt", nil, textNode(fact.Name)), element("dd", nil, isolated(fact.Value)))
		}
		nodes = append(nodes, labelled(section.ID, section.Heading, element("dl", nil, onLines(list)...)))
	}
	if len(p.Checkpoint) > 0 {
		signed := element("pre", nil, textNode(strings.Join(p.Checkpoint, "\n")+"\n"))
		nodes = append(nodes, labelled("checkpoint", "Signed checkpoint", signed))
	}
	return nodes
}

// labelled is a section with its heading.
func labelled(id, heading string, content *html.Node) *html.Node {
	return element("section", attributes{{Key: "aria-labelledby", Val: id}},
		element("h2", attributes{{Key: "id", Val: id}}, textNode(heading)), content)
}

func paragraphs(sentences []string) (nodes []*html.Node) {
	for _, sentence := range sentences {
		nodes = append(nodes, element("p", nil, isolated(sentence)))
	}
	return nodes
}

// isolated keeps the direction of a foreign text from reaching its surroundings.
func isolated(foreign string) *html.Node { return element("bdi", nil, textNode(foreign)) }

type attributes = []html.Attribute

func element(name string, attributes attributes, children ...*html.Node) *html.Node {
	node := &html.Node{Type: html.ElementNode, Data: name, Attr: attributes}
	fill(node, children...)
	return node
}

func textNode(content string) *html.Node { return &html.Node{Type: html.TextNode, Data: content} }

// onLines puts each node on a line of its own, for who reads the source.
func onLines(nodes []*html.Node) []*html.Node {
	lines := []*html.Node{textNode("\n")}
	for _, node := range nodes {
		lines = append(lines, node, textNode("\n"))
	}
	return lines
}

func fill(node *html.Node, children ...*html.Node) {
	for _, child := range children {
		node.AppendChild(child)
	}
}
