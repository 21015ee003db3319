package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strconv"
	"time"

	"zkweb/zkconn/cluster"
)

// The bounds of --session-timeout. ZooKeeper has its own, and grants what is
// within them.
const (
	minSessionTimeout = time.Second
	maxSessionTimeout = 10 * time.Minute
)

// settings are what serve and health are told.
type settings struct {
	listen         string
	clusters       []cluster.Cluster // the first is the default
	sessionTimeout time.Duration     // ZooKeeper's
	signInLimit    int               // attempts per address and minute; 0 is none
	logLevel       slog.Level
	logJSON        bool
	basePath       string // "" or "/zk"
	front          frontSettings
	people         peopleSettings
	record         recordSettings
	zookeeper      zookeeperSettings
	told           map[string]string // each setting's value as given or preset, for the record; none is a secret
}

// setting is one flag.
type setting struct {
	name   string
	form   string // what its value looks like; "" for a switch, which may stand without one
	preset string // its value when left out
	does   string
	takes  string // the values it takes, to finish the sentence "it takes"
	set    func(value string) error
}

func (s setting) isSwitch() bool { return s.form == "" }

// toggle is the set function of a switch.
func toggle(into *bool) func(string) error {
	return func(value string) error {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("it is neither")
		}
		*into = on
		return nil
	}
}

func (s *settings) list() []setting {
	return slices.Concat(s.consoleList(), s.front.list(), s.people.list(), s.record.list(), s.zookeeper.list())
}

func (s *settings) consoleList() []setting {
	return []setting{
		{"listen", "HOST:PORT", "127.0.0.1:8080", "address to listen on",
			"HOST:PORT, such as 127.0.0.1:8080 or :8080", s.setListen},
		{"cluster", "NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]", "main=127.0.0.1:2181", "a ZooKeeper cluster; repeatable, the first is the default",
			"NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT], each name once", s.addCluster},
		{"session-timeout", "DURATION", "10s", "timeout asked for ZooKeeper sessions",
			"a duration from 1s to 10m, such as 10s", s.setSessionTimeout},
		{"sign-in-limit", "NUMBER", "20", "sign-in attempts per address and minute; 0 is no limit",
			"a whole number, 0 for no limit", s.setSignInLimit},
		{"log-level", "LEVEL", "info", "debug, info, warn or error",
			"debug, info, warn or error", s.setLogLevel},
		{"log-format", "FORMAT", "text", "text or json",
			"text or json", s.setLogFormat},
		{"base-path", "PATH", "", "path that all pages are below",
			"a path such as /zk, made of letters, digits, “-”, “_”, “.” and “~”, without a slash at its end", s.setBasePath},
	}
}

func (s *settings) setListen(value string) error {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		return errors.New("it is not HOST:PORT")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("the port is not a number from 0 to 65535")
	}
	s.listen = net.JoinHostPort(host, port)
	return nil
}

func (s *settings) addCluster(value string) error {
	cluster, err := cluster.Parse(value)
	if err != nil {
		return err
	}
	for _, other := range s.clusters {
		if other.Name == cluster.Name {
			return fmt.Errorf("there are two clusters named %s", cluster.Name)
		}
	}
	s.clusters = append(s.clusters, cluster)
	return nil
}

func (s *settings) setSessionTimeout(value string) error {
	timeout, err := time.ParseDuration(value)
	if err != nil {
		return errors.New("it is not a duration")
	}
	if timeout < minSessionTimeout || timeout > maxSessionTimeout {
		return errors.New("it is out of bounds")
	}
	s.sessionTimeout = timeout
	return nil
}

func (s *settings) setSignInLimit(value string) error {
	limit, err := strconv.ParseUint(value, 10, 31)
	if err != nil {
		return errors.New("it is not such a number")
	}
	s.signInLimit = int(limit)
	return nil
}

func (s *settings) setLogLevel(value string) error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[value]
	if !ok {
		return errors.New("there is no such level")
	}
	s.logLevel = level
	return nil
}

func (s *settings) setLogFormat(value string) error {
	if value != "text" && value != "json" {
		return errors.New("there is no such format")
	}
	s.logJSON = value == "json"
	return nil
}

var basePathForm = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$`)

func (s *settings) setBasePath(value string) error {
	if value != "" && !basePathForm.MatchString(value) {
		return errors.New("it is not such a path")
	}
	s.basePath = value
	return nil
}
