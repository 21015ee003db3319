package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWarnings(t *testing.T) {
	folder := func(mode os.FileMode, files ...string) string {
		dir := filepath.Join(t.TempDir(), "data")
		must(t, os.Mkdir(dir, 0o700))
		must(t, os.Chmod(dir, mode))
		for _, file := range files {
			must(t, os.WriteFile(filepath.Join(dir, file), nil, 0o600))
			must(t, os.Chmod(filepath.Join(dir, file), 0o644))
		}
		return dir
	}
	const strangers, admin, editor, modes = "over plain HTTP", "is an admin", "may change znodes", "too many rights"
	logged := filepath.Join(folder(0o700, "lines"), "lines")
	for _, test := range []struct {
		name      string
		arguments []string
		want      []string // each warning's words
	}{
		{"nothing", nil, nil},
		{"IPv6 loopback", []string{"--listen", "[::1]:80"}, nil},
		{"all addresses", []string{"--listen", ":8080"}, []string{strangers}},
		{"one address", []string{"--listen", "192.0.2.1:8080"}, []string{strangers}},
		{"a name", []string{"--listen", "console.example.com:8080"}, []string{strangers}},
		{"HTTPS", []string{"--listen", ":8080", "--tls-cert", "c", "--tls-key", "k"}, nil},
		{"a directory", []string{"--listen", ":8080", "--users-path", "/zkweb/users", "--default-role", "admin"}, nil},
		{"admins", []string{"--default-role", "admin"}, []string{admin}},
		{"editors without changes", []string{"--default-role", "editor"}, nil},
		{"editors", []string{"--default-role", "editor", "--allow-writes"}, []string{editor}},
		{"a folder to come", []string{"--data-dir", filepath.Join(t.TempDir(), "none")}, nil},
		{"a folder of one's own", []string{"--data-dir", folder(0o700)}, nil},
		{"a folder that others read", []string{"--data-dir", folder(0o755)}, nil},
		{"a folder that others write", []string{"--data-dir", folder(0o777)}, []string{modes}},
		{"a folder that a group writes", []string{"--data-dir", folder(0o770)}, []string{modes}},
		{"a key that others read", []string{"--data-dir", folder(0o700, "audit.key")}, []string{modes}},
		{"what is kept beside the trail that others read", []string{"--data-dir", folder(0o700, "vault.db", "shares.json", "jobs")}, []string{modes, modes, modes}},
		{"lines that others read", []string{"--data-dir", folder(0o700), "--audit-log", logged}, []string{modes}},
		{"lines to standard output", []string{"--data-dir", folder(0o700), "--audit-log", "-"}, nil},
	} {
		settings, err := readSettings(test.arguments)
		must(t, err)
		var log bytes.Buffer
		settings.warn(slog.New(slog.NewTextHandler(&log, nil)))
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if log.Len() == 0 {
			lines = nil
		}
		if len(lines) != len(test.want) {
			t.Errorf("%s: %d warnings, want %d:\n%s", test.name, len(lines), len(test.want), &log)
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(lines[i], "level=WARN") || !strings.Contains(lines[i], want) {
				t.Errorf("%s: %s, want a warning with %q", test.name, lines[i], want)
			}
		}
	}
}
