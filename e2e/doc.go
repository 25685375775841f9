// Package e2e tests the program as a person and a script use it: as commands,
// and in a real pseudo-terminal, against a server on a real socket.
package e2e
