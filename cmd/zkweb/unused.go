package main

import (
	"maps"
	"slices"
	"strings"
)

// unused warns of files that are given but not used: somebody may rely on a feature that is not on.
func (s *consoleSettings) unused() (all []warning) {
	recorder := s.history.recorder
	asksRecorder := slices.ContainsFunc(slices.Collect(maps.Values(s.history.from)), func(from string) bool { return strings.Contains(from, "://") })
	for _, given := range []struct {
		flag, file string
		used       bool
		by         string
	}{
		{"data-key", s.record.dataKey, s.seals(), "--keep-previous or --approve"},
		{"history-key", s.history.key, len(s.history.from) > 0, "--history"},
		{"history-token-file", recorder.tokenFile, asksRecorder, "--history with an address"},
		{"history-ca", recorder.ca, asksRecorder, "--history with an address"},
		{"history-tls-cert", recorder.certFile, asksRecorder, "--history with an address"},
		{"notify-key", s.health.notifyKey, s.health.notify != "", "--notify"},
	} {
		if given.file != "" && !given.used {
			all = append(all, warning{"a file is given and not used: it is for " + given.by, []any{given.flag, given.file}})
		}
	}
	return all
}
