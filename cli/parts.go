package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"deletecall/apiclient"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history/sqlite"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
	"deletecall/logfile"
	"deletecall/process"
	"deletecall/safetext"
	"deletecall/secret"
)

// configuration is what the commands work with.
type configuration struct {
	*config.Config
	log *logfile.Log
}

// load reads the configuration and opens the log that it names. The log stays
// open until the process ends.
func (p Program) load(settings *settings) (configuration, error) {
	loaded, err := config.Load(config.Sources{Flags: settings.flags, LookupEnv: p.lookupEnv})
	if err != nil {
		return configuration{}, err
	}
	return newConfiguration(loaded)
}

func newConfiguration(loaded *config.Config) (configuration, error) {
	if err := checkLogFile(loaded); err != nil {
		return configuration{}, err
	}
	if err := checkCheckpointFile(loaded); err != nil {
		return configuration{}, err
	}
	log, err := logfile.Open(logfile.Options{File: loaded.Log.File, Format: loaded.Log.Format, Level: loaded.Log.Level})
	if err != nil {
		return configuration{}, &usageError{err.Error()}
	}
	log.Info("started", "version", Version(), "pid", os.Getpid(), "history", loaded.Paths.History)
	return configuration{loaded, log}, nil
}

// checkLogFile refuses a file of the history as the log.
func checkLogFile(loaded *config.Config) error {
	if file := loaded.Log.File; file != "" && place.BelongsTo(loaded.Paths.History, file) {
		return &usageError{safetext.Line(file) + " is a file of the history itself\nName another one for the log."}
	}
	return nil
}

// server returns the server to begin with.
func (c configuration) server() (deletion.Server, error) {
	servers := c.servers()
	if len(servers) == 0 {
		return deletion.Server{}, &usageError{"no server is configured\nName one with --url or DELETECALL_URL, or write it into " + c.Paths.Config}
	}
	return servers[0], nil
}

// servers returns the servers as the domain knows them, the one to begin with first.
func (c configuration) servers() []deletion.Server {
	servers := make([]deletion.Server, len(c.Servers))
	for i, server := range c.Servers {
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

func (p Program) openHistory(ctx context.Context, configuration configuration) (store.History, error) {
	return sqlite.Open(ctx, configuration.Paths.History, p.historyOptions(configuration))
}

func (p Program) historyOptions(configuration configuration) sqlite.Options {
	return sqlite.Options{Now: p.Now, Memory: configuration.memory(), SudoUID: p.getenv("SUDO_UID")}
}

// memory is where it is remembered which history was at a path: with the
// configuration, as the signing keys are, and not with the history.
func (c configuration) memory() string {
	return filepath.Join(filepath.Dir(c.Paths.Config), "histories")
}

func (p Program) lazyHistory(configuration configuration) *lazyHistory {
	return &lazyHistory{configuration: configuration, open: func(ctx context.Context) (store.History, error) {
		return p.openHistory(ctx, configuration)
	}}
}

func (p Program) workflow(configuration configuration, history deletion.Recorder) *deletion.Workflow {
	signer, _ := history.(deletion.Signer) // a history that is opened for one command is not signed
	senders := &senders{program: p, configuration: configuration, made: map[string]deletion.Sender{}}
	return deletion.NewWorkflow(deletion.Parts{
		Servers: configuration.servers(), Senders: senders.to, Recorder: history,
		Operator: p.operator(configuration.Operator), Version: Version(), Now: p.Now, Zone: configuration.Zone,
		Log: configuration.log.Logger, Signer: signer,
	})
}

// senders makes one client a server and keeps it: it holds the login's token.
type senders struct {
	program       Program
	configuration configuration

	mu   sync.Mutex
	made map[string]deletion.Sender
}

func (s *senders) to(server deletion.Server) (deletion.Sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sender := s.made[server.Name]; sender != nil {
		return sender, nil
	}
	for _, configured := range s.configuration.Servers {
		if configured.Name != server.Name {
			continue
		}
		client, err := newClient(s.program, s.configuration, configured)
		if err != nil {
			return nil, err
		}
		s.made[server.Name] = client
		return client, nil
	}
	return nil, &deletion.FieldError{Field: deletion.FieldServer, Problem: "is missing", Expected: "a configured server, or a URL"}
}

func newClient(p Program, configuration configuration, server config.Server) (*apiclient.Client, error) {
	return apiclient.New(apiclient.Config{
		Endpoint: server.Endpoint.URL, Credentials: credentials{server.Credentials, configuration.log}, Proxy: server.Proxy,
		CAFile: server.CAFile, ClientCertificate: server.ClientCertificate, ClientKey: server.ClientKey, Now: p.Now, Zone: configuration.Zone,
		Authorities: process.SystemAuthorities,
	})
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
