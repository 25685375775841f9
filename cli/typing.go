package cli

import (
	"context"
	"errors"
	"io"

	"deletecall/deletion"
	"deletecall/plain"
	"deletecall/process"
)

// typeCredentials asks on the terminal, hidden, for the credentials of a server that a person types.
// Where nobody can be asked, it returns a *[deletion.CredentialsError]. It is called before a
// request is begun, never within one: what is typed for one question must not answer another
// (docs/decisions/config.md, "Whoever begins something asks for what is typed").
func (p Program) typeCredentials(ctx context.Context, workflow *deletion.Workflow, server deletion.Server) error {
	untyped := workflow.Untyped(server)
	if len(untyped) == 0 {
		return nil
	}
	// One error for every way in which nobody can be asked: each of them has the same remedy.
	nobody := &deletion.CredentialsError{
		Server: server.Name, Untyped: true, Problem: "the " + string(untyped[0].Credential) + " has to be typed, and there is no terminal to type it on",
		Advice: "run it on a terminal, or give it in another way, such as DELETECALL_API_KEY or DELETECALL_PASSWORD",
	}
	if !process.IsTerminal(p.In) {
		return nobody
	}
	to, err := p.askingTo()
	if err != nil {
		return nobody
	}
	lines, err := plain.NewLines(ctx, p.In)
	if err != nil {
		return nobody
	}
	defer lines.Close()
	err = plain.TypeCredentials(lines, to, workflow, server)
	// The end of input and an empty line are a person's decision. They end as an interruption does,
	// and no credential is reported as wrong.
	if errors.Is(err, io.EOF) || errors.Is(err, plain.ErrNotTyped) {
		return &interruptedError{cancelled: true}
	}
	if ctx.Err() != nil {
		return &interruptedError{}
	}
	return err
}
