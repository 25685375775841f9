// Package postgres keeps a history in a PostgreSQL database, so that many consoles on many
// machines share one.
//
// The SQL keeps to what CockroachDB has as well. Two small files stay on this machine: a
// marker, which notices a server that lost records, and a side file for outcomes that the
// server can't take.
package postgres
