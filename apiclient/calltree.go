package apiclient

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

// Bounds of what is read of an answer to show it.
const (
	maxNodes    = 100_000 // elements and attributes of one answer
	maxNodeText = 4 << 10 // bytes of one of them
	maxCalls    = 1000    // of one answer
)

// node is an element of an answer, or an attribute, which is read as an element in it: servers
// write the same field either way.
type node struct {
	name     string // see plainField
	text     string
	children []*node
}

// first is the text of the first child of one of the names that says something, the earlier
// names first.
func (n *node) first(names ...string) string {
	for _, name := range names {
		for _, child := range n.children {
			if child.name == name && child.text != "" {
				return child.text
			}
		}
	}
	return ""
}

// differs reports a field that is there twice and not the same.
func (n *node) differs(name string) bool {
	said := n.first(name)
	return slices.ContainsFunc(n.children, func(child *node) bool { return child.name == name && child.text != "" && child.text != said })
}

// all are the elements of a name below the node, none inside another.
func (n *node) all(name string) (found []*node) {
	for _, child := range n.children {
		if child.name == name {
			found = append(found, child)
		} else {
			found = append(found, child.all(name)...)
		}
	}
	return found
}

// callTree reads an answer to show it, however it is written: published samples leave elements
// open, and quote nothing. It returns what it could read up to the first thing that it could not;
// root is the name of the root as it came. It proves nothing: see readCalls.
func callTree(text []byte) (tree *node, root string) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.Strict = false
	decoder.Entity = xml.HTMLEntity
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	tree = &node{}
	path, skipped, nodes := []*node{tree}, 0, 0
	for nodes < maxNodes {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch token := token.(type) {
		case xml.StartElement:
			if root == "" {
				root = token.Name.Local
			}
			if len(path) > maxDepth {
				skipped++
				continue
			}
			opened := &node{name: plainField(token.Name.Local)}
			for _, attribute := range token.Attr {
				opened.children = append(opened.children, &node{name: plainField(attribute.Name.Local), text: bounded(attribute.Value)})
			}
			nodes += 1 + len(token.Attr)
			above := path[len(path)-1]
			above.children = append(above.children, opened)
			path = append(path, opened)
		case xml.EndElement:
			if skipped > 0 {
				skipped--
			} else if len(path) > 1 {
				path = path[:len(path)-1]
			}
		case xml.CharData:
			if inner := path[len(path)-1]; skipped == 0 && len(inner.text) < maxNodeText {
				inner.text = strings.TrimSpace(bounded(inner.text + string(token)))
			}
		}
	}
	return tree, root
}

func bounded(text string) string { return cut(text, maxNodeText) }

// plainField is the name of a field without what differs between servers and versions: ccdr_id,
// ccdrId and CCDRID are the same.
func plainField(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}
