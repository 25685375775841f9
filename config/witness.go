package config

import (
	"net/url"
	"strings"
)

// Witness is somebody else's server that cosigns the checkpoints of the history.
type Witness struct {
	Name string // in the configuration
	URL  string
	Key  string // its public key, in one line; read where it is used
}

func newWitness(name string, raw witnessFile, p *problems) Witness {
	key := "witnesses." + name
	parsed, err := url.Parse(raw.URL)
	switch {
	case raw.URL == "":
		p.add(key, "has no url", "give the URL of the witness, such as https://audit.example.com:8089")
	case unprintable(raw.URL) != "", err != nil, parsed.Scheme != "http" && parsed.Scheme != "https", parsed.Hostname() == "", parsed.User != nil,
		parsed.RawQuery != "", parsed.Fragment != "":
		p.add(key+".url", "is not the URL of a witness", "expected something like https://audit.example.com:8089")
	}
	if strings.TrimSpace(raw.Key) == "" {
		p.add(key, "has no key", "give the line that deletecall witness prints at its start")
	}
	return Witness{Name: name, URL: raw.URL, Key: raw.Key}
}
