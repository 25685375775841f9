package app

import (
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"time"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/sqlite"
	"deletecall/history/witness"
	"deletecall/logfile"
)

// Environment is what a session takes from outside.
type Environment struct {
	Now func() time.Time
	// LookupEnv is [os.LookupEnv] over the session's own variables.
	LookupEnv func(name string) (value string, found bool)
	// Operator says who sits at the terminal; configured is the name that the
	// configuration gives, or empty. Where it is nil, that name is all that is known.
	Operator func(configured string) deletion.Operator
	// Authorities are those that the certificates of servers, witnesses and the history's own
	// server are checked against.
	Authorities func() (*x509.CertPool, error)
	// Warn says to a person what could not be done and changes nothing.
	Warn func(problem error)
	// Waiting says to a person what takes longer than they would expect; it may be nil.
	Waiting func(what string)
	Version string // of the program, as records keep it
}

// Session is one configuration in use by one person.
type Session struct {
	*config.Config
	Log *logfile.Log
	Environment
	witnesses []witness.Client
	keys      proof.KeyFinder
	typed     *typed // what people type as credentials
}

// SetupError says that a session can't begin with this configuration, and what to change.
type SetupError struct{ Problem string }

func (e *SetupError) Error() string { return e.Problem }

// Load reads the configuration, and opens the log that it names. The log stays open
// until the process ends.
func Load(flags config.Flags, environment Environment) (*Session, error) {
	loaded, err := config.Load(config.Sources{Flags: flags, LookupEnv: environment.LookupEnv})
	if err != nil {
		return nil, err
	}
	return New(loaded, environment)
}

// New is [Load] for a configuration that was read already.
func New(loaded *config.Config, environment Environment) (*Session, error) {
	log, err := OpenLog(loaded)
	if err == nil {
		err = CheckCheckpointFile(loaded)
	}
	witnesses, wrong := Witnesses(loaded, environment.Authorities)
	err = errors.Join(err, wrong)
	if err != nil {
		return nil, err
	}
	session := &Session{Config: loaded, Log: log, Environment: environment, witnesses: witnesses}
	session.typed = newTyped(loaded.Servers, environment.Now, log)
	log.Info("started", "version", environment.Version, "pid", os.Getpid(), "history", session.HistoryName())
	return session, nil
}

// WithWarn is the same session for a piece of work whose warnings go elsewhere.
func (s *Session) WithWarn(warn func(problem error)) *Session {
	other := &Session{Config: s.Config, Log: s.Log, Environment: s.Environment, witnesses: s.witnesses, typed: s.typed}
	other.Warn = warn
	return other
}

// Operator is who sits at the terminal.
func (s *Session) Operator() deletion.Operator {
	if s.Environment.Operator == nil {
		return deletion.Operator{Name: s.Config.Operator}
	}
	return s.Environment.Operator(s.Config.Operator)
}

// Workflow is the way to a deletion over a history. signer signs after each outcome; nil
// for a history that is opened for one command.
func (s *Session) Workflow(history deletion.Recorder, signer deletion.Signer) *deletion.Workflow {
	servers := make([]deletion.Server, len(s.Servers))
	for i, server := range s.Servers {
		servers[i] = server.Server
	}
	clients := newSenders(s)
	return deletion.NewWorkflow(deletion.Parts{
		Servers: servers, Senders: clients.to, LookUps: clients.lookUps, Recorder: history,
		Operator: s.Operator(), Version: s.Version, Now: s.Now, Zone: s.Zone, Log: s.Log.Logger, Signer: signer, Typing: s.typed,
	})
}

// HistoryOptions are how this session opens a history.
func (s *Session) HistoryOptions() sqlite.Options {
	sudoUID, _ := s.LookupEnv("SUDO_UID")
	return sqlite.Options{Now: s.Now, Waiting: s.Waiting, Memory: s.Memory(), SudoUID: sudoUID, Origin: s.Checkpoints.Origin, Remembered: s.mustContinue}
}

// Memory is the folder where it is remembered which history was at a path: with the
// configuration, as the signing keys are, and not with the history. It is absolute where possible, since
// a person may be told to remove a file in it.
func (s *Session) Memory() string {
	memory := filepath.Join(filepath.Dir(s.Paths.Config), "histories")
	if absolute, err := filepath.Abs(memory); err == nil {
		return absolute
	}
	return memory
}
