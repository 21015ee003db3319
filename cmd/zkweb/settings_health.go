package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/url"
	"strings"

	"zkweb/cmd/zkweb/settings"
	"zkweb/web/notify"
	"zkweb/web/silence"
	"zkweb/zkconn/health"
	"zkweb/zkconn/secretfile"
)

// healthSettings are the thresholds for findings, and who is notified of them.
type healthSettings struct {
	thresholds health.Thresholds
	notify     string // a URL; "" for none
	notifyKey  string // a file's name
}

func (s *healthSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "threshold", Form: "NAME=NUMBER", Does: "limit beyond which something is wrong with a cluster, such as latency-ms=250; repeatable",
			Takes: "NAME=NUMBER with a number above 0 and a name of " + strings.Join(health.ThresholdNames(), ", "), Set: s.setThreshold, Many: true,
		}, {
			Name: "notify", Form: "URL", Does: "URL that gets a signed POST when something goes wrong with a cluster, or is right again",
			Takes: "an http:// or https:// URL without a password in it, with --notify-key", Set: s.setNotify,
		}, {
			Name: "notify-key", Form: "FILE", Does: "file with the key that signs the messages to --notify, mode 0600",
			Takes: "the name of a file with 16 bytes or more, with mode 0600", Set: settings.Text(&s.notifyKey),
		},
	}
}

func (s *healthSettings) setThreshold(value string) error {
	if s.thresholds == nil {
		s.thresholds = health.Thresholds{}
	}
	return s.thresholds.Set(value)
}

func (s *healthSettings) setNotify(value string) error {
	parsed, err := url.Parse(value)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return errors.New("it is no such URL")
	}
	if parsed.User != nil {
		return errors.New("a password does not stand in it")
	}
	s.notify = value
	return nil
}

// host returns the host of --notify, as the trail records it.
func (s *healthSettings) host() string {
	parsed, err := url.Parse(s.notify)
	if err != nil {
		return ""
	}
	return parsed.Scheme + "://" + parsed.Host
}

// options returns the poller's options. trust is as for cluster.Dial; told, if not nil, is notified
// of findings.
func (s *healthSettings) options(trust *tls.Config, told *notify.Notifier) health.Options {
	options := health.Options{TLS: trust, Thresholds: s.thresholds}
	if told != nil {
		options.Changed = told.Changed
	}
	return options
}

// notifier returns the notifier for --notify, which leaves out silenced findings; nil without
// --notify. The error is a usageError.
func (s *healthSettings) notifier(silences *silence.Store, logger *slog.Logger) (*notify.Notifier, error) {
	if s.notify == "" {
		return nil, nil
	}
	key, err := s.signingKey()
	if err != nil {
		return nil, err
	}
	silenced := func(cluster, finding string) bool {
		_, is := silences.Of(cluster, finding)
		return is
	}
	return notify.New(s.notify, key, silenced, logger), nil
}

// signingKey returns the key that signs notifications. The error is a usageError.
func (s *healthSettings) signingKey() ([]byte, error) {
	if s.notifyKey == "" {
		return nil, usageError{errors.New("--notify needs --notify-key: what it is told is signed")}
	}
	key, err := readSigningKey(s.notifyKey)
	if err != nil {
		return nil, usageError{settings.Refuse("notify-key", s.notifyKey, "the name of a file with 16 bytes or more, with mode 0600", err)}
	}
	return key, nil
}

func readSigningKey(name string) ([]byte, error) {
	key, err := secretfile.Read(name)
	if key = bytes.TrimSpace(key); err == nil && len(key) < 16 {
		err = errors.New("it holds less than 16 bytes")
	}
	return key, err
}
