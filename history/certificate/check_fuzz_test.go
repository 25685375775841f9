package certificate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"deletecall/history/certificate"
)

// With one key, nothing is accepted but the certificates that it signed.
func FuzzCheck(f *testing.F) {
	issued, keys := map[string][]byte{}, map[string]string{}
	for name := range issuedBefore {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		key, err := os.ReadFile(filepath.Join("testdata", name+".key"))
		if err != nil {
			f.Fatal(err)
		}
		issued[name], keys[name] = file, string(key)
		f.Add(file)
		f.Add(bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n")))
		f.Add(bytes.Replace(file, []byte(`"proof": {`), []byte(`"proof": {"format":1,`), 1))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for name, key := range keys {
			checked, err := certificate.Check(file, key)
			if err == nil && !bytes.Equal(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")), issued[name]) {
				t.Errorf("accepted as %s, serial number %s: %q", checked.Title, checked.Serial, file)
			}
		}
	})
}
