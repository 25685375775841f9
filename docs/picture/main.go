// Command picture draws the pictures of the README and of the tour: it runs the built console
// in a pseudo-terminal, does what a person would, and writes what then is on the screen as an
// SVG, on a dark and on a light terminal.
//
//	make picture
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"deletecall/simulator"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	program, err := filepath.Abs("bin/deletecall")
	if err != nil {
		return err
	}
	const folder = "docs/tour"
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, theme := range []theme{dark, light} {
		if err := tour(program, folder, theme); err != nil {
			return fmt.Errorf("%s: %w", theme.name, err)
		}
	}
	return nil
}

// tour draws every scene in one theme into a folder, on a practice system and a history of its own.
func tour(program, folder string, theme theme) (err error) {
	home, err := os.MkdirTemp("", "picture-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	system, served := simulator.New(simulator.Demo()), make(chan error, 1)
	go func() { served <- system.Serve(ctx, listener) }()
	defer func() { stop(); err = errors.Join(err, <-served) }()

	settings := filepath.Join(home, ".config", "deletecall")
	if err := os.MkdirAll(settings, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(settings, "config.toml"), fmt.Appendf(nil, configuration, theme.name, listener.Addr(), system.Examples().APIKey), 0o600); err != nil {
		return err
	}
	v := visit{program: program, home: home, theme: theme, system: system}
	defer v.leave()
	for _, scene := range scenes {
		if err := scene.play(&v); err != nil {
			return fmt.Errorf("%s: %w", scene.name, err)
		}
		if err := v.draw(filepath.Join(folder, scene.name+"-"+theme.name+".svg")); err != nil {
			return err
		}
	}
	return nil
}

// configuration is that of the tour. Its server is in clear text on this machine only.
const configuration = `operator = "alice"
theme = "%s"

[servers.practice]
url = "http://%s"
note = "simulated"
api_key = "%s"
`
