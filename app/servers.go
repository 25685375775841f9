package app

import (
	"context"
	"errors"
	"sync"

	"deletecall/apiclient"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/logfile"
	"deletecall/secret"
)

// FirstServer returns the server to begin with.
func (s *Session) FirstServer() (deletion.Server, error) {
	servers := s.DomainServers()
	if len(servers) == 0 {
		return deletion.Server{}, &SetupError{"no server is configured\nName one with --url or DELETECALL_URL, or write it into " + s.Paths.Config}
	}
	return servers[0], nil
}

// DomainServers returns the servers as the domain knows them, the one to begin with first.
func (s *Session) DomainServers() []deletion.Server {
	servers := make([]deletion.Server, len(s.Servers))
	for i, server := range s.Servers {
		servers[i] = domainServer(server)
	}
	return servers
}

func domainServer(server config.Server) deletion.Server {
	confirm := deletion.ConfirmAsk
	if server.TypedConfirm {
		confirm = deletion.ConfirmTyped
	}
	proxy := ""
	if server.Proxy != nil {
		proxy = server.Proxy.Host
	}
	return deletion.Server{
		Name: server.Name, Endpoint: server.Endpoint.URL, Host: server.Endpoint.Host,
		Method: deletion.Method(server.Method), ResponseType: deletion.ResponseType(server.ResponseType),
		TimeLimit: server.TimeLimit, Confirm: confirm, ReasonRequired: server.ReasonRequired,
		Note: server.Note, Colour: server.Colour,
		ClearText: server.Endpoint.ClearText, Loopback: server.Endpoint.Loopback, Proxy: proxy,
	}
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
	return nil, &deletion.FieldError{Field: deletion.FieldServer, Problem: "is missing", Expected: "a configured server, or a URL"}
}

// Client makes a client of a server.
func (s *Session) Client(server config.Server) (*apiclient.Client, error) {
	return apiclient.New(apiclient.Config{
		Endpoint: server.Endpoint.URL, Credentials: s.Credentials(server), Proxy: server.Proxy,
		CAFile: server.CAFile, ClientCertificate: server.ClientCertificate, ClientKey: server.ClientKey, Now: s.Now, Zone: s.Zone,
		Authorities: s.Authorities,
	})
}

// Credentials are those of a server. What they give out is kept out of the log.
func (s *Session) Credentials(server config.Server) apiclient.Credentials {
	return credentials{server.Credentials, s.Log}
}

// credentials are the configured ones, with errors of the domain. What they
// give out is kept out of the log from then on.
type credentials struct {
	configured config.Credentials
	log        *logfile.Log
}

func (c credentials) APIKey(ctx context.Context) (secret.Text, error) {
	key, err := c.configured.APIKey(ctx)
	c.log.Hide(key)
	return key, domainError(err)
}

func (c credentials) Token(ctx context.Context) (secret.Text, error) {
	token, err := c.configured.Token(ctx)
	c.log.Hide(token)
	return token, domainError(err)
}

func (c credentials) Login(ctx context.Context) (string, secret.Text, error) {
	user, password, err := c.configured.Login(ctx)
	c.log.Hide(password)
	return user, password, domainError(err)
}

func domainError(err error) error {
	var missing *config.CredentialError
	if !errors.As(err, &missing) {
		return err
	}
	problem := missing.Setting + " " + missing.What
	return &deletion.CredentialsError{Server: missing.Server, Problem: problem, Advice: missing.Hint, Err: err}
}
