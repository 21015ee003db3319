package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/history"
	"zkweb/zkconn/recorder"
)

// recorderSettings are the settings of "zkweb recorder".
type recorderSettings struct {
	sources    []recorder.Source
	servers    []cluster.Cluster // one server each
	auditLogs  []string
	serverLogs []string
	stateDir   string
	keyFile    string
	skip       []string // patterns of paths whose data is not kept
	retention  history.Retention
	zookeeper  zookeeperSettings
	remote     remoteSettings
	watch      watchSettings
}

func (s *recorderSettings) list() []settings.Setting {
	return append([]settings.Setting{
		{
			Name: "log-dir", Form: "DIR[,DATADIR]", Does: "a server's dataLogDir, and its dataDir if that differs; repeatable, once for each server of the ensemble",
			Takes: "a folder that can be read, such as /var/lib/zookeeper", Set: s.addSource, Many: true,
		}, {
			Name: "server", Form: "[tls://]HOST:PORT", Does: "a server to ask which transactions were committed; repeatable",
			Takes: "a server's client address, such as 127.0.0.1:2181", Set: s.addServer, Many: true,
		},
	}, slices.Concat(s.storeList(), s.zookeeper.tlsList())...)
}

// auditList returns the settings for the servers' logs that tell the client of a session.
func (s *recorderSettings) auditList() []settings.Setting {
	return []settings.Setting{
		{
			Name: "audit-log", Form: "FILE", Does: "a server's audit log (audit.enable=true), which tells who made a change; repeatable, once for each server",
			Takes: "the name of a file", Many: true, Set: addLog(&s.auditLogs), OneRun: true, // the setting of serve with this name differs
		}, {
			Name: "server-log", Form: "FILE", Does: "a server's own log, which tells the clients of sessions, and their names with SASL; repeatable, once for each server",
			Takes: "the name of a file", Many: true, Set: addLog(&s.serverLogs),
		},
	}
}

// addLog returns a Set function that adds the name of a file, which need not exist yet.
func addLog(to *[]string) func(string) error {
	return func(value string) error {
		info, err := os.Stat(value)
		if err == nil && !info.Mode().IsRegular() {
			return errors.New("it is no file")
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		*to = append(*to, value)
		return nil
	}
}

// storeList returns the settings of the store.
func (s *recorderSettings) storeList() []settings.Setting {
	return append([]settings.Setting{
		{
			Name: "state-dir", Form: "DIR", Does: "folder of the history, created if needed; must not be a server's",
			Takes: "a folder for this recorder alone", Set: settings.Text(&s.stateDir),
		}, {
			Name: "history-key", Form: "FILE", Does: "file with the key that seals the data of znodes: 32 bytes in base64, mode 0600",
			Takes: "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", Set: settings.Text(&s.keyFile),
		}, {
			Name: "history-skip", Form: "PATTERN", Does: "path for which only the size and a keyed hash of the data are kept; * matches any characters except /, /** at the end all below; repeatable",
			Takes: "a pattern such as /app/*/password", Set: s.addSkip, Many: true,
		},
	}, retentionList(&s.retention, "the history")...)
}

// retentionList returns the settings that bound what is kept.
func retentionList(keep *history.Retention, of string) []settings.Setting {
	return []settings.Setting{
		{
			Name: "history-max-age", Form: "DAYS", Default: "0", Does: "age at which segments of " + of + " are removed; 0 keeps them",
			Takes: "a whole number of days from 0 to 36500", Set: days(&keep.MaxAge),
		}, {
			Name: "history-max-size", Form: "SIZE", Default: "0", Does: "size above which the oldest segments of " + of + " are removed; 0 for no limit",
			Takes: "a size from 1MiB, such as 20480MiB, or 0", Set: settings.Size(&keep.MaxBytes, 0, math.MaxInt32),
		},
	}
}

func (s *recorderSettings) addSource(value string) error {
	logs, data, _ := strings.Cut(value, ",")
	for _, dir := range []string{logs, data} {
		if info, err := os.Stat(dir); dir != "" && (err != nil || !info.IsDir()) {
			return errors.Join(err, fmt.Errorf("%s is no folder", dir))
		}
	}
	if logs == "" {
		return errors.New("it names no folder")
	}
	s.sources = append(s.sources, recorder.Source{LogDir: logs, DataDir: data})
	return nil
}

func (s *recorderSettings) addServer(value string) error {
	named, err := cluster.Parse("recorder=" + value)
	if err != nil {
		return err
	}
	if len(named.Servers) != 1 || !named.Chroot.IsRoot() {
		return errors.New("it is not one server")
	}
	s.servers = append(s.servers, named)
	return nil
}

func (s *recorderSettings) addSkip(value string) error {
	if _, err := path.Match(value, ""); err != nil || !strings.HasPrefix(value, "/") {
		return errors.New("it is no such pattern")
	}
	s.skip = append(s.skip, value)
	return nil
}

// skips reports whether the data at a path is not kept.
func (s *recorderSettings) skips(of string) bool {
	return slices.ContainsFunc(s.skip, func(pattern string) bool { return skipped(pattern, of) })
}

// skipped reports whether a path matches a pattern, which must be valid.
func skipped(pattern, of string) bool {
	if above, below := strings.CutSuffix(pattern, "/**"); below {
		names, depth := strings.Split(of, "/"), strings.Count(above, "/")+1
		if len(names) <= depth {
			return false
		}
		pattern, of = above, strings.Join(names[:depth], "/")
	}
	matches, _ := path.Match(pattern, of)
	return matches
}

// complete checks that no setting is missing, and that nothing will be written into a server's
// folder. The error is a usageError.
func (s *recorderSettings) complete() error {
	if s.stateDir == "" {
		return usageError{errors.New("zkweb recorder takes --state-dir DIR, a folder for the history")}
	}
	origins := 0
	for _, given := range []bool{len(s.sources) > 0, s.watch.of != nil, s.remote.from != "", s.remote.take} {
		if given {
			origins++
		}
	}
	if origins != 1 {
		return usageError{errors.New("zkweb recorder takes one of --log-dir DIR, a server's dataLogDir, --watch HOST:PORT, a client port, --from URL, another recorder, and --take, what another pushes")}
	}
	if s.watch.of == nil && (len(s.watch.paths) > 0 || s.watch.credentialsFile != "") {
		return usageError{errors.New("--watch-path and --watch-credentials are for --watch HOST:PORT, the servers to watch")}
	}
	if s.watch.of != nil && len(s.servers)+len(s.auditLogs)+len(s.serverLogs) > 0 {
		return usageError{errors.New("--server, --audit-log and --server-log are for --log-dir and --from: --watch asks no server and reads no file")}
	}
	if s.remote.take && s.remote.listen == "" {
		return usageError{errors.New("--take takes what is pushed to --listen HOST:PORT")}
	}
	if (s.remote.listen != "" || s.remote.push != "") && len(s.skip) > 0 {
		return usageError{errors.New("--history-skip goes to the recorder that copies: with --listen or --push all is handed over")}
	}
	for _, source := range s.sources {
		for _, dir := range []string{source.LogDir, source.DataDir} {
			if dir != "" && liesIn(s.stateDir, dir) {
				return usageError{fmt.Errorf("--state-dir %s lies in %s, where a server has its files: the recorder writes nothing there", s.stateDir, dir)}
			}
		}
	}
	return nil
}

// liesIn reports whether a folder, which need not exist, is another folder or lies in it, after
// resolving links.
func liesIn(dir, other string) bool {
	below, err := filepath.Rel(resolved(other), resolved(dir))
	return err == nil && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
}

// resolved returns a folder's path with links resolved, as far as it exists.
func resolved(dir string) string {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real
	}
	if parent := filepath.Dir(absolute); parent != absolute {
		return filepath.Join(resolved(parent), filepath.Base(absolute))
	}
	return absolute
}

// historyOptions returns the options for writing the history. The error is a usageError.
func (s *recorderSettings) historyOptions() (history.Options, error) {
	options := history.Options{}
	if len(s.skip) > 0 {
		options.Skip = s.skips
	}
	if s.keyFile == "" {
		return options, nil
	}
	key, err := history.ReadKey(s.keyFile)
	if err != nil {
		return options, usageError{settings.Refuse("history-key", s.keyFile, "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", err)}
	}
	options.Key = key
	return options, nil
}

// asked returns the servers to ask. The error is a usageError.
func (s *recorderSettings) asked() ([]recorder.Server, error) {
	config, err := s.zookeeper.tls.load("", "")
	if err != nil {
		return nil, err
	}
	servers := make([]recorder.Server, len(s.servers))
	for i, server := range s.servers {
		servers[i] = recorder.Srvr(server, config)
	}
	return servers, nil
}

// retainEvery is the pause between removals of old segments.
const retainEvery = time.Hour
