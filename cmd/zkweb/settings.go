package main

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
)

const (
	clusterForm    = "NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]"
	defaultCluster = "main=127.0.0.1:2181"
)

// The bounds of --session-timeout. ZooKeeper has its own bounds, and grants a timeout within them.
const (
	minSessionTimeout = time.Second
	maxSessionTimeout = 10 * time.Minute
)

// consoleSettings are the settings of serve and health.
type consoleSettings struct {
	listen         string
	clusters       []cluster.Cluster // the first one is the default
	sessionTimeout time.Duration     // of ZooKeeper sessions
	signInLimit    int               // attempts per address and minute; 0 for no limit
	logLevel       slog.Level
	logJSON        bool
	basePath       string // "" or a path such as "/zk"
	front          frontSettings
	people         peopleSettings
	record         recordSettings
	payload        payloadSettings
	zookeeper      zookeeperSettings
	find           findSettings
	health         healthSettings
	history        historySettings
	values         map[string]string // the value of each setting, given or default, for the trail; none is a secret
}

func (s *consoleSettings) list() []settings.Setting {
	return slices.Concat(s.consoleList(), s.clusterList(), s.front.list(), s.people.list(), s.record.list(), s.payload.list(), s.zookeeper.list(), s.health.list(), s.find.list(), s.history.list())
}

func (s *consoleSettings) consoleList() []settings.Setting {
	return []settings.Setting{
		{
			Name: "listen", Form: "HOST:PORT", Default: "127.0.0.1:8080", Does: "address to listen on",
			Takes: "HOST:PORT, such as 127.0.0.1:8080 or :8080", Set: s.setListen,
		}, {
			Name: "cluster", Form: clusterForm, Default: defaultCluster, Does: "a ZooKeeper cluster; repeatable, the first is the default",
			Takes: clusterForm + ", each name once", Set: s.addCluster, Many: true, InSection: "servers",
		}, {
			Name: "cluster-mark", Form: "NAME=LABEL[,COLOR]", Does: "label and colour of a cluster on its pages, such as prod=PROD,red; repeatable",
			Takes: "NAME=LABEL[,COLOR] with a name of --cluster, and of the colours " + strings.Join(cluster.MarkColors, ", "), Set: s.markCluster, Many: true, InSection: "mark",
		}, {
			Name: "read-only", Form: "CLUSTER", Does: "a cluster in which nothing may be changed, even with --allow-writes; repeatable",
			Takes: "a name of --cluster", Set: s.closeCluster, Many: true, InSection: "read-only",
		}, {
			Name: "session-timeout", Form: "DURATION", Default: "10s", Does: "timeout asked for ZooKeeper sessions",
			Takes: "a duration from 1s to 10m, such as 10s", Set: s.setSessionTimeout,
		}, {
			Name: "sign-in-limit", Form: "NUMBER", Default: "20", Does: "sign-in attempts per address and minute; 0 for no limit",
			Takes: "a whole number, 0 for no limit", Set: settings.Number(&s.signInLimit, 0, math.MaxInt32),
		}, {
			Name: "log-level", Form: "LEVEL", Default: "info", Does: "debug, info, warn or error",
			Takes: "debug, info, warn or error", Set: s.setLogLevel,
		}, {
			Name: "log-format", Form: "FORMAT", Default: "text", Does: "text or json",
			Takes: "text or json", Set: s.setLogFormat,
		}, {
			Name: "base-path", Form: "PATH", Does: "path that all pages are below",
			Takes: "a path such as /zk, made of letters, digits, “-”, “_”, “.” and “~”, without a slash at its end", Set: s.setBasePath,
		},
	}
}

func (s *consoleSettings) setListen(value string) error {
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

func (s *consoleSettings) addCluster(value string) error {
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

// markCluster runs after addCluster, since its setting comes later.
func (s *consoleSettings) markCluster(value string) error {
	name, mark, err := cluster.ParseMark(value)
	if err != nil {
		return err
	}
	known, err := s.clusterNamed(name)
	if err != nil {
		return err
	}
	known.Mark = mark
	return nil
}

// closeCluster runs after addCluster, since its setting comes later.
func (s *consoleSettings) closeCluster(name string) error {
	known, err := s.clusterNamed(name)
	if err != nil {
		return err
	}
	known.ReadOnly = true
	return nil
}

func (s *consoleSettings) setSessionTimeout(value string) (err error) {
	s.sessionTimeout, err = parseSessionTimeout(value)
	return err
}

func parseSessionTimeout(value string) (time.Duration, error) {
	timeout, err := time.ParseDuration(value)
	if err != nil {
		return 0, errors.New("it is not a duration")
	}
	if timeout < minSessionTimeout || timeout > maxSessionTimeout {
		return 0, errors.New("it is out of bounds")
	}
	return timeout, nil
}

func (s *consoleSettings) setLogLevel(value string) error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[value]
	if !ok {
		return errors.New("there is no such level")
	}
	s.logLevel = level
	return nil
}

func (s *consoleSettings) setLogFormat(value string) error {
	if value != "text" && value != "json" {
		return errors.New("there is no such format")
	}
	s.logJSON = value == "json"
	return nil
}

var basePathForm = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$`)

func (s *consoleSettings) setBasePath(value string) error {
	if value != "" && !basePathForm.MatchString(value) {
		return errors.New("it is not such a path")
	}
	s.basePath = value
	return nil
}
