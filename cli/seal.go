package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/syslog"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"deletecall/history/proof"
	"deletecall/history/sqlite"
)

// signingKey opens the key that signs the checkpoints of a history, and makes it
// when there is none.
func (c configuration) signingKey(history *sqlite.Store) (*proof.Key, bool, error) {
	origin, err := proof.Origin(history.ID())
	if err != nil {
		return nil, false, err
	}
	return proof.OpenKey(c.signingKeyPath(history), origin)
}

// signingKeyPath lies with the configuration and not with the history: who may
// change the one can't simply sign for the other.
func (c configuration) signingKeyPath(history *sqlite.Store) string {
	return filepath.Join(filepath.Dir(c.Paths.Config), "keys", history.ID()+".key")
}

// seal signs a checkpoint over the history as it is now and carries it away as
// configured. It returns the checkpoint in short.
func (c configuration) seal(ctx context.Context, history *sqlite.Store) (proof.Checkpoint, error) {
	key, made, err := c.signingKey(history)
	if err != nil {
		return proof.Checkpoint{}, err
	}
	if made {
		c.log.Info("a signing key was made", "public", key.Public())
	}
	checkpoint, err := history.Sign(ctx, key)
	if err != nil {
		return checkpoint, err
	}
	return checkpoint, c.carryAway(ctx, checkpoint)
}

// provable returns a checkpoint to prove records with, and the public key that
// signed it: one over the history as it is now or, where nothing can be recorded,
// as in an archive, the last one that it keeps.
func (p Program) provable(ctx context.Context, configuration configuration, history *sqlite.Store) (proof.Checkpoint, string, error) {
	if history.Unwritable() != nil {
		return lastKept(ctx, history)
	}
	checkpoint, err := configuration.seal(ctx, history)
	if len(checkpoint.Note) == 0 {
		return checkpoint, "", err
	}
	if err != nil {
		p.say("warning: %s", err)
	}
	key, _, err := configuration.signingKey(history)
	if err != nil {
		return checkpoint, "", err
	}
	return checkpoint, key.Public(), nil
}

func lastKept(ctx context.Context, history *sqlite.Store) (proof.Checkpoint, string, error) {
	note, found, err := history.LastCheckpoint(ctx)
	if err != nil {
		return proof.Checkpoint{}, "", err
	}
	keys, err := history.PublicKeys(ctx)
	if err != nil || !found {
		return proof.Checkpoint{}, "", errors.Join(history.Unwritable(), err)
	}
	var problem error
	for _, key := range keys {
		checkpoint, err := proof.OpenCheckpoint(note, key)
		if err == nil {
			return checkpoint, key, nil
		}
		problem = err
	}
	return proof.Checkpoint{}, "", problem
}

// Seal implements deletion.Sealer for a history that is opened when it is used.
func (h *lazyHistory) Seal(ctx context.Context) (string, error) {
	opened, err := h.get(ctx)
	if err != nil {
		return "", err
	}
	store, ok := opened.(*sqlite.Store)
	if !ok {
		return "", errors.New("this history can't be signed")
	}
	checkpoint, err := h.configuration.seal(ctx, store)
	if err != nil && len(checkpoint.Note) == 0 {
		return "", err
	}
	return checkpoint.Short(), err
}

// carryTime bounds the command that takes a checkpoint away.
const carryTime = 10 * time.Second

// carryAway hands a checkpoint to everything that the configuration names. One
// that fails does not hinder the others.
func (c configuration) carryAway(ctx context.Context, checkpoint proof.Checkpoint) error {
	var problems []error
	to := c.Checkpoints
	if to.File != "" {
		problems = append(problems, about("the file of checkpoints", appendDurably(to.File, checkpoint.Note)))
	}
	if len(to.Command) > 0 {
		problems = append(problems, about("the command for checkpoints", runWith(ctx, to.Command, checkpoint.Note)))
	}
	if to.Syslog {
		problems = append(problems, about("syslog", sendToSyslog(checkpoint.Note)))
	}
	return errors.Join(problems...)
}

func about(place string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the checkpoint is signed and kept, but %s did not take it: %w", place, err)
}

func appendDurably(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(bytes.Clone(content), '\n'))
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func runWith(ctx context.Context, command []string, input []byte) error {
	ctx, cancel := context.WithTimeout(ctx, carryTime)
	defer cancel()
	process := exec.CommandContext(ctx, command[0], command[1:]...)
	process.Stdin = bytes.NewReader(input)
	process.WaitDelay = time.Second
	return process.Run()
}

// sendToSyslog sends the checkpoint as one line, a JSON string.
func sendToSyslog(note []byte) error {
	line, err := json.Marshal(string(note))
	if err != nil {
		return err
	}
	writer, err := syslog.New(syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "deletecall")
	if err != nil {
		return err
	}
	err = writer.Notice("checkpoint " + string(line))
	return errors.Join(err, writer.Close())
}
