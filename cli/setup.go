package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"strings"
	"unicode"

	"deletecall/app"
	"deletecall/config"
	"deletecall/hint"
	"deletecall/safetext"
	"deletecall/secret"
	"deletecall/ui/setup"
)

type serverSetup struct {
	program Program
	session *app.Session
}

func (s serverSetup) configured(server setup.Server) config.NewServer {
	added := config.NewServer{Name: server.Name, URL: server.URL, Note: server.Note, Practice: server.Practice, TLSPin: server.Pin}
	switch server.Source {
	case setup.TypedIntoFile:
		added.APIKeyFile = config.KeyFile(s.session.Paths.Config, server.Name)
	case setup.FromFile:
		added.APIKeyFile = server.KeyFile
	case setup.Prompted:
		added.APIKeyPrompt = true
	case setup.FromCommand:
		added.APIKeyCommand = server.CommandWords()
	}
	if added.User = server.User; server.User != "" {
		if added.PasswordPrompt = !server.Password.IsSet(); !added.PasswordPrompt {
			added.PasswordFile = config.PasswordFile(s.session.Paths.Config, server.Name)
		}
	}
	return added
}

// Check applies the rules of the configuration. It is called for every key that is typed, so it
// asks no server.
func (s serverSetup) Check(server setup.Server) setup.Check {
	added := s.configured(server)
	examined, problems := added.Examine(s.session.LookupEnv)
	check := setup.Check{Address: examined.Endpoint, File: s.session.Paths.Config, Text: added.Table(), Problems: map[setup.Field]string{}, PasswordFile: added.PasswordFile}
	// Of the other sources nothing is written: the screen names a file only where it makes one.
	if server.Source == setup.TypedIntoFile {
		check.KeyFile = added.APIKeyFile
	}
	for _, problem := range problems {
		// What belongs to no field is shown at the name: a problem that is not seen would keep the
		// server from being written without a reason.
		field := setup.NameField
		switch key := strings.TrimPrefix(problem.Where, "servers."+server.Name); {
		case key == ".url", problem.What == "has no url":
			field = setup.URLField
		case key == ".note":
			field = setup.NoteField
		case strings.HasPrefix(key, ".api_key"):
			field = setup.KeyField
		case key == ".user":
			field = setup.UserField
		case strings.HasPrefix(key, ".password"):
			field = setup.PasswordField
		}
		check.Problems[field] = hint.Sentences("it " + problem.What + "\n" + problem.Hint) // what a problem says follows a name
	}
	for _, known := range s.session.Servers {
		if known.Name == server.Name {
			check.Problems[setup.NameField] = "A server has this name already. Choose another one."
		}
	}
	// In place of the configuration's own words, which are about a file and not about an empty
	// field.
	maps.Copy(check.Problems, missing(server))
	check.Warnings = addressWarnings(server.URL, examined)
	return check
}

// missing says what a person still has to give, in words that suit a form.
func missing(server setup.Server) map[setup.Field]string {
	asked := map[setup.Field]string{}
	if server.Name == "" {
		asked[setup.NameField] = "Give it a short name, such as production."
	}
	if server.URL == "" {
		asked[setup.URLField] = "Enter its address, such as https://verba.example.com."
	}
	switch {
	case server.Source == setup.FromFile && server.KeyFile == "":
		asked[setup.KeyField] = "Enter the path of a file, such as ~/verba.key."
	case server.Source == setup.FromCommand && server.Command == "":
		asked[setup.KeyField] = "Enter a command that prints the key, such as: pass show verba."
	case server.Source == setup.TypedIntoFile && !server.Key.IsSet():
		asked[setup.KeyField] = "Type or paste the API key."
	}
	return asked
}

// addressWarnings are what is doubtful about an address. A letter that looks like another one
// leads to a stranger, who gets the key.
func addressWarnings(typed string, server config.Server) (warnings []string) {
	if server.Endpoint == "" {
		return nil
	}
	if strings.ContainsFunc(typed, func(r rune) bool { return r > unicode.MaxASCII }) {
		warnings = append(warnings, "the address has letters that are not ASCII, and some look like others: compare it with "+server.Host)
	}
	if server.ClearText {
		warnings = append(warnings, "clear text: others on the network can read key, request and answer. Use https://")
	}
	if server.PrefixAssumed {
		warnings = append(warnings, "the URL does not name /verba, so this address is a guess")
	}
	return warnings
}

// Test does what doctor does for a server, and no more than it takes to know that the key is right.
func (s serverSetup) Test(ctx context.Context, server setup.Server) (findings []setup.Finding) {
	examined, problems := s.configured(server).Examine(s.session.LookupEnv)
	if len(problems) > 0 {
		return []setup.Finding{{State: setup.Wrong, Text: config.NewError("", problems).Error()}}
	}
	apiKey := secret.Text{}
	if server.Source == setup.TypedIntoFile {
		apiKey = server.Key
	}
	// Typed secrets are tested from memory: nothing is written before a person has seen what the
	// test found.
	examined.Credentials = examined.Credentials.WithTyped(apiKey, server.Password)
	// Printed nowhere, since the console draws each finding.
	report := &doctorReport{out: io.Discard}
	report.found = func(one finding) {
		state := map[string]setup.State{stateOK: setup.OK, stateWarning: setup.Warning, stateProblem: setup.Wrong}[one.State]
		findings = append(findings, setup.Finding{State: state, Text: hint.Capital(one.Detail), Advice: one.Advice, Pin: one.pin})
	}
	ask := s.program.examineKey
	if server.AsksLater() {
		ask = nil // asking for it here would draw over the console
	}
	s.program.examineServer(ctx, s.session, examined, ask, report)
	return findings
}

// Save writes what was typed of the secrets into files of their own, and the server into the configuration.
func (s serverSetup) Save(server setup.Server) (err error) {
	added := s.configured(server)
	var written []string
	defer func() {
		if err != nil { // a secret that nothing names would be forgotten there
			for _, path := range written {
				err = errors.Join(err, os.Remove(path))
			}
		}
	}()
	// Before the configuration: one that names a file that is not there would break every command.
	for path, text := range typedSecrets(server, added) {
		err := config.WriteSecretFile(path, text)
		if errors.Is(err, fs.ErrExist) {
			return &app.SetupError{Problem: hint.Below(safetext.Line(path)+" exists already",
				"remove it, or choose another name for the server")}
		}
		if err != nil {
			return err
		}
		written = append(written, path)
	}
	if err := config.AddServer(s.session.Paths.Config, added, s.session.LookupEnv); err != nil {
		return err
	}
	s.session.Log.Info("a server was added to the configuration", "server", server.Name)
	return nil
}

func typedSecrets(server setup.Server, added config.NewServer) map[string]secret.Text {
	typed := map[string]secret.Text{}
	if server.Source == setup.TypedIntoFile {
		typed[added.APIKeyFile] = server.Key
	}
	if added.PasswordFile != "" {
		typed[added.PasswordFile] = server.Password
	}
	return typed
}
