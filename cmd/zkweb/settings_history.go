package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"zkweb/cmd/zkweb/settings"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
)

// historySettings say where the histories of clusters come from.
type historySettings struct {
	from      map[string]string // a folder or a recorder's URL, by cluster; "" is the default cluster
	key       string            // a file's name
	recorder  peerSettings      // how to authenticate with recorders
	retention history.Retention // of histories copied from recorders
}

const historyForm = "[NAME=]DIR|URL"

func (s *historySettings) list() []settings.Setting {
	return append([]settings.Setting{
		{
			Name: "history", Form: historyForm, Does: "history of the cluster NAME, or of the default one: the folder of a zkweb recorder, or the https address of one that listens; repeatable",
			Takes: "a folder, or an address such as https://tap.example:8443, each cluster once", Set: s.add, Many: true, InSection: "history",
		}, {
			Name: "history-key", Form: "FILE", Does: "file with the key with which the recorder seals values, or with which copies of its history are sealed",
			Takes: "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", Set: settings.Text(&s.key),
		}, {
			Name: "history-token-file", Form: "FILE", Does: "file with the token that is sent to recorders, mode 0600",
			Takes: tokenForm, Set: settings.Text(&s.recorder.tokenFile),
		}, {
			Name: "history-ca", Form: "FILE", Does: "certificate authorities for the certificates of recorders; the system's by default",
			Takes: "the name of a PEM file", Set: settings.Text(&s.recorder.ca),
		}, {
			Name: "history-tls-cert", Form: "FILE", Does: "client certificate for recorders",
			Takes: "the name of a PEM file, with --history-tls-key", Set: settings.Text(&s.recorder.certFile),
		}, {
			Name: "history-tls-key", Form: "FILE", Does: "key of that certificate",
			Takes: "the name of a PEM file, with --history-tls-cert", Set: settings.Text(&s.recorder.keyFile),
		},
	}, retentionList(&s.retention, "a history that is copied from a recorder")...)
}

func (s *historySettings) add(value string) (err error) {
	name, from, named := strings.Cut(value, "=")
	if !named || strings.Contains(name, "/") {
		name, from = "", value
	}
	if from == "" {
		return errors.New("it names no folder")
	}
	if strings.Contains(from, "://") {
		if from, err = handoverAddress(from); err != nil {
			return err
		}
	}
	if _, twice := s.from[name]; twice {
		return errors.New("the cluster has a history already")
	}
	if s.from == nil {
		s.from = map[string]string{}
	}
	s.from[name] = from
	return nil
}

// copying is a function that copies a history until its context is done.
type copying = func(context.Context)

// open opens the histories. Those of remote recorders are copied while the returned copying
// functions run. The error is a usageError.
func (s *historySettings) open(console *consoleSettings, logger *slog.Logger) (histories site.Histories, copies []copying, err error) {
	key, err := s.readKey()
	if err != nil {
		return nil, nil, err
	}
	histories = site.Histories{}
	for name, from := range s.from {
		cluster := console.clusters[0]
		if name != "" {
			known, err := console.clusterNamed(name)
			if err != nil {
				return nil, nil, usageError{settings.Refuse("history", name+"="+from, historyForm+" with a name of --cluster", err)}
			}
			cluster = *known
		}
		if histories[cluster.Name] != nil {
			return nil, nil, usageError{fmt.Errorf("--history: the cluster %s has two", cluster.Name)}
		}
		dir := from
		if strings.Contains(from, "://") {
			if dir, err = copyDir(console.record.dataDir, cluster.Name); err != nil {
				return nil, nil, err
			}
			follow, err := s.copy(from, dir, key, logger)
			if err != nil {
				return nil, nil, err
			}
			copies = append(copies, follow)
		}
		if histories[cluster.Name], err = openHistory(dir, key, logger); err != nil {
			return nil, nil, refuseHistory(name, from, err)
		}
	}
	return histories, copies, nil
}

// readKey returns the key that values are sealed with, zero if they are not sealed. The error is a
// usageError.
func (s *historySettings) readKey() (key history.Key, err error) {
	if s.key == "" {
		return key, nil
	}
	if key, err = history.ReadKey(s.key); err != nil {
		err = usageError{settings.Refuse("history-key", s.key, "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", err)}
	}
	return key, err
}

// check returns the errors of open that can be found without opening anything.
func (s *historySettings) check(console *consoleSettings) error {
	if _, err := s.readKey(); err != nil {
		return err
	}
	for name, from := range s.from {
		if name != "" {
			if _, err := console.clusterNamed(name); err != nil {
				return usageError{settings.Refuse("history", name+"="+from, historyForm+" with a name of --cluster", err)}
			}
		}
		if !strings.Contains(from, "://") {
			if err := checkFolder(from); err != nil {
				return refuseHistory(name, from, err)
			}
			continue
		}
		if console.record.dataDir == "" {
			return errHistoryNeedsDataDir
		}
		if _, err := s.recorder.client("history-"); err != nil {
			return err
		}
	}
	return nil
}

var errHistoryNeedsDataDir = usageError{errors.New("--history with an address needs --data-dir: what a recorder hands over is kept there")}

// copyDir makes the folder for a copied history. The error is a usageError.
func copyDir(dataDir, cluster string) (string, error) {
	if dataDir == "" {
		return "", errHistoryNeedsDataDir
	}
	dir := filepath.Join(dataDir, "history", cluster)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", usageError{fmt.Errorf("--data-dir: no history can be kept there: %w", err)}
	}
	return dir, nil
}

// copy returns a function that copies a recorder's history into a folder. The error is a
// usageError.
func (s *historySettings) copy(address, dir string, key history.Key, logger *slog.Logger) (copying, error) {
	client, err := s.recorder.client("history-")
	if err != nil {
		return nil, err
	}
	store := &recorderStore{dir: dir, options: history.Options{Key: key}}
	return func(ctx context.Context) {
		var retaining sync.WaitGroup
		if s.retention.MaxAge > 0 || s.retention.MaxBytes > 0 {
			retaining.Go(func() { store.retain(ctx, s.retention, logger) })
		}
		client.follow(ctx, address, store, logger)
		retaining.Wait()
		if err := store.Close(); err != nil {
			logger.Warn("the copy of a history did not close in good order", "folder", dir, "error", err)
		}
	}, nil
}

// openHistory opens a history, even if the recorder has not made its folder yet.
func openHistory(dir string, key history.Key, logger *slog.Logger) (*history.Store, error) {
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	if isAwaited(dir) {
		logger.Warn("the recorder has not made its folder yet: the history is empty until it has", "folder", dir)
	}
	return history.Open(dir, key)
}

// awaited returns the folders that recorders have not made yet.
func (s *historySettings) awaited() (dirs []string) {
	for _, from := range s.from {
		if !strings.Contains(from, "://") && isAwaited(from) {
			dirs = append(dirs, from)
		}
	}
	slices.Sort(dirs)
	return dirs
}

func isAwaited(dir string) bool {
	_, err := os.Stat(dir)
	return errors.Is(err, fs.ErrNotExist)
}

// checkFolder fails if a folder does not exist and cannot appear, because its parent does not exist
// either.
func checkFolder(dir string) error {
	if isAwaited(dir) {
		dir = filepath.Dir(filepath.Clean(dir))
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", filepath.Base(dir))
	}
	return err
}

func refuseHistory(cluster, from string, why error) error {
	if cluster != "" {
		from = cluster + "=" + from
	}
	return usageError{settings.Refuse("history", from, "a folder that zkweb recorder writes, or a recorder's address", why)}
}
