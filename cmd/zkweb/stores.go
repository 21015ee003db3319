package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"zkweb/auth/shares"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/silence"
)

// restore reads a file beside the trail, if there is one. lost is the message to log if the file
// cannot be read.
func restore(name string, from func(file string) error, settings *consoleSettings, logger *slog.Logger, lost string) {
	file := settings.record.beside(name)
	if file == "" {
		return
	}
	if err := from(file); err != nil {
		logger.Warn(lost, "error", err)
	}
}

// openJobs returns the jobs that are kept beside the trail. Without a trail there are none, and
// nothing can be changed.
func openJobs(dataDir string, trail *trail, logger *slog.Logger) (*jobs.Store, error) {
	if dataDir == "" {
		return jobs.Open("", logger)
	}
	store, err := jobs.Open(filepath.Join(dataDir, "jobs"), logger)
	if err == nil && trail.vault != nil {
		store.SealWith(trail.vault.Key())
	}
	return store, err
}

// openShares returns the share links that are kept beside the trail; nil if there are none.
func openShares(settings *consoleSettings) (*shares.Store, error) {
	if !settings.people.shareLinks {
		return nil, nil
	}
	return shares.Open(filepath.Join(settings.record.dataDir, "shares.json"))
}

// stores are the trail, what the console keeps beside it, and the histories that it reads.
type stores struct {
	trail     *trail
	jobs      *jobs.Store
	shares    *shares.Store
	histories site.Histories
	copies    []copying
}

// openStores opens all stores, or none.
func openStores(ctx context.Context, settings *consoleSettings, logger *slog.Logger) (s stores, err error) {
	if s.histories, s.copies, err = settings.history.open(settings, logger); err != nil {
		return s, err
	}
	if s.trail, err = openTrail(ctx, settings, logger); err != nil {
		return s, err
	}
	if s.jobs, err = openJobs(settings.record.dataDir, s.trail, logger); err == nil {
		s.shares, err = openShares(settings)
	}
	if err != nil {
		return s, errors.Join(err, s.trail.end(ctx))
	}
	return s, nil
}

// openSilences reads the findings that are silenced.
func openSilences(settings *consoleSettings, logger *slog.Logger) *silence.Store {
	silences, err := silence.Open(settings.record.beside("silences.json"))
	if err != nil {
		logger.Warn("the silenced findings cannot be read; none is silenced", "error", err)
	}
	return silences
}
