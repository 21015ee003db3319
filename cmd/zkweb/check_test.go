package main

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

// TestCheck: a sound console, one with an unsound directory, and one whose cluster
// does not answer.
func TestCheck(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	here := "--cluster=main=" + server.Addr()
	credentials := []string{"ZKWEB_ADMIN_CREDENTIALS=boss:of it all"}
	if got := runZkweb(t, credentials, "user", "init", here); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
client = KazooClient(sys.argv[1])
client.start(10)
client.create("/open/users", b"", makepath=True)
client.stop()
`, server.Addr())
	dir := t.TempDir()
	certificate, key := writeCertificate(t, dir, "console", time.Now().Add(-time.Hour))
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	elsewhere, another := zktest.RunProxy(t, server.Addr()), zktest.Run(t)
	recorded := []string{"--allow-writes", "--data-dir", filepath.Join(dir, "none"), "--data-key", writeKey(t, 0o600)}
	approving := slices.Clip(append(recorded, here, "--cluster-users-path", "main=/zkweb/users", "--approve", "main=/app"))
	for _, c := range []struct {
		name      string
		arguments []string
		status    int
		says      []string // parts of lines of standard output, each its own
	}{
		{"sound", []string{here, "--users-path", "/zkweb/users"}, 0, []string{"nothing unsafe was found"}},
		{"a directory of the cluster's own", []string{here, "--users-path", "/none", "--cluster-users-path", "main=/zkweb/users"}, 0, []string{"nothing unsafe was found"}},
		{"open directory", []string{here, "--users-path", "/open/users"}, 1, []string{"unsafe: nobody can sign in to cluster main: the user directory /open/users is not sound"}},
		{"no directory", []string{here, "--users-path", "/none"}, 1, []string{"the user directory /none is not sound"}},
		{"nobody answers", []string{"--cluster", "main=127.0.0.1:1", "--users-path", "/zkweb/users"}, 0, []string{"not checked: the user directory /zkweb/users of cluster main", "nothing unsafe was found"}},
		{"plain HTTP", []string{here, "--users-path", "/zkweb/users", "--listen", ":8080"}, 1, []string{"passwords reach this console over plain HTTP"}},
		{"everybody an admin", []string{here, "--default-role", "admin"}, 1, []string{"everybody who reaches this console is an admin"}},
		{"a network in the clear", []string{"--cluster", "main=zk.example.com"}, 1, []string{"in the clear"}},
		{"all proxies", []string{here, "--trusted-proxy", "0.0.0.0/0", "--sign-in-limit", "0", "--follow-ensemble"}, 1, []string{"believed to be a proxy", "without a limit", "/zookeeper/config"}},
		{"two names of a cluster", append(approving, "--cluster", "also="+server.Addr()+"/open", "--cluster-users-path", "also=/none"), 1,
			[]string{"needs approval by one name of a cluster is changed by another: two clusters share a server, and one has less --approve; cluster: main; other: also", "the user directory /none is not sound"}},
		{"two addresses of a cluster", append(approving, "--cluster", "also="+elsewhere.Addr(), "--cluster", "another="+another.Addr()), 1,
			[]string{"two clusters are one ensemble, and one has less --approve; cluster: main; other: also"}},
		{"two addresses with the same approval", append(approving, "--cluster", "also="+elsewhere.Addr(), "--cluster-users-path", "also=/zkweb/users", "--approve", "also=/app"), 0, []string{"nothing unsafe was found"}},
		{"an address that does not answer", append(approving, "--cluster", "also=127.0.0.1:1"), 0, []string{"not checked: whether cluster also is a second name of main", "nothing unsafe was found"}},
		{"a recorder that comes later", []string{here, "--history", filepath.Join(dir, "later")}, 0, []string{"not checked: the history in " + filepath.Join(dir, "later"), "nothing unsafe was found"}},
		{"files that recorders see", append(recorded[1:3:3], here, "--history", "https://example.com/", "--history-tls-cert", certificate, "--history-tls-key", key), 1,
			[]string{"out of date or will be within 30 days; file: " + certificate, "rights to a private key; file: " + key}},
		{"files that nothing uses", append(recorded[1:], here, "--history-ca", certificate, "--history-key", writeKey(t, 0o600), "--notify-key", key), 1,
			[]string{"out of date", "not used: it is for --keep-previous or --approve; data-key: ", "it is for --history; history-key: ", "it is for --history with an address; history-ca: " + certificate, "it is for --notify; notify-key: " + key}},
		{"files", []string{here, "--tls-cert", certificate, "--tls-key", key}, 1, []string{"out of date or will be within 30 days; file: " + certificate, "rights to a private key; file: " + key}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := runZkweb(t, nil, append([]string{"check"}, c.arguments...)...)
			lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
			if got.status != c.status || len(lines) != len(c.says) {
				t.Fatalf("%+v, want status %d and %d lines", got, c.status, len(c.says))
			}
			for i, want := range c.says {
				if !strings.Contains(lines[i], want) {
					t.Errorf("%q, want %q", lines[i], want)
				}
			}
		})
	}
	if got := runZkweb(t, nil, "check", "--data-dir", filepath.Join(dir, "none")); got.status != 0 {
		t.Errorf("%+v", got)
	} else if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("checking made a folder")
	}
}

// TestAFaultThatIsFoundLaterHasItsLine of the file, too.
func TestAFaultThatIsFoundLaterHasItsLine(t *testing.T) {
	loose, data := writeKey(t, 0o644), t.TempDir()
	for text, want := range map[string]string{
		"allow-writes: true\n":                             "--allow-writes is from FILE, line 1\n",
		"share-links: true\n":                              "--share-links is from FILE, line 1\n",
		"\nkeep-previous: 7\n":                             "--keep-previous is from FILE, line 2\n",
		"tls-cert: /none\n":                                "--tls-cert is from FILE, line 1\n",
		"history: /no/one\n":                               "--history is from FILE, line 1\n",
		"history: /no/@ne\n":                               "--history is from FILE, line 1\n",
		"listen: [a:1, b:2]\n":                             "the value is from FILE, line 1\n",
		"data-dir: /dev/null\n":                            "--data-dir is from FILE, line 1\n",
		"history-key: " + loose:                            "--history-key is from FILE, line 1\n",
		"data-dir: " + data + "\naudit-log: /none/lines\n": "--audit-log is from FILE, line 2\n",
		"data-dir: " + data + "\nkeep-previous: 7\n":       "--keep-previous is from FILE, line 2\n",
		"data-dir: " + data + "\nkeep-previous: 7\ndata-key: " + loose:                             "--data-key is from FILE, line 3\n",
		"notify: https://example.com/\nnotify-key: " + loose:                                       "--notify-key is from FILE, line 2\n",
		"notify: https://example.com/\n":                                                           "--notify is from FILE, line 1\n",
		"history: https://example.com/\n":                                                          "--history is from FILE, line 1\n",
		"data-dir: " + data + "\nhistory: https://example.com/\nhistory-token-file: " + loose:      "--history-token-file is from FILE, line 3\n",
		"clusters:\n  a:\n    servers: tls://127.0.0.1:1\n    zk-cert: /none\n    zk-key: /none\n": "--cluster-zk-cert is from FILE, line 4\n",
		"allow-writes: true\nclusters:\n  a:\n    servers: 127.0.0.1:1\n    approve: /app\n":       "--approve is from FILE, line 5\n",
		"cluster: [a=tls://127.0.0.1:1]\nzk-key: /none\n":                                          "--zk-key is from FILE, line 2\n",
		"cluster: [a=tls://127.0.0.1:1]\nzk-cert: /dev/null\nzk-key: /none\n":                      "--zk-key is from FILE, line 3\n",
		"cluster: [a=tls://127.0.0.1:1]\nzk-cert: /none\nzk-key: /dev/null\n":                      "--zk-cert is from FILE, line 2\n",
		"cluster: [a=tls://127.0.0.1:1]\nzk-cert: /dev/null\nzk-key: /dev/null\nzk-ca: /none\n":    "--zk-ca is from FILE, line 4\n",
		"clusters:\n  a:\n    servers: 127.0.0.1:1\n    history: /no/one\n":                        "--history is from FILE, line 4\n",
		"cluster: a=127.0.0.1:1\nhistory:\n  - a=/no/one\n":                                        "--history is from FILE, line 3\n",
		"tls-key: /none\ntls-cert: /dev/null\n":                                                    "--tls-key is from FILE, line 1\n",
		"data-dir: " + data + "\nhistory: https://example.com/\nhistory-tls-key: /none\n":          "--history-tls-key is from FILE, line 3\n",
		"zk-ca: /none\ncluster: [a=tls://127.0.0.1:1]\n":                                           "--zk-ca is from FILE, line 1\n",
	} {
		file := settingsFile(t, text)
		got := runZkweb(t, nil, "check", "--config", file)
		if got.status != exitUsage || !strings.HasSuffix(got.stderr, strings.Replace(want, "FILE", file, 1)) {
			t.Errorf("%q: %d %q, want %s", text, got.status, got.stderr, want)
		}
	}
}

// writeKey writes a file with a key that the users of a mode may read.
func writeKey(t *testing.T, mode os.FileMode) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))), 0o600))
	must(t, os.Chmod(file, mode))
	return file
}
