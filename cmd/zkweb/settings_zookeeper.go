package main

import (
	"crypto/tls"
	"math"
	"os"
	"strconv"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
)

// zookeeperSettings are common to the ZooKeeper sessions of all clusters.
type zookeeperSettings struct {
	maxSessions    int
	maxReply       int64 // bytes
	followEnsemble bool
	tls            tlsFiles
	own            map[string]tlsFiles // of clusters that have their own, by name
}

func (s *zookeeperSettings) list() []settings.Setting {
	return append([]settings.Setting{
		{
			Name: "max-zk-sessions", Form: "NUMBER", Default: strconv.Itoa(pool.DefaultMaxSessions), Does: "ZooKeeper sessions open at once, one for each person's credentials",
			Takes: "a whole number from 1", Set: settings.Number(&s.maxSessions, 1, math.MaxInt32),
		}, {
			Name: "max-reply", Form: "SIZE", Default: "32MiB", Does: "largest answer of ZooKeeper that is read; raise it together with jute.maxbuffer",
			Takes: "a size from 1MiB to 1024MiB, such as 32MiB", Set: settings.Size(&s.maxReply, 1, 1024),
		}, {
			Name: "follow-ensemble", Default: "false", Does: "trust /zookeeper/config even if it may have been changed at run time (reconfigEnabled): credentials go to the servers that it names",
			Takes: "true or false", Set: settings.Switch(&s.followEnsemble),
		},
	}, s.tlsList()...)
}

// tlsList returns the settings for TLS to ZooKeeper.
func (s *zookeeperSettings) tlsList() []settings.Setting {
	return []settings.Setting{
		{
			Name: "zk-ca", Form: "FILE", Does: "certificate authorities for tls:// clusters; the system's by default",
			Takes: "the name of a PEM file", Set: settings.Text(&s.tls.ca),
		}, {
			Name: "zk-cert", Form: "FILE", Does: "client certificate for tls:// clusters",
			Takes: "the name of a PEM file, with --zk-key", Set: settings.Text(&s.tls.cert),
		}, {
			Name: "zk-key", Form: "FILE", Does: "key of that certificate",
			Takes: "the name of a PEM file, with --zk-cert", Set: settings.Text(&s.tls.key),
		},
	}
}

// poolOptions returns the options for the pool of ZooKeeper sessions, and loads the TLS files of
// the clusters that have their own. Its error is like that of sessionOptions.
func (s *consoleSettings) poolOptions() (pool.Options, error) {
	options, err := s.zookeeper.sessionOptions()
	if err != nil {
		return pool.Options{}, err
	}
	options.SessionTimeout = s.sessionTimeout
	return pool.Options{Session: options, MaxSessions: s.zookeeper.maxSessions}, s.loadOwnTLS()
}

// sessionOptions returns the options for all ZooKeeper sessions. If the TLS files cannot be used,
// the error is a usageError that names the flag.
func (s *zookeeperSettings) sessionOptions() (session.Options, error) {
	tls, err := s.tls.load("", "")
	if err != nil {
		return session.Options{}, err
	}
	return session.Options{MaxReply: int(s.maxReply), TLS: tls, FollowReconfigured: s.followEnsemble}, nil
}

// loadOwnTLS loads the TLS files of the clusters that have their own; a missing one is that for all
// clusters. Its error is like that of sessionOptions.
func (s *consoleSettings) loadOwnTLS() error {
	for name, own := range s.zookeeper.own {
		named, err := s.clusterNamed(name)
		if err != nil {
			return err
		}
		if own.ca == "" {
			own.ca = s.zookeeper.tls.ca
		}
		if own.cert == "" && own.key == "" {
			own.cert, own.key = s.zookeeper.tls.cert, s.zookeeper.tls.key
		}
		if named.TLSConfig, err = own.load("cluster-", name+"="); err != nil {
			return err
		}
	}
	return nil
}

// load loads the files. Its error is a usageError with the flag, which begins with flagPrefix and
// whose value begins with valuePrefix.
func (f tlsFiles) load(flagPrefix, valuePrefix string) (*tls.Config, error) {
	config, err := cluster.LoadTLS(f.ca, f.cert, f.key)
	if err != nil {
		flag, value := f.unusable()
		return nil, usageError{settings.Refuse(flagPrefix+"zk-"+flag, valuePrefix+value, "a PEM file that can be read", err)}
	}
	return config, nil
}

// unusable returns which of the files cannot be loaded: the end of its flag, and its name.
func (f tlsFiles) unusable() (flag, file string) {
	if _, err := cluster.LoadTLS(f.ca, "", ""); err != nil {
		return "ca", f.ca
	}
	_, noCert := os.Stat(f.cert)
	_, noKey := os.Stat(f.key)
	if f.cert == "" || noCert == nil && f.key != "" && noKey != nil {
		return "key", f.key
	}
	return "cert", f.cert
}
