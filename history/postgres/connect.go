package postgres

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/secret"
)

const (
	// connectTime bounds a connection to the server, with its login.
	connectTime = 5 * time.Second
	// connections is how many one console uses: one that writes, some that read, and one that counts.
	connections = 4
)

// Masked is a URL without what is secret in it, for a person.
func Masked(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return "postgres://…" // what is wrong in it may be the password
	}
	user := ""
	if name := parsed.User.Username(); name != "" {
		user = name + "@"
	}
	host := parsed.Host
	if socket := parsed.Query().Get("host"); socket != "" {
		host = "[" + socket + "]"
	}
	if port := parsed.Query().Get("port"); port != "" {
		host += ":" + port
	}
	return "postgres://" + user + host + parsed.Path
}

// server is where the history is, and how it is reached.
type server struct {
	name string // [Masked]
	pool *pgxpool.Pool
	// isUnverified says that a connection over the network does not prove which server it
	// leads to.
	isUnverified bool
	beginTime    time.Duration // bounds the begin of a reading; see [server.snapshot]
	silence      time.Duration // how long one that has the write lock may say nothing
	damage       *atomic.Pointer[error]
}

// Password is asked for at every connection: it may have been changed on the server. Unset is
// none. An error of it is a *[deletion.HistoryError], and reaches the caller as it is.
type Password func(context.Context) (secret.Text, error)

// connect prepares the connections. The first one is made when it is first used. Without a
// password, the library looks where psql does (PGPASSWORD, PGPASSFILE, ~/.pgpass).
func connect(ctx context.Context, address string, password Password, authorities Authorities) (server, error) {
	s := server{name: Masked(address), beginTime: statementTime, silence: statementTime, damage: &atomic.Pointer[error]{}}
	if secret.InURL(address) {
		return s, &deletion.HistoryError{Op: openOp, Path: s.name, Problem: "has a password in its URL, which shows it to others",
			Advice: "give it with history_password_file in the configuration, or with DELETECALL_HISTORY_PASSWORD"}
	}
	if isAmbiguous(address) {
		return s, &deletion.HistoryError{Op: openOp, Path: s.name, Problem: "has a URL that can be read in two ways",
			Advice: "name each setting once, and write a space as %20, a plus sign as %2B and a semicolon as %3B"}
	}
	if unreadable := checkNamedFiles(address); unreadable != nil {
		return s, &deletion.HistoryError{Op: openOp, Path: s.name, Problem: "is reached with a file that can't be read: " + safetext.Bounded(unreadable.Error(), 200),
			Advice: "name a regular file of at most 4 MB", Err: unreadable}
	}
	trusted := authorities.forAddress(address)
	config, err := pgxpool.ParseConfig(withVerification(address))
	if err != nil {
		return s, s.problem(openOp, err)
	}
	trust(config.ConnConfig, trusted)
	config.BeforeConnect = beforeConnect(password, openPassfile(address, config.ConnConfig.Password))
	config.AfterConnect = func(_ context.Context, connection *pgx.Conn) error {
		connection.TypeMap().RegisterType(byteaType)
		return nil
	}
	if validate := config.ConnConfig.ValidateConnect; validate != nil {
		config.ConnConfig.ValidateConnect = wanted(validate)
	}
	config.MaxConns = connections - 1
	config.BeforeClose = closeAtOnce
	config.ConnConfig.OnNotice = countWarning
	config.ConnConfig.ConnectTimeout = connectTime
	// Of connections that were not used for a second: where a firewall forgot them, all of them together
	// leave time for a new one.
	config.PingTimeout = connectTime / connections
	config.ConnConfig.RuntimeParams["application_name"] = "deletecall"
	config.ConnConfig.RuntimeParams["client_encoding"] = encoding // a role or a database may have another one
	// One round trip for a statement, and nothing prepared: a pooler between us and the server
	// may give each transaction another connection. See [session.repeats].
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	s.isUnverified = !isVerified(config.ConnConfig)
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return s, s.problem(openOp, err)
	}
	return s, nil
}

// unwantedError says that a server is not what target_session_attrs asks for.
type unwantedError struct{ error }

// Unwrap returns what the library says.
func (e *unwantedError) Unwrap() error { return e.error }

// wanted leaves alone what the library knows by its type: with that it takes such a server where there is no other.
func wanted(validate pgconn.ValidateConnectFunc) pgconn.ValidateConnectFunc {
	return func(ctx context.Context, connection *pgconn.PgConn) error {
		err := validate(ctx, connection)
		if err == nil || errors.As(err, new(*pgconn.NotPreferredError)) || codeOf(err) != "" || isUnanswered(err) {
			return err
		}
		return &unwantedError{err}
	}
}

// beforeConnect has every connection log in with the password that is asked for; open is where else it came from.
func beforeConnect(password Password, open string) func(context.Context, *pgx.ConnConfig) error {
	return func(ctx context.Context, config *pgx.ConnConfig) (err error) {
		var given secret.Text
		if password != nil {
			given, err = password(ctx)
		}
		switch {
		case err != nil:
			return err
		case given.IsSet():
			config.Password = given.Reveal()
		case open != "":
			return &deletion.HistoryError{Op: "log in to the history", Path: open, Problem: "has passwords in it and can be read or written by others",
				Advice: "run: chmod 600 " + safetext.Line(open)}
		}
		return nil
	}
}

// beside is the same server over one more connection, which is made when it is first used.
func (s server) beside(ctx context.Context) (server, error) {
	config := s.pool.Config()
	config.MaxConns = 1
	var err error
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return s, s.problem(openOp, err)
	}
	return s, nil
}

// closeAtOnce closes a connection that failed. The library would wait for the server's goodbye for 15 s,
// and others for its place among the few connections.
func closeAtOnce(connection *pgx.Conn) {
	if connection.IsClosed() {
		_ = connection.PgConn().Conn().Close()
	}
}

// begin gives a connection that is to be released, once first has succeeded with it. Where the
// connection has ended meanwhile, because the server was restarted, it and all others are made
// again.
func (s server) begin(ctx context.Context, first func(*pgx.Conn) error) (*pgxpool.Conn, error) {
	connection, isLost, err := s.tryBegin(ctx, first)
	if isLost && ctx.Err() == nil {
		s.pool.Reset()
		connection, _, err = s.tryBegin(ctx, first)
	}
	return connection, err
}

func (s server) tryBegin(ctx context.Context, first func(*pgx.Conn) error) (connection *pgxpool.Conn, isLost bool, err error) {
	if connection, err = s.pool.Acquire(ctx); err != nil {
		return nil, false, err
	}
	if err = first(connection.Conn()); err != nil {
		isLost = connection.Conn().IsClosed()
		connection.Release()
		return nil, isLost, err
	}
	return connection, false, nil
}

// isAmbiguous finds what the library reads otherwise than net/url, with which the settings are
// checked: it takes the last of a setting that is given twice, and both + and ; as they are.
func isAmbiguous(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false // it is refused anyway
	}
	for _, values := range parsed.Query() {
		if len(values) > 1 {
			return true
		}
	}
	return strings.ContainsAny(parsed.RawQuery, "+;")
}

// withVerification asks for sslmode=verify-full where the address does not say otherwise: the
// library's own default accepts any server (its documentation of ParseConfig). It leaves sockets
// alone, of which there may be some among several hosts.
func withVerification(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Query().Get("sslmode") != "" {
		return address
	}
	return with(parsed, "sslmode", "verify-full")
}

// with is an address with one more setting.
func with(parsed *url.URL, setting, value string) string {
	query := parsed.Query()
	query.Set(setting, value)
	parsed.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // the library leaves + as it is
	if parsed.User == nil && parsed.Host == "" {
		// Without any path, String writes no //, and the library takes it for no URL: all of its settings are lost.
		parsed.Path = cmp.Or(parsed.Path, "/")
	}
	return parsed.String()
}

// isSocket reports whether every way to the server is a local socket.
func isSocket(address *url.URL) bool {
	for host := range strings.SplitSeq(cmp.Or(address.Query().Get("host"), address.Hostname()), ",") {
		if !strings.HasPrefix(host, "/") {
			return false
		}
	}
	return true
}

// isVerified reports whether every way to the server is a local socket, or proves that it is
// the right one.
func isVerified(config *pgx.ConnConfig) bool {
	verified := func(host string, config *tls.Config) bool {
		return strings.HasPrefix(host, "/") || config != nil && !config.InsecureSkipVerify && config.ServerName != ""
	}
	if !verified(config.Host, config.TLSConfig) {
		return false
	}
	for _, other := range config.Fallbacks {
		if !verified(other.Host, other.TLSConfig) {
			return false
		}
	}
	return true
}

// encoding of all texts, here and on the server. Into another one, what a person or a server
// says may not fit, so that an outcome could not be recorded.
const encoding = "UTF8"

const selectEncoding = `SELECT coalesce(current_setting('server_encoding', true), '')`

func (s server) checkEncoding(op, found string) error {
	if found == encoding || found == "" { // of a server that does not say
		return nil
	}
	return &deletion.HistoryError{Op: op, Path: s.name, Problem: "can't keep every text: the encoding of the database is " + safetext.Bounded(found, 40),
		Advice: "use another database, made with: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0"}
}

// ownPath keeps, until its transaction ends, the functions and operators of other schemas from being taken
// for the server's own: a role or a database may have any search_path. What is asked of the catalogue
// and of settings must not be answered by somebody else.
const ownPath = `pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)`

// durability is what the server says of what it commits (postgresql.org/docs,
// "synchronous_commit" and "fsync"); on CockroachDB, which has no such choice, it is empty.
const durability = `SELECT coalesce(current_setting('synchronous_commit', true), ''), coalesce(current_setting('fsync', true), '')`

// checkDurable makes sure that what is committed survives the loss of power.
func (s server) checkDurable(commits, syncs string) error {
	if commits != "off" && commits != "local" && syncs != "off" {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: s.name,
		Problem: fmt.Sprintf("does not keep what it confirms when the power fails (synchronous_commit is %s, fsync is %s)", commits, syncs),
		Advice:  "ask the server's administrator to set both to on"}
}
