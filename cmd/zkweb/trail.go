package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/auth/guard"
	"zkweb/auth/proposals"
	"zkweb/auth/vault"
)

// trailTimeout bounds the first and the last entry.
const trailTimeout = 500 * time.Millisecond

// trail is the audit trail of a running console; nil if there is none.
type trail struct {
	*audit.Trail
	log   io.Closer    // the file for lines of JSON
	vault *vault.Vault // nil if nothing is sealed

	proposals *proposals.Store // nil if no change needs approval
}

// openTrail opens the trail that the settings ask for, and records the start. The error is a
// usageError if settings contradict each other.
func openTrail(ctx context.Context, settings *consoleSettings, logger *slog.Logger) (*trail, error) {
	record := settings.record
	key, err := settings.recordKey()
	if err != nil || record.dataDir == "" {
		return nil, err
	}
	config := audit.Config{
		Logger:   logger,
		MaxAge:   record.auditMaxAge,
		MaxBytes: record.auditMaxBytes,
	}
	log, err := record.openAuditLog(&config)
	if err != nil {
		return nil, err
	}
	opened, err := sqlite.Open(record.dataDir, config)
	if err != nil {
		return nil, errors.Join(sentence(err), log.Close())
	}
	t := &trail{Trail: opened, log: log}
	if settings.seals() {
		if err := t.unseal(ctx, settings, key, logger); err != nil {
			return nil, errors.Join(err, t.Close(ctx), log.Close())
		}
	}
	values := maps.Clone(settings.values)
	if settings.health.notify != "" {
		values["notify"] = settings.health.host() // the path of the URL may be a secret
	}
	values[audit.KeySetting] = opened.KeyFingerprint()
	t.note(ctx, audit.Entry{Event: audit.ConsoleStart, Settings: values})
	return t, nil
}

// recordKey returns the key for what is sealed beside the trail, zero if nothing is. If settings
// contradict each other or the key cannot be used, the error is a usageError.
func (s *consoleSettings) recordKey() (vault.Key, error) {
	if err := s.checkApprovals(); err != nil {
		return vault.Key{}, err
	}
	if s.record.dataDir == "" {
		why := ""
		switch {
		case s.record.keepPrevious > 0:
			why = "--keep-previous needs --data-dir: what changes replace is kept beside the trail"
		case s.record.auditLog != "":
			why = "--audit-log needs --data-dir: its lines are copies of the trail's entries"
		case s.people.shareLinks:
			why = "--share-links needs --data-dir: links are kept beside the trail, and are on record"
		case s.people.allowWrites:
			why = "--allow-writes needs --data-dir: nothing is changed that is not on record"
		default:
			return vault.Key{}, nil
		}
		return vault.Key{}, usageError{errors.New(why)}
	}
	if !s.seals() {
		return vault.Key{}, nil
	}
	return s.record.readKey()
}

// unseal opens what is sealed beside the trail.
func (t *trail) unseal(ctx context.Context, settings *consoleSettings, key vault.Key, logger *slog.Logger) (err error) {
	if t.vault, err = vault.Open(settings.record.dataDir, key, logger); err != nil {
		return err
	}
	if len(settings.people.approvals) > 0 {
		if t.proposals, err = openProposals(ctx, t.vault, logger); err != nil {
			return errors.Join(err, t.vault.Close())
		}
	}
	return nil
}

// note records an action of the console itself. If that fails, the trail logs it, and every page
// shows it.
func (t *trail) note(ctx context.Context, entry audit.Entry) {
	ctx, cancel := context.WithTimeout(ctx, trailTimeout)
	defer cancel()
	entry.Outcome = audit.OK
	_, _ = t.Append(ctx, entry)
}

// end records the end and closes the trail before ctx is done.
func (t *trail) end(ctx context.Context) error {
	if t == nil {
		return nil
	}
	t.note(ctx, audit.Entry{Event: audit.ConsoleStop})
	err := errors.Join(t.Close(ctx), t.log.Close())
	if t.vault != nil {
		err = errors.Join(err, t.vault.Close())
	}
	return err
}

// rules adds the trail, and what is kept beside it, to the rules about people.
func (t *trail) rules(rules guard.Rules, record recordSettings) guard.Rules {
	if t == nil {
		return rules
	}
	rules.Trail = t
	if record.keepPrevious > 0 {
		rules.Previous = record.previous(t.vault)
	}
	if rules.Proposals = t.proposals; t.proposals != nil {
		t.proposals.OnExpiry(rules.Expired)
	}
	return rules
}
