package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/history"
	"zkweb/zkconn/recorder"
)

// recorderCommands returns the commands that write the history of an ensemble.
func recorderCommands() []command {
	follow, from := new(recorderSettings), new(recorderSettings)
	return []command{
		{
			settings.Command{
				Name: "recorder", Settings: slices.Concat(follow.list(), follow.auditList(), follow.watch.list(), follow.remote.list()),
				Does: "record every committed transaction from the files of ZooKeeper's servers, until it is ended\nIt reads those files only, and writes into --state-dir. With --watch it records what a client can see.",
			},
			func(ctx context.Context, _ settings.Given) error { return record(ctx, follow) },
		}, {
			settings.Command{
				Name: "recorder import", Arguments: "DIR", Settings: from.list(),
				Does: "record what lies in a server's folder DIR, and those of --log-dir, from before\nWhat is in the history already stays, what is newer is added, and gaps are filled by what is missing there.\nThe recorder must not run meanwhile.",
			},
			func(ctx context.Context, given settings.Given) error {
				return importHistory(ctx, from, given.Arguments[0])
			},
		},
	}
}

// record records until ctx is done.
func record(ctx context.Context, settings *recorderSettings) error {
	logger := newLogger(os.Stderr, &consoleSettings{logLevel: slog.LevelInfo})
	r, store, err := settings.open(logger)
	if err != nil {
		return err
	}
	return errors.Join(settings.run(ctx, r, store, logger), store.Close())
}

// run records into a store, and exchanges it with other recorders, until ctx is done. The error is
// a usageError if settings cannot be used.
func (s *recorderSettings) run(ctx context.Context, r *recorder.Recorder, store *recorderStore, logger *slog.Logger) error {
	end, err := s.handOver(ctx, store, logger)
	if err != nil {
		return err
	}
	defer end()
	endPush, err := s.push(ctx, store.options.Key, logger)
	if err != nil {
		return err
	}
	defer endPush()
	if keep := s.retention; keep.MaxAge > 0 || keep.MaxBytes > 0 {
		go store.retain(ctx, keep, logger)
	}
	if s.watch.of != nil {
		return s.watch.record(ctx, s.zookeeper, store, logger)
	}
	if len(s.servers) == 0 && len(s.sources) == 1 {
		logger.Warn("nobody is asked what was committed: without --server, what one server of an ensemble has written waits for the next leader")
	}
	if err := s.hearWho(ctx, store, logger); err != nil {
		return err
	}
	switch {
	case s.remote.from != "":
		client, err := s.remote.client("")
		if err != nil {
			return err
		}
		client.follow(ctx, s.remote.from, store, logger)
		return nil
	case s.remote.take:
		<-ctx.Done()
		return nil
	}
	return r.Run(ctx)
}

// hearWho records the clients of sessions until ctx is done. The error is a usageError.
func (s *recorderSettings) hearWho(ctx context.Context, store *recorderStore, logger *slog.Logger) error {
	config, err := s.zookeeper.tls.load("", "")
	if err != nil {
		return err
	}
	whose := recorder.NewWhose()
	for _, file := range s.auditLogs {
		go recorder.FollowAudit(ctx, file, logger, whose.Hear)
	}
	for _, file := range s.serverLogs {
		go recorder.FollowLog(ctx, file, logger, whose.Hear)
	}
	if len(s.servers) > 0 {
		go recorder.FollowClients(ctx, s.servers, config, whose.Hear)
	}
	if len(s.auditLogs)+len(s.serverLogs)+len(s.servers) > 0 {
		go whose.Run(ctx, store.identify, logger)
	}
	return nil
}

// importHistory imports the files in dir, and prints what they held.
func importHistory(ctx context.Context, settings *recorderSettings, dir string) error {
	if err := settings.addSource(dir); err != nil {
		return usageError{err}
	}
	logger := newLogger(os.Stderr, &consoleSettings{logLevel: slog.LevelWarn})
	_, store, err := settings.open(logger) // it checks the settings before the history is rewritten
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	filled, err := settings.fillGaps(ctx, store.options, logger)
	if err != nil {
		return fmt.Errorf("the gaps of the history in %s cannot be filled: %w", settings.stateDir, err)
	}
	r, store, err := settings.open(logger)
	if err != nil {
		return err
	}
	imported, err := r.Import(ctx)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	tellImported(imported, filled)
	return nil
}

// tellImported prints what was imported, and how many transactions filled gaps.
func tellImported(imported recorder.Imported, filled int64) {
	fmt.Printf("recorded from %#x to %#x\n", imported.First, imported.Last)
	if filled > 0 {
		fmt.Printf("%d transactions were found that were missing: the history was rewritten, and copies of it begin anew\n", filled)
	}
	if imported.Dropped > 0 {
		fmt.Printf("%d transactions were never committed\n", imported.Dropped)
	}
	if imported.Left > 0 {
		fmt.Printf("%d transactions at the end are not known to be committed: another server's folder as --log-dir, or zkweb recorder with --server, tells\n", imported.Left)
	}
}

// open opens the store and makes its recorder. The error is a usageError if settings cannot be
// used.
func (s *recorderSettings) open(logger *slog.Logger) (*recorder.Recorder, *recorderStore, error) {
	if err := s.complete(); err != nil {
		return nil, nil, err
	}
	options, err := s.historyOptions()
	if err != nil {
		return nil, nil, err
	}
	servers, err := s.asked()
	if err != nil {
		return nil, nil, err
	}
	store := &recorderStore{dir: s.stateDir, options: options}
	if err := store.open(); history.IsFull(err) {
		logger.Warn("recording waits", "error", err) // the store is opened again at the next write
	} else if err != nil {
		return nil, nil, fmt.Errorf("the history in %s cannot be written: %w", s.stateDir, err)
	}
	return recorder.New(recorder.Options{Sources: s.sources, Servers: servers, Store: treeStore{store}, Logger: logger}), store, nil
}
