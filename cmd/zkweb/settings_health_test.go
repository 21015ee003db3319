package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zkweb/cmd/zkweb/settings"
)

// TestNotifyNeedsItsKey, of a file that nobody else reads, and its URL, which may hold a
// secret, stays off the record.
func TestNotifyNeedsItsKey(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(key, []byte("sixteen bytes and more\n"), 0o600))
	short := filepath.Join(t.TempDir(), "short")
	must(t, os.WriteFile(short, []byte("short"), 0o600))
	shared := filepath.Join(t.TempDir(), "shared")
	must(t, os.WriteFile(shared, []byte("sixteen bytes and more\n"), 0o600))
	must(t, os.Chmod(shared, 0o644))
	for file, want := range map[string]string{key: "", short: "less than 16 bytes", shared: "chmod 600", "": "--notify needs --notify-key"} {
		s := healthSettings{notify: "https://hooks.example/T0/secret", notifyKey: file}
		told, err := s.notifier(nil, nil)
		if want == "" && (err != nil || told == nil) {
			t.Errorf("with a key: %v", err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("with %q: %v, want %q", file, err, want)
		}
		if host := s.host(); host != "https://hooks.example" {
			t.Errorf("the record has %q", host)
		}
	}
	for _, value := range []string{"hooks.example", "ftp://hooks.example", "https://user:password@hooks.example"} {
		var s healthSettings
		if err := s.setNotify(value); err == nil {
			t.Errorf("%q was taken", value)
		}
	}
}

// TestThresholds are numbers above 0, of names that there are.
func TestThresholds(t *testing.T) {
	var s healthSettings
	takes := settings.Command{Settings: s.list()}
	if _, err := takes.Read([]string{"--threshold", "latency-ms=250", "--threshold", "outstanding=5"}); err != nil || s.thresholds["latency-ms"] != 250 || s.thresholds["outstanding"] != 5 {
		t.Errorf("the thresholds are %v: %v", s.thresholds, err)
	}
	for _, value := range []string{"latency-ms", "latency-ms=0", "latency-ms=NaN", "latency-ms=-1", "patience=1"} {
		if err := s.setThreshold(value); err == nil {
			t.Errorf("%q was taken", value)
		}
	}
}
