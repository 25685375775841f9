package apiclient

import (
	"fmt"

	"deletecall/safetext"
)

// Format writes the endpoint under every verb. The proxy's URL may hold a
// password, and what the credentials hold is not known here.
func (c Config) Format(f fmt.State, _ rune) { writeName(f, "apiclient.Config", c.Endpoint) }

// Format writes the endpoint under every verb.
func (c *Client) Format(f fmt.State, _ rune) {
	if c == nil {
		writeName(f, "apiclient.Client", "none")
		return
	}
	writeName(f, "apiclient.Client", c.endpoint.Redacted())
}

func writeName(f fmt.State, name, endpoint string) {
	_, _ = fmt.Fprintf(f, "%s(%s)", name, safetext.Line(endpoint))
}
