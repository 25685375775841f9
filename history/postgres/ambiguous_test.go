package postgres

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
)

func TestAnAddressThatTheLibraryReadsOtherwiseIsRefused(t *testing.T) {
	for _, settings := range []string{
		"sslrootcert=/etc/ca.crt&sslrootcert=/tmp/pipe", "sslmode=verify-full&sslmode=disable",
		"sslrootcert=/etc/my+certs/ca.crt", "sslmode=disable;sslrootcert=/tmp/pipe",
	} {
		var refused *deletion.HistoryError
		if _, err := connect(context.Background(), "postgres://alice@db.example.com/audit?"+settings, nil, nil); !errors.As(err, &refused) ||
			refused.Problem != "has a URL that can be read in two ways" {
			t.Errorf("%s: %v", settings, err)
		}
	}
}

func TestASpaceInTheAddressIsOneForTheLibraryToo(t *testing.T) {
	config, err := pgx.ParseConfig(withVerification("postgres://alice@db.example.com/audit?search_path=a%20b%2Bc"))
	if err != nil {
		t.Fatal(err)
	}
	if got := config.RuntimeParams["search_path"]; got != "a b+c" {
		t.Errorf("read as %q", got)
	}
}
