package main

import (
	"errors"
	"strconv"
	"strings"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
)

// zookeeperSettings are what the ZooKeeper sessions of all clusters have in
// common.
type zookeeperSettings struct {
	maxSessions               int
	maxReply                  int // bytes
	caFile, certFile, keyFile string
}

func (s *zookeeperSettings) list() []setting {
	return []setting{
		{"max-zk-sessions", "NUMBER", strconv.Itoa(pool.DefaultMaxSessions), "ZooKeeper sessions open at once, one for each person's credentials",
			"a whole number from 1", s.setMaxSessions},
		{"max-reply", "SIZE", "32MiB", "the largest answer of ZooKeeper that is read; raise it with jute.maxbuffer",
			"a size from 1MiB to 1024MiB, such as 32MiB", s.setMaxReply},
		{"zk-ca", "FILE", "", "certificate authorities to trust on tls:// clusters; left out, the system's",
			"the name of a PEM file", text(&s.caFile)},
		{"zk-cert", "FILE", "", "certificate to show to tls:// clusters",
			"the name of a PEM file, with --zk-key", text(&s.certFile)},
		{"zk-key", "FILE", "", "key of that certificate",
			"the name of a PEM file, with --zk-cert", text(&s.keyFile)},
	}
}

// text is the set function of a setting that is checked later.
func text(into *string) func(string) error {
	return func(value string) error {
		*into = value
		return nil
	}
}

func (s *zookeeperSettings) setMaxSessions(value string) error {
	number, err := strconv.ParseUint(value, 10, 31)
	if err != nil || number == 0 {
		return errors.New("it is not such a number")
	}
	s.maxSessions = int(number)
	return nil
}

func (s *zookeeperSettings) setMaxReply(value string) error {
	digits, ok := strings.CutSuffix(value, "MiB")
	number, err := strconv.ParseUint(digits, 10, 31)
	if !ok || err != nil || number < 1 || number > 1024 {
		return errors.New("it is not such a size")
	}
	s.maxReply = int(number) << 20
	return nil
}

// poolOptions are the bounds of the pool of ZooKeeper sessions. The error is as
// sessionOptions'.
func (s *settings) poolOptions() (pool.Options, error) {
	options, err := s.zookeeper.sessionOptions()
	options.SessionTimeout = s.sessionTimeout
	return pool.Options{Session: options, MaxSessions: s.zookeeper.maxSessions}, err
}

// sessionOptions are those of every ZooKeeper session. The error is a usageError
// that names the flag when the files for TLS cannot be used.
func (s *zookeeperSettings) sessionOptions() (session.Options, error) {
	tls, err := cluster.LoadTLS(s.caFile, s.certFile, s.keyFile)
	if err != nil {
		flag, value := "zk-cert", s.certFile
		if s.certFile == "" {
			flag, value = "zk-ca", s.caFile
		}
		return session.Options{}, usageError{refuse(flag, value, "a PEM file that can be read", err)}
	}
	return session.Options{MaxReply: s.maxReply, TLS: tls}, nil
}
