package apiclient

import (
	"encoding/xml"
	"testing"

	"deletecall/deletion"
	"deletecall/secret"
)

// BenchmarkTheSpecificationsAnswer compares reading the error sample as this
// package does, with and without judging and redacting it, with the usual way.
func BenchmarkTheSpecificationsAnswer(b *testing.B) {
	text := []byte(refusalDocument)
	b.Run("readDocument", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := readDocument(text, deleteCall); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("xml.Unmarshal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var usual struct {
				Response struct {
					Code         int    `xml:"code,attr"`
					Type         string `xml:"type,attr"`
					ErrorMessage string
				}
			}
			if err := xml.Unmarshal(text, &usual); err != nil || usual.Response.Code != -50 {
				b.Fatal(err)
			}
		}
	})
	b.Run("outcome", func(b *testing.B) {
		b.ReportAllocs()
		client := &Client{session: newSession()}
		ex := exchange{connected: true, status: 200, body: text}
		for b.Loop() {
			v := client.veil(secret.New(sampleKey), secret.New(sampleToken))
			result := outcomeOf(ex, deletion.XML, v)
			if _, echoed := ex.attempt(result, v); echoed || result.kind != deletion.Refused {
				b.Fatal(result)
			}
		}
	})
}
