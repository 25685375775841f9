package apiclient

import (
	"errors"
	"testing"
)

// Each of these is read without a word by encoding/xml, and is not well-formed
// (XML 1.0, and Namespaces in XML where it says so). Six million changed documents
// were held against expat to find them.
func TestWhatIsNotWellFormedProvesNothing(t *testing.T) {
	const root = `<VerbaApi><Response code="0" type="DeleteCall"/></VerbaApi>`
	for name, text := range map[string]string{
		"no blank between attributes":           `<VerbaApi><Response code="0"type="DeleteCall"/></VerbaApi>`,
		"no blank before attributes elsewhere":  `<VerbaApi><a b="c"d="e"/><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"a declaration without a version":       `<?xml?>` + root,
		"a declaration with an encoding alone":  `<?xml encoding="UTF-8"?>` + root,
		"a declaration with an empty version":   `<?xml version=""?>` + root,
		"a version in no quotes":                `<?xml version=1.0?>` + root,
		"a version in unequal quotes":           `<?xml version="1.0'?>` + root,
		"a declaration without blanks":          `<?xml version="1.0"encoding="UTF-8"?>` + root,
		"a declaration in the wrong order":      `<?xml encoding="UTF-8" version="1.0"?>` + root,
		"standalone before the encoding":        `<?xml version="1.0" standalone="yes" encoding="UTF-8"?>` + root,
		"standalone that is neither yes nor no": `<?xml version="1.0" standalone="maybe"?>` + root,
		"an encoding that is no name":           `<?xml version="1.0" encoding="8"?>` + root,
		"more in a declaration":                 `<?xml version="1.0" more="x"?>` + root,
		"two versions":                          `<?xml version="1.0" version="1.0"?>` + root,
		"a declaration in capitals":             `<?XML version="1.0"?>` + root,
		"an instruction without a blank":        `<?page!a?>` + root,
		"an instruction in capitals":            root + `<?xMl a?>`,
		"a control character in a comment":      root + "<!-- \x01 -->",
		"a NUL in an instruction":               "<?page \x00?>" + root,
		"bad UTF-8 in a comment":                root + "<!-- \xff -->",
		"a character that is none in a comment": root + "<!-- \ufffe -->",
		"the half of a character":               response(0, "&#xD800;"),
		"the half of a character, decimal":      response(0, "&#56320;"),
		"the half of a character in a value":    `<VerbaApi a="&#xDFFF;"><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"a reference beyond numbers":            response(0, "&#x0000000000000000D800;"),
		"an attribute of a namespace twice":     `<VerbaApi xmlns:x="y" x:a="1" x:a="2"><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"two prefixes for one attribute":        `<VerbaApi xmlns:x="u" xmlns:y="u" x:a="1" y:a="2"><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"a prefix for nothing on the root":      `<x:VerbaApi xmlns:x=""><Response code="0" type="DeleteCall"/></x:VerbaApi>`,
		"a prefix for nothing on the Response":  `<VerbaApi><x:Response xmlns:x="" code="0" type="DeleteCall"/></VerbaApi>`,
		"a prefix that nobody declared":         `<VerbaApi><x:a/><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"an attribute that nobody declared":     `<VerbaApi x:a="b"><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"another meaning for xml":               `<VerbaApi xmlns:xml="urn:x"><Response code="0" type="DeleteCall"/></VerbaApi>`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readDocument([]byte(text), deleteCall)
			var wrong *documentError
			if !errors.As(err, &wrong) || wrong.problem == "" {
				t.Errorf("read %+v, %v", got, err)
			}
		})
	}
}

func TestWhatIsWellFormedIsReadHoweverItIsWritten(t *testing.T) {
	for name, text := range map[string]string{
		"a declaration in single quotes":       `<?xml version='1.0' encoding='UTF-8' standalone='yes'?>` + doc,
		"a declaration with blanks":            "<?xml\n version = \"1.0\"\tencoding\r\n=\"utf-8\" ?>" + doc,
		"attributes in lines":                  "<VerbaApi\n><Response\r\n\tcode = '0'\n type\n=\n\"DeleteCall\" \n/></VerbaApi\n>",
		"angles and quotes in a value":         `<VerbaApi a="'>" b='"/>'><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"an instruction without a text":        `<?page?>` + doc + `<?page ?>`,
		"a style sheet":                        `<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?>` + doc,
		"an instruction with question marks":   `<?page ??a?b??>` + doc,
		"references to characters":             response(0, "&#xE9;&#x1F600;&#233;&amp;#xD800;"),
		"what looks like a reference in CDATA": response(0, "<![CDATA[&#xD800;]]>"),
		"other namespaces":                     `<VerbaApi xmlns:x="urn:x" xml:lang="en" x:a="b"><x:y xmlns="urn:z"><z/></x:y><Response code="0" type="DeleteCall"/></VerbaApi>`,
		"high characters":                      response(0, "\U0001F600\u0085\u2028"),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := readDocument([]byte(text), deleteCall); err != nil || got.code != 0 {
				t.Errorf("read %+v, %v", got, err)
			}
		})
	}
}

func TestACharacterSetThatTheBytesContradictProvesNothing(t *testing.T) {
	for name, test := range map[string]struct{ body, contentType, says string }{
		"ASCII with more":          {response(0, "\xe9"), "text/xml; charset=us-ascii", "the answer has characters outside its character set, us-ascii"},
		"Windows-1252 with a hole": {response(0, "\x81"), "text/xml; charset=windows-1252", "the answer has bytes outside its character set, Windows 1252"},
		"UTF-32, big endian":       {"\x00\x00\xfe\xff\x00\x00\x00<", "", `the answer is in the character set "UTF-32", which this program can't read`},
		"UTF-32, little endian":    {"\xff\xfe\x00\x00<\x00\x00\x00", "text/xml; charset=utf-8", `the answer is in the character set "UTF-32", which this program can't read`},
		"UTF-32, no mark":          {"<\x00\x00\x00?\x00\x00\x00", "", `the answer is in the character set "UTF-32", which this program can't read`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := decode([]byte(test.body), test.contentType); err == nil || err.Error() != test.says {
				t.Errorf("it says %v", err)
			}
		})
	}
}
