package apiclient

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestTheSpecificationsDocumentsAreRead(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want document
	}{
		"success":              {successDocument, document{code: 0}},
		"refusal":              {refusalDocument, document{code: -50, message: "Call for extension 3123212312 with status ongoing not found after 2 tries, with sleep time 1000."}},
		"success with message": {response(0, "marked only"), document{code: 0, message: "marked only"}},
		"single quotes":        {`<VerbaApi><Response type='DeleteCall' code='-1'/></VerbaApi>`, document{code: -1}},
		"comments and processing instructions around": {`<!-- a --><?page b?>` + doc + `<!-- c --><?page d?>` + "\n", document{}},
		"elements beside the Response":                {`<VerbaApi><SessionId>x</SessionId><Response code="0" type="DeleteCall"/><Remote>false</Remote></VerbaApi>`, document{session: "x"}},
		"references and CDATA in the message":         {response(-1, `a &lt;b&gt; <![CDATA[<c>]]>`), document{code: -1, message: "a <b> <c>"}},
		"a message in lines":                          {response(-1, "a\r\n  b\n"), document{code: -1, message: "a b"}},
		"two messages":                                {`<VerbaApi><Response code="-1" type="DeleteCall"><ErrorMessage>a</ErrorMessage><ErrorMessage>b</ErrorMessage></Response></VerbaApi>`, document{code: -1, message: "a b"}},
		"text without ErrorMessage":                   {`<VerbaApi><Response code="-1" type="DeleteCall">held</Response></VerbaApi>`, document{code: -1, message: "held"}},
		"an unpublished code":                         {response(-12345, ""), document{code: -12345}},
		"a positive code":                             {response(2, ""), document{code: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := readDocument([]byte(test.text), deleteCall); err != nil || got != test.want {
				t.Errorf("read %+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

// Each of these is read as success by xml.Unmarshal into the usual struct, or
// nearly so (facts.md, "encoding/xml believes too much").
func TestWhatIsNotTheOneDocumentIsRefused(t *testing.T) {
	attributes := func(text string) string { return `<VerbaApi><Response ` + text + `/></VerbaApi>` }
	for name, text := range map[string]string{
		"nothing":                              "",
		"white space":                          " \n",
		"only a declaration":                   `<?xml version="1.0"?>`,
		"no code":                              attributes(`type="DeleteCall"`),
		"an empty code":                        attributes(`code="" type="DeleteCall"`),
		"a code with blanks":                   attributes(`code=" 0 " type="DeleteCall"`),
		"a code with a line feed":              attributes(`code="0&#10;" type="DeleteCall"`),
		"a code with a sign":                   attributes(`code="+0" type="DeleteCall"`),
		"a negative zero":                      attributes(`code="-0" type="DeleteCall"`),
		"a code with zeros":                    attributes(`code="00" type="DeleteCall"`),
		"a hexadecimal code":                   attributes(`code="0x0" type="DeleteCall"`),
		"a decimal code":                       attributes(`code="0.0" type="DeleteCall"`),
		"a word as code":                       attributes(`code="OK" type="DeleteCall"`),
		"a huge code":                          attributes(`code="18446744073709551616" type="DeleteCall"`),
		"a code in other digits":               attributes(`code="٠" type="DeleteCall"`),
		"two codes":                            attributes(`code="-50" code="0" type="DeleteCall"`),
		"two equal codes":                      attributes(`code="0" code="0" type="DeleteCall"`),
		"a code in a namespace":                attributes(`x:code="0" code="-50" type="DeleteCall"`),
		"a code in capitals":                   attributes(`CODE="0" type="DeleteCall"`),
		"a code as an element":                 `<VerbaApi><Response type="DeleteCall"><code>0</code></Response></VerbaApi>`,
		"no type":                              attributes(`code="0"`),
		"the wrong type":                       attributes(`code="0" type="GetCallID"`),
		"the type in another case":             attributes(`code="0" type="deletecall"`),
		"two types":                            attributes(`code="0" type="GetCallID" type="DeleteCall"`),
		"no Response":                          `<VerbaApi></VerbaApi>`,
		"a Response in a comment":              `<VerbaApi><!-- <Response code="0" type="DeleteCall"/> --></VerbaApi>`,
		"a Response in CDATA":                  `<VerbaApi><![CDATA[<Response code="0" type="DeleteCall"/>]]></VerbaApi>`,
		"a Response deeper down":               `<VerbaApi><Data><Response code="0" type="DeleteCall"/></Data></VerbaApi>`,
		"a Response in a Response":             `<VerbaApi><Response code="0" type="DeleteCall"><Response code="0" type="DeleteCall"/></Response></VerbaApi>`,
		"a response in small letters":          `<VerbaApi><response code="0" type="DeleteCall"/></VerbaApi>`,
		"a Response in a namespace":            `<VerbaApi xmlns:x="y"><x:Response code="0" type="DeleteCall"/></VerbaApi>`,
		"two Responses":                        `<VerbaApi><Response code="-50" type="DeleteCall"/><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"two equal Responses":                  `<VerbaApi><Response code="0" type="DeleteCall"/><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"another root":                         `<VerbaData><Response code="0" type="DeleteCall"/></VerbaData>`,
		"a root in small letters":              `<verbaapi><Response code="0" type="DeleteCall"/></verbaapi>`,
		"a root in a namespace":                `<VerbaApi xmlns="urn:x"><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"the document inside another":          `<html>` + doc + `</html>`,
		"a second root":                        doc + doc,
		"another root after it":                doc + `<html/>`,
		"garbage after it":                     doc + `x`,
		"a character reference after it":       doc + `&#32;`,
		"an empty CDATA section after it":      doc + `<![CDATA[]]>`,
		"a blank that is not one, after it":    doc + "\u00a0",
		"a NUL after it":                       doc + "\x00",
		"garbage before":                       `x` + doc,
		"white space before the declaration":   "\n" + `<?xml version="1.0"?>` + doc,
		"a declaration in the middle":          `<VerbaApi><?xml version="1.0"?><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"a declaration after it":               doc + `<?xml version="1.0"?>`,
		"text inside the root":                 `<VerbaApi>error<Response code="0" type="DeleteCall"/></VerbaApi>`,
		"a document type":                      `<!DOCTYPE VerbaApi>` + doc,
		"an entity bomb":                       `<!DOCTYPE VerbaApi [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>` + response(0, "&b;"),
		"an outside entity":                    `<!DOCTYPE VerbaApi [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + response(0, "&a;"),
		"an unknown entity":                    response(0, "&nbsp;"),
		"a truncated end":                      strings.TrimSuffix(doc, ">"),
		"no end of the root":                   strings.TrimSuffix(doc, "</VerbaApi>"),
		"an end that does not fit":             `<VerbaApi><Response code="0" type="DeleteCall"></VerbaApi></Response>`,
		"a value without quotes":               attributes(`code=0 type="DeleteCall"`),
		"a control character":                  response(0, "a\x01b"),
		"bad UTF-8":                            response(0, "a\xffb"),
		"XML 1.1":                              `<?xml version="1.1"?>` + doc,
		"too deep":                             `<VerbaApi><Response code="0" type="DeleteCall">` + strings.Repeat("<a>", 9) + strings.Repeat("</a>", 9) + `</Response></VerbaApi>`,
		"too many attributes":                  attributes(`code="0" type="DeleteCall"` + manyAttributes(maxAttributes+1)),
		"too many attributes on another":       `<VerbaApi` + manyAttributes(maxAttributes+1) + `><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"JSON":                                 `{"code":0}`,
		"a page":                               "<!DOCTYPE html><html><body>Deleted</body></html>",
		"a Response that another action's was": `<VerbaApi><Response code="0" type="RequestToken" token="x"/></VerbaApi>`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readDocument([]byte(text), deleteCall)
			var wrong *documentError
			if !errors.As(err, &wrong) {
				t.Errorf("read %+v, %v", got, err)
			}
		})
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d="x"`, i)
	}
	return b.String()
}

func TestContradictionsAreToldFromOtherMistakes(t *testing.T) {
	for name, text := range map[string]string{
		"the wrong type": `<VerbaApi><Response code="0" type="GetCallID"/></VerbaApi>`,
		"two Responses":  `<VerbaApi><Response code="0" type="DeleteCall"/><Response code="-1" type="DeleteCall"/></VerbaApi>`,
		"a second root":  doc + doc,
		"text after it":  doc + "ok",
	} {
		_, err := readDocument([]byte(text), deleteCall)
		var wrong *documentError
		if !errors.As(err, &wrong) || !wrong.contradicts {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := readDocument([]byte("<VerbaApi/>"), deleteCall)
	var wrong *documentError
	if !errors.As(err, &wrong) || wrong.contradicts || !wrong.isAPI {
		t.Errorf("a missing Response is %+v", wrong)
	}
}

func TestAnAttributeOfAnotherNamespaceIsNotTheCode(t *testing.T) {
	for _, document := range []string{
		`<VerbaApi xmlns:x="urn:x"><Response x:code="0" type="DeleteCall" /></VerbaApi>`,
		`<VerbaApi><Response xmlns:code="0" type="DeleteCall" /></VerbaApi>`,
		`<VerbaApi xmlns:x="urn:x"><Response code="0" x:type="DeleteCall" /></VerbaApi>`,
	} {
		if read, err := readDocument([]byte(document), "DeleteCall"); err == nil {
			t.Errorf("%s is read as %+v", document, read)
		}
	}
}
