package main

import (
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"zkweb/auth/people"
)

// warning describes a setting that may not be intended.
type warning struct {
	message string
	details []any // as for slog
}

// warn logs all warnings.
func (s *consoleSettings) warn(logger *slog.Logger) {
	for _, w := range s.warnings() {
		logger.Warn(w.message, w.details...)
	}
}

func (s *consoleSettings) warnings() []warning {
	var all []warning
	if open := s.unverified(); len(open) > 0 {
		all = s.warningsOfStrangers(open)
	}
	if s.record.dataDir != "" {
		all = append(all, s.record.warningsOfModes()...)
	}
	return all
}

// unverified returns the names of the clusters in which nobody is verified.
func (s *consoleSettings) unverified() []string {
	rules, names := s.rules(), []string(nil)
	for _, c := range s.clusters {
		if rules.DirectoryOf(c.Name) == nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// warningsOfStrangers warns of clusters in which nobody is verified.
func (s *consoleSettings) warningsOfStrangers(clusters []string) (all []warning) {
	where := []any{"clusters", clusters}
	switch {
	case s.people.defaultRole == people.Admin:
		all = append(all, warning{"everybody who reaches this console is an admin: --default-role is admin and there is no --users-path", where})
	case s.people.defaultRole == people.Editor && s.people.allowWrites:
		all = append(all, warning{"everybody who reaches this console may change znodes: --default-role is editor with --allow-writes, and there is no --users-path", where})
	}
	if s.front.certFile == "" && !isLoopback(s.listen) {
		all = append(all, warning{"other machines reach this console over plain HTTP, and nobody is verified: use --users-path, and --tls-cert or a proxy that serves HTTPS", append(where, "listen", s.listen)})
	}
	return all
}

// isLoopback reports whether an address can be reached only from this machine.
func isLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

const (
	writableByOthers fs.FileMode = 0o022
	openToOthers     fs.FileMode = 0o077
)

// warningsOfModes warns of the file modes of an existing trail, and of what is kept beside it.
// Whoever may write these files can change the trail, open share links and silence findings, and
// whoever may read the key can forge the trail. They are not refused, since a container's volume
// often belongs to a group.
func (s *recordSettings) warningsOfModes() (all []warning) {
	look := func(path string, loose fs.FileMode) {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&loose != 0 {
			all = append(all, warning{"other users of this machine have too many rights to a file of the audit trail or beside it", []any{"file", path, "mode", info.Mode().String()}})
		}
	}
	look(s.dataDir, writableByOthers)
	for _, pattern := range []string{"audit.*", "vault.*", "*.json", "jobs", "history"} {
		files, _ := filepath.Glob(filepath.Join(s.dataDir, pattern)) // an invalid pattern matches nothing
		for _, file := range files {
			look(file, openToOthers)
		}
	}
	if info, err := os.Stat(s.auditLog); err == nil && info.Mode().IsRegular() {
		look(s.auditLog, writableByOthers|0o004) // a group may read it, for log collectors
	}
	return all
}
