package postgres

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/url"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

const (
	readOp = "read the history"
	openOp = "open the history"
)

// The codes of errors that mean something here (postgresql.org/docs, "Appendix A").
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	completionUnknown    = "40003" // CockroachDB's
	lockNotAvailable     = "55P03"
	diskFull             = "53100"
	noPrivilege          = "42501"
	noSchema             = "3F000"
	noTable              = "42P01"
	noColumn             = "42703"
	noFunction           = "42883"
	badPassword          = "28P01"
	badLogin             = "28000"
	noDatabase           = "3D000"
	readOnly             = "25006"
	notTheNextOne        = "23000" // of take_head
	uniqueViolation      = "23505"
	divisionByZero       = "22012" // see [queue.insert]
	dataCorrupted        = "XX001" // such as a page that is garbage
	indexCorrupted       = "XX002"
	stopping             = "57P01"
	stoppedOther         = "57P02" // after a process of the server was killed
	starting             = "57P03"
	cancelled            = "57014" // by an administrator, or by a limit such as statement_timeout
	transactionFailed    = "25P02" // an earlier statement of it was ended, by whatever
	idleSession          = "57P05"
	idleInTransaction    = "25P03"
	noConnections        = "53300" // of the server, the database or the role
	noResources          = "53"    // what these codes begin with: memory, connections, space on its disk
	noConnection         = "08"    // what these codes begin with: a connection that failed, also of a pooler to the server
	brokenProtocol       = "08P01" // PgBouncer's, for a transaction in its statement mode and for a server that it can't reach
)

func codeOf(err error) string {
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		return failure.Code
	}
	return ""
}

// isRepeatable reports whether a transaction failed because of others, and did not take.
func isRepeatable(err error) bool {
	code := codeOf(err)
	return code == serializationFailure || code == deadlockDetected
}

// problem turns an error of the server or of the way to it into one that says what is wrong
// in plain words, and what to do. An error of the domain stays as it is; nil stays nil. That the
// server can't read what it stored stays known: nothing is sent any more.
func (s server) problem(op string, err error) error {
	if err == nil || store.IsDomainError(err) {
		return err
	}
	what, advice := explain(err)
	var denied *deniedError
	switch {
	case errors.As(err, &denied) && len(denied.grants) > 0:
		advice = regranting(denied.grants)
	case codeOf(err) == noPrivilege && errors.As(err, new(*pgconn.ConnectError)) && isOfSetting(err):
		advice = "take the setting out of the URL of the history, and out of the service file or PGOPTIONS where it is there"
	case codeOf(err) == noPrivilege && errors.As(err, new(*pgconn.ConnectError)):
		advice = connecting(s.pool.Config().ConnConfig.Database)
	case codeOf(err) == noPrivilege:
		advice = "to delete, ask an administrator to run: " + s.granting(WriterRole) + "\nto read only: " + s.granting(ReaderRole)
	}
	if codeOf(err) == noPrivilege && (op == makeOp || op == moveOp) {
		advice = "log in as a role that owns the database and has CREATEROLE, see docs/postgresql.md"
	}
	if code := codeOf(err); code == dataCorrupted || code == indexCorrupted {
		var damage error = &deletion.HistoryError{Op: op, Path: s.name, Problem: what, Advice: advice, Err: &store.DamageError{Err: err}}
		s.damage.Store(&damage)
		return damage
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = &store.DamageError{Err: err}
	case isUnanswered(err):
		err = &store.UnansweredError{Err: err}
	}
	return &deletion.HistoryError{Op: op, Path: s.name, Problem: what, Advice: advice, Err: err}
}

// What to do about a history that was changed.
const (
	seeWhat = "to see what was changed, run: deletecall history verify"
	// continueOlder is said of a server that lost records. What this machine remembers keeps it
	// from sending in two places, and whoever goes on gives both up.
	continueOlder = "to continue with an older copy on purpose, follow docs/postgresql.md, \"Backup, and what the evidence says after a restore\""
	mismatch      = "has a list that does not match its events: "
	seeAndRebuild = seeWhat + "\nto make the list again from the events, run: deletecall history rebuild"
)

func explain(err error) (what, advice string) {
	var contradicted *store.ContradictedError
	var list *store.ListError
	var key *proof.KeyError
	var event *store.UnreadableEventError
	var file *fs.PathError
	var untrusted *tls.CertificateVerificationError
	var otherHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown *net.DNSError
	var unwanted *unwantedError
	switch {
	case errors.As(err, &contradicted):
		return contradicted.What(), "leave the database as it is, and run: deletecall history verify\n" + continueOlder
	case errors.As(err, &list):
		return mismatch + list.Problem, seeAndRebuild
	case errors.As(err, &event):
		return "has an event that is not as it was recorded: " + event.Error(), seeWhat
	case errors.As(err, &key) && key.Path == "":
		return "has a public key that can't be read: " + safetext.Bounded(key.Problem, 200), seeWhat
	case errors.As(err, new(*pgconn.ParseConfigError)) && errors.As(err, &file):
		return "is reached with a file that can't be read: " + safetext.Bounded(file.Error(), 200), "check its path and its permissions"
	case errors.As(err, new(*pgconn.ParseConfigError)):
		return "has an address that can't be read" + whatOfAddress(err), "write it as postgres://user@host/database\nvariables of psql, such as PGSERVICE and PGPORT, count too"
	case codeOf(err) != "":
		return explainCode(err)
	case errors.As(err, &unwanted):
		return "is not a server of the kind that is asked for: " + safetext.Bounded(unwanted.Error(), 200),
			"name another server in the URL of the history, or change target_session_attrs there (or PGTARGETSESSIONATTRS)\ndeletions need the primary server"
	case errors.As(err, &otherHost):
		return "has a certificate that can't be trusted: " + safetext.Bounded(otherHost.Error(), 200),
			"name the server in the URL of the history by a name in its certificate"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "has a certificate that can't be trusted: " + safetext.Bounded(invalid.Error(), 200),
			"ask an administrator to renew the server's certificate\nwhere it is a new one, set the clock of this machine"
	case errors.As(err, &untrusted):
		return "has a certificate that can't be trusted: " + safetext.Bounded(untrusted.Err.Error(), 200),
			"name the authority that issued it: ?sslrootcert=FILE in the URL of the history"
	case errors.Is(err, context.DeadlineExceeded):
		return "does not answer", "check the server and the network"
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return "can't be reached: " + safetext.Bounded(wayTo(err).Error(), 200), "check the host in the URL of the history"
	case errors.As(err, new(*pgconn.ConnectError)) && !isLost(err) && !errors.As(err, new(net.Error)):
		return "does not answer as expected: " + safetext.Bounded(wayTo(err).Error(), 200),
			"check host and port in the URL of the history\nwhere they are right, see docs/postgresql.md, \"TLS\""
	case errors.As(err, new(*pgconn.ConnectError)), errors.As(err, new(net.Error)) && !isLost(err):
		return "can't be reached: " + safetext.Bounded(wayTo(err).Error(), 200), "check the server and the network"
	case isLost(err):
		return "closed the connection", "try again\nif it happens again, check the server and the network"
	case errors.Is(err, errNotReplicated):
		return "did not confirm that its standby has what was recorded", "ask the server's administrator to look at the standby\nwithout one for longer, change synchronous_standby_names"
	case errors.Is(err, pgx.ErrNoRows):
		return "lacks what every history has", seeWhat
	}
	return "can't be used: " + safetext.Bounded(err.Error(), 200), "to see more, run: deletecall doctor"
}

// isOfSetting reports whether a login is refused for a setting that it brings. The server says so in its own language,
// and names the function in which it refuses.
func isOfSetting(err error) bool {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	return ok && strings.HasPrefix(failure.Routine, "set_config")
}

// whatOfAddress is what the library could not read, without the address. One that is no URL may have a password anywhere.
func whatOfAddress(err error) string {
	_, what, found := strings.Cut(err.Error(), "`: ")
	if !found || errors.As(err, new(*url.Error)) {
		return ""
	}
	return ": " + safetext.Bounded(what, 200)
}

const makeOne = "an administrator of the database makes one with: deletecall history init"

func explainCode(err error) (what, advice string) {
	switch codeOf(err) {
	case noSchema:
		return "has no history", makeOne
	case noTable, noColumn, noFunction:
		return "lacks a part of the history's schema: " + message(err), "leave the database as it is, and run: deletecall doctor\nit names what is missing, and how to make it again where that can be done"
	case noPrivilege:
		return "does not give this role the rights it needs: " + message(err), "" // see [server.problem]
	case badPassword:
		return "refuses the login: " + message(err), "check the user and the password of the history\na password in the configuration goes only to the history that is named there\nfor another one, set DELETECALL_HISTORY_PASSWORD"
	case badLogin:
		return "refuses the login: " + message(err), "check the user of the history\nan administrator allows it to log in by a line in pg_hba.conf on the server"
	case noDatabase:
		return "does not have this database", "check its name in the URL of the history"
	case readOnly:
		return "takes nothing: " + message(err), "connect to the primary server\nif this is it, ask an administrator to set default_transaction_read_only to off"
	case dataCorrupted, indexCorrupted:
		return "is damaged: " + message(err), "ask an administrator to keep the server's files and to restore a backup, then start deletecall again"
	case noConnections:
		return "takes no more connections: " + message(err), "quit consoles that are not needed, or try again in a moment\n" +
			"if it happens again, ask an administrator for more: max_connections of the server, or the CONNECTION LIMIT of this role or database"
	case diskFull:
		return "has no room left", "ask an administrator to make room on the server"
	case cancelled:
		return "ended a question: " + message(err), "try again\nwhere a limit ended it, ask an administrator to give this role more time, such as: ALTER ROLE … SET statement_timeout = '1h'"
	case idleInTransaction:
		return "ended a question: " + message(err), "try again\nask an administrator to give this role more time, such as: ALTER ROLE … SET " + idleTimeout + " = '1h'"
	case idleSession:
		return "ended a connection: " + message(err), "try again\nask an administrator to give this role more time, such as: ALTER ROLE … SET idle_session_timeout = '1h'"
	case transactionFailed:
		return "ended an earlier question of the same transaction", "try again\nif it happens again, ask an administrator to look at the server's log"
	case stopping, stoppedOther, starting:
		return "is starting or stopping: " + message(err), "try again in a moment"
	case brokenProtocol:
		return "reports: " + message(err), "try again in a moment\nif it happens again, and a connection pooler is in between, see docs/postgresql.md, \"Connection poolers\""
	case lockNotAvailable:
		return "was in use by others for too long", "try again"
	case notTheNextOne, uniqueViolation: // rules of the database, which no event of ours breaks
		return "was changed by another program: its events are out of order", seeWhat
	}
	return "reports: " + message(err), "ask an administrator to look at the server's log"
}

func message(err error) string {
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		return safetext.Bounded(failure.Message, 200)
	}
	return safetext.Bounded(err.Error(), 200)
}

// isLost reports whether a connection ended without a word.
func isLost(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}

// isUnanswered reports whether the server could not be asked, or ended the question before it
// answered: nothing follows for what it has.
func isUnanswered(err error) bool {
	if errors.As(err, new(*store.ContradictedError)) || errors.As(err, new(*store.ListError)) {
		return false
	}
	switch code := codeOf(err); code {
	case "":
		return isLost(err) || errors.As(err, new(net.Error)) || errors.As(err, new(*pgconn.ConnectError)) || errors.Is(err, context.DeadlineExceeded)
	case cancelled, transactionFailed, stopping, stoppedOther, starting, idleSession, idleInTransaction, serializationFailure, deadlockDetected, lockNotAvailable:
		return true
	default:
		return strings.HasPrefix(code, noResources) || strings.HasPrefix(code, noConnection)
	}
}

var errClosed = errors.New("it closed the connection")

// wayTo is what went wrong on the way to the server, without the address, which the name of
// the history repeats.
func wayTo(err error) error {
	if dialled, ok := errors.AsType[*net.OpError](err); ok {
		return dialled.Err
	}
	if isLost(err) {
		return errClosed
	}
	for {
		switch wraps := err.(type) {
		case interface{ Unwrap() error }:
			if wraps.Unwrap() == nil {
				return err
			}
			err = wraps.Unwrap()
		case interface{ Unwrap() []error }: // of several hosts, or several addresses of one
			err = wraps.Unwrap()[0]
		default:
			return err
		}
	}
}
