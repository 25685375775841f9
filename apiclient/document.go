package apiclient

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of the document. The specification's has three levels and two
// attributes; a login's answer has a few more, and a call may have some thirty.
const (
	maxDepth      = 8
	maxAttributes = 64
)

type document struct {
	code    int
	message string
	token   string // only in the answer to RequestToken
	// session is the session that may come with a token, and cookie the name of its cookie.
	session, cookie string
	bare            bool // there is no Response: calls are in the root
}

// documentError says why a text is not the document of the specification.
type documentError struct {
	problem string // a sentence's end, after "the answer": may quote the answer
	// contradicts is true where the text is a document of the API that says
	// two things at once.
	contradicts bool
	// isAPI is true where the root at least is the API's.
	isAPI bool
}

func (e *documentError) Error() string { return "the answer " + e.problem }

// readDocument reads the answer to an action, strictly: one root VerbaApi, one
// Response in it, of the action's type and with a bare integer as its code, and
// nothing after it (spec/delete-call.txt, "Response"). Everything that
// [xml.Unmarshal] passes over is an error here, a *documentError; grammar.go has
// what encoding/xml itself passes over.
func readDocument(text []byte, action string) (document, error) {
	return (&documentReader{action: action, root: apiRoot}).read(text)
}

// apiRoot is the root of the specification's documents.
const apiRoot = "VerbaApi"

// listRoots are the roots that others have seen around calls (spec/verba-api.md, "Look-ups that
// take the same selectors"). There, a Response may be missing.
var listRoots = []string{"VerbaData", "verbacdrlist"}

// readCalls is [readDocument] for the answer to a look-up, which may have another root.
func readCalls(text []byte, action, root string) (document, error) {
	if !slices.Contains(listRoots, root) {
		return readDocument(text, action)
	}
	return (&documentReader{action: action, root: root, mayBeBare: true}).read(text)
}

func (reader *documentReader) read(text []byte) (document, error) {
	reader.namespaces = map[string]bool{xmlNamespace: true}
	if problem := checkCharacters(text); problem != "" {
		return document{}, reader.fail("%s", problem)
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	// The text is in UTF-8 by now, whatever its declaration says.
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	for {
		from := decoder.InputOffset()
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return document{}, reader.fail("is not well-formed XML (%v)", err)
		}
		source := text[from:decoder.InputOffset()]
		if problem := checkGrammar(token, source); problem != "" {
			return document{}, reader.fail("%s", problem)
		}
		if err := reader.take(token, source); err != nil {
			return document{}, err
		}
	}
	switch {
	case !reader.sawRoot:
		return document{}, reader.fail("holds no document")
	case !reader.sawResponse && !reader.mayBeBare:
		return document{}, reader.fail("has no Response")
	}
	reader.found.bare = !reader.sawResponse
	reader.found.message = strings.Join(strings.Fields(reader.message.String()), " ")
	return reader.found, nil
}

type documentReader struct {
	action      string
	root        string // the name of the root
	mayBeBare   bool   // a Response may be missing
	path        []string
	started     bool            // a token was seen
	namespaces  map[string]bool // that were declared so far
	sawRoot     bool
	sawResponse bool
	message     strings.Builder
	found       document
}

func (r *documentReader) fail(format string, args ...any) error {
	return &documentError{problem: fmt.Sprintf(format, args...), isAPI: r.sawRoot}
}

func (r *documentReader) contradiction(format string, args ...any) error {
	return &documentError{problem: fmt.Sprintf(format, args...), isAPI: true, contradicts: true}
}

// take looks at one token, written as it is in source.
func (r *documentReader) take(token xml.Token, source []byte) error {
	first := !r.started
	r.started = true
	switch token := token.(type) {
	case xml.StartElement:
		return r.open(token)
	case xml.EndElement:
		r.path = r.path[:len(r.path)-1]
	case xml.CharData:
		return r.text(token, source)
	case xml.Directive:
		return r.fail("has a document type, which the API's answers never have")
	case xml.ProcInst:
		if strings.EqualFold(token.Target, "xml") && !first {
			return r.fail("has an XML declaration in its middle")
		}
	}
	return nil
}

func (r *documentReader) open(element xml.StartElement) error {
	if len(element.Attr) > maxAttributes {
		return r.fail("has an element with more than %d attributes", maxAttributes)
	}
	name := element.Name.Local
	values, err := r.attributes(element)
	if err != nil {
		return err
	}
	switch depth := len(r.path); {
	case depth == 0 && r.sawRoot:
		return r.contradiction("has a second root after its document")
	case depth == 0 && name == r.root && element.Name.Space != "":
		return r.fail("has a root %s in another namespace", r.root)
	case depth == 0 && name != r.root:
		return r.fail("has the root %q instead of %s", name, r.root)
	case depth >= maxDepth:
		return r.fail("is nested more than %d deep", maxDepth)
	case depth == 0:
		r.sawRoot = true
	case name != "Response":
	case depth > 1 || element.Name.Space != "":
		return r.fail("has a Response that is not directly inside VerbaApi")
	case r.sawResponse:
		return r.contradiction("has more than one Response")
	default:
		r.sawResponse = true
		if err := r.response(values); err != nil {
			return err
		}
	}
	r.path = append(r.path, name)
	if r.inMessage() {
		r.message.WriteByte(' ')
	}
	return nil
}

func (r *documentReader) attributes(element xml.StartElement) (map[xml.Name]string, error) {
	values := map[xml.Name]string{}
	for _, attribute := range element.Attr {
		name := attribute.Name
		if name.Space != "" && (name.Local == "code" || name.Local == "type") {
			return nil, r.fail("has the attribute %q in another namespace", name.Local)
		}
		if _, twice := values[name]; twice {
			return nil, r.fail("has the attribute %q twice", name.Local)
		}
		values[name] = attribute.Value
	}
	return values, r.checkPrefixes(element)
}

// checkPrefixes looks that every prefix stands for a namespace: encoding/xml
// drops those that stand for none, or takes them for the namespace itself.
func (r *documentReader) checkPrefixes(element xml.StartElement) error {
	names := []xml.Name{element.Name}
	for _, attribute := range element.Attr {
		name := attribute.Name
		switch {
		case name == xml.Name{Local: "xmlns"}:
			r.namespaces[attribute.Value] = true
		case name.Space != "xmlns":
			names = append(names, name)
		case attribute.Value == "", name.Local == "xml", name.Local == "xmlns":
			return r.fail("declares the prefix %q for no namespace of its own", name.Local)
		default:
			r.namespaces[attribute.Value] = true
		}
	}
	for _, name := range names {
		if name.Space != "" && !r.namespaces[name.Space] {
			return r.fail("has the name %q with a prefix that was not declared", name.Local)
		}
	}
	return nil
}

// xmlNamespace is what the prefix xml stands for without a declaration.
const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

func (r *documentReader) response(values map[xml.Name]string) error {
	code, ok := values[xml.Name{Local: "code"}]
	if !ok {
		return r.fail("has a Response without a code")
	}
	kind, ok := values[xml.Name{Local: "type"}]
	if !ok {
		return r.fail("has a Response without a type")
	}
	if kind != r.action {
		return r.contradiction("is one to %q, not to %s", kind, r.action)
	}
	number, err := strconv.Atoi(code)
	if err != nil || strconv.Itoa(number) != code {
		return r.fail("has the code %q, which is not a bare number", code)
	}
	r.found.code, r.found.token = number, values[xml.Name{Local: "token"}]
	return nil
}

// inMessage is true in what the server says: in the Response, and in an
// ErrorMessage beside it.
func (r *documentReader) inMessage() bool {
	return len(r.path) > 1 && (r.path[1] == "Response" || r.path[1] == "ErrorMessage")
}

// inSession keeps what an answer to RequestToken says of the session, wherever it says so.
func (r *documentReader) inSession(text []byte) {
	if len(r.path) < 2 {
		return
	}
	switch r.path[len(r.path)-1] {
	case "SessionId":
		r.found.session += string(text)
	case "SessionCookieName":
		r.found.cookie += string(text)
	}
}

func (r *documentReader) text(text xml.CharData, source []byte) error {
	if len(r.path) == 0 {
		text = source // outside the root, a blank must be one, and not a reference or an empty CDATA section
	}
	r.inSession(text)
	switch {
	case r.inMessage():
		r.message.Write(text)
	case len(r.path) > 1 || len(bytes.Trim(text, " \t\r\n")) == 0:
		// other elements beside the Response are ignored, and so is white space
	case len(r.path) == 0 && r.sawRoot:
		return r.contradiction("has text after its document")
	default:
		return r.fail("has text where only elements belong")
	}
	return nil
}
