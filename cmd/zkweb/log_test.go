package main

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// TestTheLogSpeaksInSentences: whoever reads the log has no list of codes.
func TestTheLogSpeaksInSentences(t *testing.T) {
	err := &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConnectionLost, Cause: errors.New("EOF")}
	for _, asJSON := range []bool{false, true} {
		var log strings.Builder
		newLogger(&log, &consoleSettings{logJSON: asJSON}).Warn("it failed", slog.Any("error", err), slog.Any("other", errors.New("plain")))
		for _, want := range []string{words.English.Error(err) + " (unavailable: connection_lost: EOF)", "plain"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log says %q, want %q in it", log.String(), want)
			}
		}
	}
}
