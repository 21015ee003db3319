package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/recorder/watch"
	"zkweb/zkconn/secretfile"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// watchSettings are how "zkweb recorder" watches as a client.
type watchSettings struct {
	of              *cluster.Cluster // nil to watch nothing
	paths           []znode.Path
	credentialsFile string
}

const credentialsForm = "the name of a file that holds USER:PASSWORD, for this user alone"

func (s *watchSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "watch", Form: "[tls://]HOST:PORT[,HOST:PORT…]", Does: "watch the znodes of these servers as a client, in place of --log-dir: what a client can see, which is never complete",
			Takes: "client addresses of one ensemble, such as zk1:2181,zk2:2181", Set: s.set, OneRun: true,
		}, {
			Name: "watch-path", Form: "PATH", Does: "a znode to watch with all below it; repeatable; all by default",
			Takes: "the path of a znode", Set: s.addPath, Many: true, OneRun: true,
		}, {
			Name: "watch-credentials", Form: "FILE", Does: "file with USER:PASSWORD (scheme digest) for --watch; none by default",
			Takes: credentialsForm, Set: settings.Text(&s.credentialsFile), OneRun: true,
		},
	}
}

func (s *watchSettings) set(value string) error {
	named, err := cluster.Parse("recorder=" + value)
	if err == nil && !named.Chroot.IsRoot() {
		err = errors.New("it has a chroot: --watch-path names what to watch")
	}
	s.of = &named
	return err
}

func (s *watchSettings) addPath(value string) error {
	path, err := znode.ParsePath(value)
	s.paths = append(s.paths, path)
	return err
}

// credentials reads the credentials. The error is a usageError.
func (s *watchSettings) credentials() (session.Credentials, error) {
	if s.credentialsFile == "" {
		return session.Anonymous(), nil
	}
	refuse := func(why error) (session.Credentials, error) {
		return session.Credentials{}, usageError{settings.Refuse("watch-credentials", s.credentialsFile, credentialsForm, why)}
	}
	text, err := secretfile.Read(s.credentialsFile)
	if err != nil {
		return refuse(err)
	}
	user, password, found := strings.Cut(strings.TrimRight(string(text), "\r\n"), ":")
	if !found {
		return refuse(errors.New("it does not hold them"))
	}
	credentials, err := session.Digest(user, password)
	if err != nil {
		return refuse(errors.New("no such user name or password can be"))
	}
	return credentials, nil
}

// record records what a client can see until ctx is done. The error is a usageError if settings
// cannot be used.
func (s *watchSettings) record(ctx context.Context, zookeeper zookeeperSettings, store *recorderStore, logger *slog.Logger) error {
	credentials, err := s.credentials()
	if err != nil {
		return err
	}
	config, err := zookeeper.tls.load("", "")
	if err != nil {
		return err
	}
	client := session.Open(*s.of, credentials, session.Options{TLS: config, Logger: logger}.WithDefaults())
	defer client.Close()
	paths := s.paths
	if len(paths) == 0 {
		paths = []znode.Path{znode.Root}
	}
	return watch.Run(ctx, watch.Options{Session: client, Paths: paths, Store: store, Logger: logger})
}
