package config

import (
	"strings"
	"testing"
)

func TestTextsThatACertificateCanNotShowAreRefused(t *testing.T) {
	for key, table := range map[string]string{"controller": "certificate", "contact": "certificate", "decided_by": "certificate", "verified_by": "certificate",
		"legal_ground": "certificate", "not_covered": "servers.a"} {
		for text, want := range map[string]string{strings.Repeat("x", 217): "is too long for a certificate (217 characters)", `a\u202eb`: "can't be printed"} {
			content := "[" + table + "]\n" + key + " = \"" + text + "\"\n"
			if table == "servers.a" {
				content += "url = \"https://verba.example.com\"\n"
			}
			_, err := withFile(t, content).load()
			if err == nil || !strings.Contains(err.Error(), ":2: "+table+"."+key+" "+want) && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", content, err)
			}
		}
	}
}
