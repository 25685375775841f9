// Package logfile writes the program's log with log/slog. One handler cleans
// everything that goes into it: secrets are removed, and foreign text becomes one
// line of plainly printable characters.
package logfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"

	"deletecall/privatefile"
	"deletecall/safetext"
	"deletecall/secret"
)

// Options say where the log goes and how it looks.
type Options struct {
	File   string // a path; without one nothing is logged
	Format string // "text" or "json"
	Level  slog.Level
}

// Log is an open log.
type Log struct {
	*slog.Logger
	handler *handler
	file    io.Closer
}

// Open opens the log, or one that drops everything when no file is named. The
// file is made for its owner only, and appended to. A pipe, a terminal and the
// like are refused: the deletion would wait for whoever reads it.
func Open(options Options) (*Log, error) {
	if options.File == "" || privatefile.IsSame(options.File, os.DevNull) {
		return newLog(io.Discard, nil, options), nil
	}
	file, err := privatefile.Open(options.File, os.O_CREATE|os.O_WRONLY|os.O_APPEND)
	if errors.Is(err, privatefile.ErrNotRegular) {
		return nil, fmt.Errorf("can't open the log: %s is not a file\nName one, or leave the log out", options.File)
	}
	if err != nil {
		return nil, fmt.Errorf("can't open the log: %w\nCheck the path, or leave the log out", err)
	}
	return newLog(&patient{file: file}, file, options), nil
}

func newLog(to io.Writer, file io.Closer, options Options) *Log {
	format := &slog.HandlerOptions{Level: options.Level}
	var inner slog.Handler = slog.NewTextHandler(to, format)
	if options.Format == "json" {
		inner = slog.NewJSONHandler(to, format)
	}
	if file == nil {
		inner = slog.DiscardHandler
	}
	h := &handler{inner: inner, secrets: &secrets{}}
	return &Log{Logger: slog.New(h), handler: h, file: file}
}

// Hide keeps secrets out of everything that is logged from now on.
func (l *Log) Hide(texts ...secret.Text) { l.handler.secrets.add(texts) }

// Forget forgets a secret that nothing can log any more, since it is in nobody's hands.
func (l *Log) Forget(text secret.Text) { l.handler.secrets.remove(text) }

// Close closes the file.
func (l *Log) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// secrets are what the handler has to remove. Every handler derived from the
// first one shares them.
type secrets struct {
	mu       sync.Mutex
	known    []secret.Text
	redactor *secret.Redactor // made when it is first needed: most programs log nothing
}

func (s *secrets) add(texts []secret.Text) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if text.IsSet() && !contains(s.known, text) {
			s.known, s.redactor = append(s.known, text), nil
		}
	}
}

func (s *secrets) remove(text secret.Text) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = slices.DeleteFunc(s.known, text.Equal)
	s.redactor = nil
}

func (s *secrets) redact(text string) string {
	s.mu.Lock()
	if s.redactor == nil {
		s.redactor = secret.NewRedactor(s.known...)
	}
	redactor := s.redactor
	s.mu.Unlock()
	return redactor.Redact(text)
}

func contains(all []secret.Text, text secret.Text) bool {
	for _, known := range all {
		if known.Equal(text) {
			return true
		}
	}
	return false
}

// clean removes secrets before it cleans: an escape must not split one.
func (s *secrets) clean(text string) string {
	const most = 4096 // cells of one value
	return safetext.Excerpt(s.redact(text), most)
}

// handler cleans messages and values on their way to another handler.
type handler struct {
	inner   slog.Handler
	secrets *secrets
}

// Enabled asks the other handler.
func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.inner.Enabled(ctx, level)
}

// Handle passes a cleaned copy on.
func (h *handler) Handle(ctx context.Context, record slog.Record) error {
	cleaned := slog.NewRecord(record.Time, record.Level, h.secrets.clean(record.Message), record.PC)
	record.Attrs(func(attr slog.Attr) bool {
		cleaned.AddAttrs(h.attr(attr))
		return true
	})
	return h.inner.Handle(ctx, cleaned)
}

// WithAttrs cleans what every later line carries.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	cleaned := make([]slog.Attr, len(attrs))
	for i, attr := range attrs {
		cleaned[i] = h.attr(attr)
	}
	return &handler{inner: h.inner.WithAttrs(cleaned), secrets: h.secrets}
}

// WithGroup cleans the group's name.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{inner: h.inner.WithGroup(h.secrets.clean(name)), secrets: h.secrets}
}

func (h *handler) attr(attr slog.Attr) slog.Attr {
	value := attr.Value.Resolve()
	key := h.secrets.clean(attr.Key)
	switch value.Kind() {
	case slog.KindGroup:
		group := value.Group()
		cleaned := make([]slog.Attr, len(group))
		for i, member := range group {
			cleaned[i] = h.attr(member)
		}
		return slog.Attr{Key: key, Value: slog.GroupValue(cleaned...)}
	case slog.KindString:
		return slog.String(key, h.secrets.clean(value.String()))
	case slog.KindAny:
		return slog.String(key, h.secrets.clean(fmt.Sprint(value.Any())))
	}
	return slog.Attr{Key: key, Value: value}
}
