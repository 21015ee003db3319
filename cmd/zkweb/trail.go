package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"zkweb/auth/audit"
)

// trailPatience is how long the first and the last entry may take.
const trailPatience = 500 * time.Millisecond

// trail is the audit trail of a running console; nil keeps none.
type trail struct {
	*audit.Trail
	log io.Closer // of the lines of JSON
}

// openTrail opens the trail that the settings ask for, and records the start.
// The error is a usageError where two settings do not go together.
func openTrail(ctx context.Context, settings *consoleSettings, logger *slog.Logger) (*trail, error) {
	record := settings.record
	if record.dataDir == "" {
		if record.auditLog != "" {
			return nil, usageError{errors.New("--audit-log needs --data-dir: its lines are copies of the trail's entries")}
		}
		if settings.people.allowWrites {
			return nil, usageError{errors.New("--allow-writes needs --data-dir: nothing is changed that is not on record")}
		}
		return nil, nil
	}
	config := audit.Config{
		Dir:      record.dataDir,
		Logger:   logger,
		MaxAge:   record.auditMaxAge,
		MaxBytes: record.auditMaxBytes,
	}
	log, err := record.openAuditLog(&config)
	if err != nil {
		return nil, err
	}
	opened, err := audit.Open(config)
	if err != nil {
		return nil, errors.Join(sentence(err), log.Close())
	}
	t := &trail{opened, log}
	t.note(ctx, audit.Entry{Event: audit.ConsoleStart, Settings: settings.values})
	return t, nil
}

// opened is the trail itself; nil for none.
func (t *trail) opened() *audit.Trail {
	if t == nil {
		return nil
	}
	return t.Trail
}

// note records what the console itself does. When that fails, the trail logs
// why, and every page says it.
func (t *trail) note(ctx context.Context, entry audit.Entry) {
	ctx, cancel := context.WithTimeout(ctx, trailPatience)
	defer cancel()
	entry.Outcome = audit.OK
	_ = t.Append(ctx, entry)
}

// end records the end and closes the trail.
func (t *trail) end() error {
	if t == nil {
		return nil
	}
	t.note(context.Background(), audit.Entry{Event: audit.ConsoleStop})
	return errors.Join(t.Close(), t.log.Close())
}
