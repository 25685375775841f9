package export

import (
	_ "embed"
	"html/template"
	"io"
	"sync"
)

//go:embed certificate.html
var certificateHTML string

// certificateTemplate is read when the first certificate is written, so that the
// program's start does not pay for it.
var certificateTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("certificate").Parse(certificateHTML))
})

func writeHTML(w io.Writer, content page) error {
	return certificateTemplate().Execute(w, content)
}
