package uitest

import (
	"context"
	"strings"
	"sync"
	"time"

	"deletecall/ui/setup"
)

// Setup adds servers to a configuration that is nowhere.
type Setup struct {
	// Findings are those of the test; without them it goes well.
	Findings []setup.Finding
	// Err is why nothing can be written.
	Err error
	// Slow is how long the test takes.
	Slow time.Duration

	mu    sync.Mutex
	saved []setup.Server
}

// Saved are the servers that were added.
func (s *Setup) Saved() []setup.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.saved
}

// Check wants a name, a URL and a key. Check has a few rules only: the real ones are tested with
// the configuration.
func (s *Setup) Check(server setup.Server) setup.Check {
	check := setup.Check{File: "/home/alice/.config/deletecall/config.toml", Problems: map[setup.Field]string{}}
	if server.Name == "" || strings.Contains(server.Name, " ") {
		check.Problems[setup.NameField] = "Give it a short name, such as production."
	}
	switch {
	case server.URL == "":
		check.Problems[setup.URLField] = "Enter its address, such as https://verba.example.com."
	case strings.HasPrefix(server.URL, "ftp"):
		check.Problems[setup.URLField] = "Does not begin with https:// or http://."
	default:
		check.Address = "https://" + server.URL + "/verba/api"
	}
	if server.Source == setup.TypedIntoFile {
		check.KeyFile = "/home/alice/.config/deletecall/" + server.Name + ".key"
		if !server.Key.IsSet() {
			check.Problems[setup.KeyField] = "Type or paste the API key."
		}
	}
	if server.Password.IsSet() {
		check.PasswordFile = "/home/alice/.config/deletecall/" + server.Name + ".password"
	}
	check.Text = "[servers." + server.Name + "]\nurl = \"" + server.URL + "\"\n"
	return check
}

// Test returns the findings.
func (s *Setup) Test(context.Context, setup.Server) []setup.Finding {
	time.Sleep(s.Slow)
	if s.Findings != nil {
		return s.Findings
	}
	return []setup.Finding{{Text: "The address of the API is https://verba.example.com/verba/api"}, {Text: "The server can be reached with TLS 1.3"}}
}

// Save keeps the server.
func (s *Setup) Save(server setup.Server) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Err == nil {
		s.saved = append(s.saved, server)
	}
	return s.Err
}
