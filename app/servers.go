package app

import (
	"context"
	"sync"

	"deletecall/apiclient"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/logfile"
	"deletecall/secret"
)

// FirstServer returns the server to begin with.
func (s *Session) FirstServer() (deletion.Server, error) {
	if len(s.Servers) == 0 {
		return deletion.Server{}, &SetupError{"no server is configured\nName one with --url or DELETECALL_URL, or write it into " + s.Paths.Config}
	}
	return s.Servers[0].Server, nil
}

// senders makes one client a server and keeps it: it holds the login's token.
type senders struct {
	session *Session

	mu   sync.Mutex
	made map[string]deletion.Sender
}

func newSenders(session *Session) *senders {
	return &senders{session: session, made: map[string]deletion.Sender{}}
}

func (s *senders) to(server deletion.Server) (deletion.Sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sender := s.made[server.Name]; sender != nil {
		return sender, nil
	}
	for _, configured := range s.session.Servers {
		if configured.Name != server.Name {
			continue
		}
		client, err := s.session.Client(configured)
		if err != nil {
			return nil, err
		}
		s.made[server.Name] = client
		return client, nil
	}
	return nil, &deletion.FieldError{Field: deletion.FieldServer, Problem: "is missing", Advice: "No server is configured. Set DELETECALL_URL, or add a server to the configuration"}
}

// Client makes a client of a server.
func (s *Session) Client(server config.Server) (*apiclient.Client, error) {
	return apiclient.New(apiclient.Config{
		Endpoint: server.Endpoint, Credentials: s.Credentials(server), Proxy: server.ProxyURL,
		CAFile: server.CAFile, ClientCertificate: server.ClientCertificate, ClientKey: server.ClientKey, Now: s.Now, Zone: s.Zone,
		Authorities: s.Authorities,
	})
}

// Credentials are those of a server. What they give out is kept out of the log.
func (s *Session) Credentials(server config.Server) apiclient.Credentials {
	return credentials{server.Credentials, s.Log}
}

// credentials are the configured ones. What they give out is kept out of the log
// from then on.
type credentials struct {
	configured config.Credentials
	log        *logfile.Log
}

func (c credentials) APIKey(ctx context.Context) (secret.Text, error) {
	key, err := c.configured.APIKey(ctx)
	c.log.Hide(key)
	return key, err
}

func (c credentials) Token(ctx context.Context) (secret.Text, error) {
	token, err := c.configured.Token(ctx)
	c.log.Hide(token)
	return token, err
}

func (c credentials) Login(ctx context.Context) (string, secret.Text, error) {
	user, password, err := c.configured.Login(ctx)
	c.log.Hide(password)
	return user, password, err
}
