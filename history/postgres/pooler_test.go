package postgres

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// What PgBouncer 1.18 answers in its statement mode, where nothing of the server's own log would help.
func TestAPoolerThatTakesNoTransactionsIsNamed(t *testing.T) {
	what, advice := explain(&pgconn.PgError{Severity: "ERROR", Code: "08P01", Message: "transaction blocks not allowed in statement pooling mode"})
	if !strings.Contains(what, "statement pooling mode") || !strings.Contains(advice, "Connection poolers") {
		t.Errorf("%s: %s", what, advice)
	}
}
