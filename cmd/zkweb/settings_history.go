package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"zkweb/cmd/zkweb/settings"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
)

// historySettings are where the histories of clusters lie.
type historySettings struct {
	dirs map[string]string // by the cluster's name; "" is the default cluster's
	key  string            // a file's name
}

func (s *historySettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "history", Form: "[NAME=]DIR", Does: "folder that zkweb recorder writes, to show what was; of the cluster NAME, or the default one; repeatable",
			Takes: "a folder, each cluster once", Set: s.add, Many: true, InSection: "history",
		}, {
			Name: "history-key", Form: "FILE", Does: "file with the key that the recorder seals values with",
			Takes: "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", Set: settings.Text(&s.key),
		},
	}
}

func (s *historySettings) add(value string) error {
	name, dir, named := strings.Cut(value, "=")
	if !named || strings.Contains(name, "/") {
		name, dir = "", value
	}
	if dir == "" {
		return errors.New("it names no folder")
	}
	if _, twice := s.dirs[name]; twice {
		return errors.New("the cluster has a history already")
	}
	if s.dirs == nil {
		s.dirs = map[string]string{}
	}
	s.dirs[name] = dir
	return nil
}

// open opens the histories. The error is a usageError.
func (s *historySettings) open(console *consoleSettings) (site.Histories, error) {
	var key history.Key
	if s.key != "" {
		var err error
		if key, err = history.ReadKey(s.key); err != nil {
			return nil, usageError{settings.Refuse("history-key", s.key, "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", err)}
		}
	}
	histories := site.Histories{}
	for name, dir := range s.dirs {
		cluster := console.clusters[0]
		if name != "" {
			known, err := console.clusterNamed(name)
			if err != nil {
				return nil, usageError{settings.Refuse("history", name+"="+dir, "[NAME=]DIR with a name of --cluster", err)}
			}
			cluster = *known
		}
		store, err := openHistory(dir, key)
		if err != nil {
			return nil, usageError{settings.Refuse("history", dir, "a folder that zkweb recorder writes", err)}
		}
		if histories[cluster.Name] != nil {
			return nil, usageError{fmt.Errorf("--history: the cluster %s has two", cluster.Name)}
		}
		histories[cluster.Name] = store
	}
	return histories, nil
}

func openHistory(dir string, key history.Key) (*history.Store, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, errors.Join(err, fmt.Errorf("%s is no folder", filepath.Base(dir)))
	}
	return history.Open(dir, key)
}
