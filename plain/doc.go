// Package plain is the console on lines: question, answer, confirmation and result as text
// that is only ever added to, for screen readers, serial consoles and expect.
//
// The rules are those of the console on a screen. Only a person at a terminal confirms, what
// was shown is what is sent, and the end of input never means yes. History can be read, and
// an unknown outcome settled, through a pipe too.
package plain
