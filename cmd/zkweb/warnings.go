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

// warn logs what whoever starts the console may not have meant.
func (s *consoleSettings) warn(logger *slog.Logger) {
	if s.people.directory == nil {
		s.warnOfStrangers(logger)
	}
	if s.record.dataDir != "" {
		s.record.warnOfModes(logger)
	}
}

// warnOfStrangers is about a console that verifies nobody.
func (s *consoleSettings) warnOfStrangers(logger *slog.Logger) {
	switch {
	case s.people.defaultRole == people.Admin:
		logger.Warn("everybody who reaches this console is an admin: --default-role is admin and there is no --users-path")
	case s.people.defaultRole == people.Editor && s.people.allowWrites:
		logger.Warn("everybody who reaches this console may change znodes: --default-role is editor with --allow-writes, and there is no --users-path")
	}
	if s.front.certFile == "" && !isLoopback(s.listen) {
		logger.Warn("other machines reach this console over plain HTTP, and nobody is verified: use --users-path, and --tls-cert or a proxy that serves HTTPS", "listen", s.listen)
	}
}

// isLoopback reports whether only this machine reaches the address.
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

// warnOfModes is about files of the trail that are found as they are: whoever
// may write them can change the trail, whoever may read the key can forge it. It
// does not refuse them, for a container's volume often belongs to a group.
func (s *recordSettings) warnOfModes(logger *slog.Logger) {
	warn := func(path string, loose fs.FileMode) {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&loose != 0 {
			logger.Warn("other users of this machine have too many rights to a file of the audit trail", "file", path, "mode", info.Mode().String())
		}
	}
	warn(s.dataDir, writableByOthers)
	files, _ := filepath.Glob(filepath.Join(s.dataDir, "audit.*")) // a pattern that is none has no files
	for _, file := range files {
		warn(file, openToOthers)
	}
	if info, err := os.Stat(s.auditLog); err == nil && info.Mode().IsRegular() {
		warn(s.auditLog, writableByOthers|0o004) // a group may read it: it is for a log collector
	}
}
