package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"deletecall/apiclient"
	"deletecall/app"
	"deletecall/config"
	"deletecall/hint"
	"deletecall/query"
	"deletecall/safetext"
)

// checkConfiguration reads the configuration and gathers every mistake in it, those
// too that only a later command would meet. Nothing is sent, and no command is run.
func (p Program) checkConfiguration(ctx context.Context, settings *settings) (*config.Config, []config.Problem) {
	loaded, problems := config.Check(ctx, config.Sources{Flags: settings.flags, LookupEnv: p.lookupEnv})
	problems = append(problems, p.filterProblems(loaded)...)
	problems = append(problems, p.fileProblems(loaded)...)
	return loaded, problems
}

func (p Program) filterProblems(loaded *config.Config) (problems []config.Problem) {
	for _, name := range slices.Sorted(maps.Keys(loaded.Filters)) {
		var wrong *query.Error
		if _, err := query.Parse(loaded.Filters[name], p.Now().In(loaded.Zone)); errors.As(err, &wrong) {
			what, advice := hint.Cut(wrong.Error())
			key := "filters." + name
			problems = append(problems, config.Problem{Where: key, Line: loaded.Line(key), What: "can't be read: " + what, Hint: advice})
		}
	}
	return problems
}

func (p Program) fileProblems(loaded *config.Config) (problems []config.Problem) {
	add := func(key string, err error) {
		if err != nil {
			what, advice := hint.Cut(err.Error())
			problems = append(problems, config.Problem{Line: loaded.Line(key), What: what, Hint: advice})
		}
	}
	add("checkpoints.file", app.CheckCheckpointFile(loaded))
	_, err := app.OpenLog(loaded)
	add("log.file", err)
	for _, server := range loaded.Servers {
		problems = append(problems, p.certificateProblems(loaded, server)...)
	}
	return problems
}

// certificateProblems are the authorities and the client's certificate of a server
// that can't be used.
func (p Program) certificateProblems(loaded *config.Config, server config.Server) (problems []config.Problem) {
	// A client is made with one half at a time, since its error does not say which setting of
	// the file it is about.
	authorities, certificate := server, server
	authorities.ClientCertificate, authorities.ClientKey = "", ""
	certificate.CAFile = ""
	for _, part := range []struct {
		key    string
		server config.Server
	}{{"ca_file", authorities}, {"client_certificate", certificate}} {
		key := "servers." + server.Name + "." + part.key
		// A setting that is not in the file has no line to name, and a server without a valid
		// address is reported already.
		if loaded.Line(key) == 0 || server.Endpoint == "" {
			continue
		}
		_, err := (&app.Session{Config: loaded, Environment: p.environment()}).Client(part.server) // it is not used, so it logs nothing
		if wrong, ok := errors.AsType[*apiclient.ConfigError](err); ok {
			problems = append(problems, config.Problem{Where: key, Line: loaded.Line(key),
				What: fmt.Sprintf("names %s, which %s", safetext.Line(wrong.Setting), wrong.Problem), Hint: wrong.Advice})
		}
	}
	return problems
}
