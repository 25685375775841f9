package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
)

// What makes this test binary a console: the address of its history, and its folder.
const (
	childAddress = "DELETECALL_TEST_HISTORY"
	childFolder  = "DELETECALL_TEST_FOLDER"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(childAddress); address != "" {
		(&console{address: address, folder: os.Getenv(childFolder)}).run()
		return
	}
	os.Exit(m.Run())
}

// console is a process that deletes what each line of its input names. It reports a step
// before it takes the next one, as the real sender does on the wire:
//
//	sent ID        the intent was said to be recorded
//	answered ID    the server did it
//	kept ID        the outcome was said to be recorded, or put aside
//	lost ID        the outcome was said not to be recorded
//	not sent ID    the intent was said not to be recorded
//	done           with the line
type console struct {
	address, folder string
	history         *Store
	key             *proof.Key
}

func (c *console) run() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); fmt.Println("done") {
		if err := c.delete(context.Background(), lines.Text()); err != nil {
			fmt.Printf("why %.300q\n", err)
		}
	}
	if c.history != nil {
		_ = c.history.Close()
	}
}

// delete is one deletion as a command carries it out. Its error is that of a deletion that
// did not begin.
func (c *console) delete(ctx context.Context, identifier string) error {
	if c.history == nil {
		if err := c.open(ctx); err != nil {
			return err
		}
	}
	if _, err := c.history.Ready(ctx); err != nil {
		return err
	}
	intent := intentOn(identifier)
	recorded, err := c.history.RecordIntent(ctx, intent, deletion.Guards{})
	if err != nil {
		fmt.Println("not sent", intent.ID)
		return err
	}
	fmt.Println("sent", intent.ID)
	fmt.Println("answered", intent.ID)
	err = c.history.RecordOutcome(ctx, recorded, acceptedOutcome())
	var aside *deletion.OutcomeNotRecordedError
	if err == nil || errors.As(err, &aside) && aside.SideFile != "" {
		fmt.Println("kept", intent.ID)
		return nil
	}
	fmt.Println("lost", intent.ID)
	return err
}

// open opens the history as a session does: what is recorded is signed, and has to continue
// what this machine signed last.
func (c *console) open(ctx context.Context) error {
	s, err := Open(ctx, c.address, Options{Folder: c.folder})
	if err != nil {
		return err
	}
	if s.Unwritable() != nil {
		return errors.Join(s.Unwritable(), s.Close())
	}
	key, _, err := proof.OpenKey(filepath.Join(c.folder, "signing.key"), s.Origin())
	if err != nil {
		return err
	}
	s.SignWith(func() (*proof.Key, error) { return key, nil }, true)
	s.ContinueFrom(func() []proof.Checkpoint {
		if last, found, err := key.LastSigned(); err == nil && found {
			return []proof.Checkpoint{last}
		}
		return nil
	})
	c.history, c.key = s, key
	return nil
}
