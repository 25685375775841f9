// Package config reads file, environment and flags into one validated
// configuration, and knows where the credentials of a server come from.
//
// Flags win over the environment, the environment wins over the file. Every
// mistake is reported with the line of the file, all of them at once.
package config
