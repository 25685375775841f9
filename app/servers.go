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
	made map[string]*apiclient.Client
}

func newSenders(session *Session) *senders {
	return &senders{session: session, made: map[string]*apiclient.Client{}}
}

func (s *senders) to(server deletion.Server) (deletion.Sender, error)       { return s.client(server) }
func (s *senders) lookUps(server deletion.Server) (deletion.LookUps, error) { return s.client(server) }

func (s *senders) client(server deletion.Server) (*apiclient.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if client := s.made[server.Name]; client != nil {
		return client, nil
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
	if err := server.CheckUse(); err != nil {
		return nil, err
	}
	return apiclient.New(apiclient.Config{
		Endpoint: server.Endpoint, Credentials: s.Credentials(server), Proxy: server.ProxyURL,
		CAFile: server.CAFile, ClientCertificate: server.ClientCertificate, ClientKey: server.ClientKey, Now: s.Now, Zone: s.Zone,
		Authorities: s.Authorities, LoginByParameters: server.LoginByParameters, UserZone: server.UserZone,
		UnknownCodes: server.UnknownCodes, HoldCodes: server.HoldCodes, RetentionCodes: server.RetentionCodes, Pin: server.TLSPin,
	})
}

// Credentials are those of a server. What they give out is kept out of the log.
func (s *Session) Credentials(server config.Server) apiclient.Credentials {
	return credentials{server.Name, server.Credentials, s.typed, s.Log}
}

// credentials are the configured ones. What they give out is kept out of the log
// from then on.
type credentials struct {
	server     string
	configured config.Credentials
	typed      *typed
	log        *logfile.Log
}

// slot is where one that a person types is kept.
func (c credentials) slot(credential deletion.Credential) slot { return slot{c.server, credential} }

// APIKey has the log hide what it hands out, as Token and Login do.
func (c credentials) APIKey(ctx context.Context) (secret.Text, error) {
	if at := c.slot(deletion.APIKeyCredential); c.typed.wants(at) {
		return c.typed.take(at)
	}
	key, err := c.configured.APIKey(ctx)
	c.log.Hide(key)
	return key, err
}

// Token is one that was configured, so that no login is needed.
func (c credentials) Token(ctx context.Context) (secret.Text, error) {
	token, err := c.configured.Token(ctx)
	c.log.Hide(token)
	return token, err
}

// Origins say where each credential came from, so that the wrong one can be named.
func (c credentials) Origins() apiclient.Origins {
	return apiclient.Origins{APIKey: c.configured.APIKeyOrigin(), Token: c.configured.TokenOrigin(), Password: c.configured.PasswordOrigin()}
}

// Login is the user and the password, empty where no login is configured.
func (c credentials) Login(ctx context.Context) (string, secret.Text, error) {
	if at := c.slot(deletion.PasswordCredential); c.typed.wants(at) && c.configured.User() != "" {
		password, err := c.typed.take(at)
		return c.configured.User(), password, err
	}
	user, password, err := c.configured.Login(ctx)
	c.log.Hide(password)
	return user, password, err
}

// Used keeps what was typed for longer.
func (c credentials) Used() { c.typed.used(c.server) }

// Refused forgets what was typed.
func (c credentials) Refused(credential deletion.Credential) { c.typed.refused(c.slot(credential)) }
