package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
)

// A console shows the history of a recorder elsewhere, to which it proves who it is by a
// certificate, and shows what it has while that is away. Another recorder copies the
// same; one with a certificate of another authority, or with none, gets nothing.
func TestConsoleFollowsARecorder(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	dir := t.TempDir()
	to, data := filepath.Join(dir, "to"), filepath.Join(dir, "data")
	cert, key := writeCertificate(t, dir, "localhost", time.Now())
	others := filepath.Join(dir, "others")
	must(t, os.Mkdir(others, 0o700))
	strangeCert, strangeKey := writeCertificate(t, others, "localhost", time.Now())
	recorder := startZkweb(t, standardError, nil, "recorder", "--log-dir", filepath.Join(server.Dir(), "data"), "--server", server.Addr(), "--state-dir", filepath.Join(dir, "from"),
		"--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--ca", cert)
	_, url, _ := strings.Cut(recorder.await(t, "handing the history over"), "url=")
	url = strings.Replace(url, "127.0.0.1", "localhost", 1)

	from := []string{"recorder", "--from", url, "--ca", cert, "--state-dir"}
	startZkweb(t, standardError, nil, append(from, to, "--tls-cert", cert, "--tls-key", key)...)
	startZkweb(t, standardError, nil, append(from, others+"/none")...).await(t, "tls: certificate required")
	startZkweb(t, standardError, nil, append(from, others+"/other", "--tls-cert", strangeCert, "--tls-key", strangeKey)...).await(t, "remote error: tls: ")
	console, address := serveZkweb(t, nil, "--cluster", "main="+server.Addr(), "--data-dir", data, "--history", "main="+url,
		"--history-ca", cert, "--history-tls-cert", cert, "--history-tls-key", key)
	client, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	defer client.Close()
	_, err = client.Create("/watched", []byte("0"), 0, zk.WorldACL(zk.PermAll))
	must(t, err)
	_, err = client.Set("/watched", []byte("1"), 0)
	must(t, err)
	awaitVersion(t, to, 1)
	copied := filepath.Join(data, "history", "main")
	awaitVersion(t, copied, 1)
	if complete := completeness(t, copied); !complete.Whole() || complete.Weakest() != txnlog.ProofDigest {
		t.Errorf("%+v", complete)
	}

	recorder.end(t, syscall.SIGTERM)
	console.await(t, "the other recorder's history does not come")
	browser := signIn(t, address, "main", "", "")
	if status, page := get(t, browser, address+"/c/main/versions/watched"); status != http.StatusOK || !strings.Contains(page, "Version 1") || !strings.Contains(page, "newest recorded transaction is from") {
		t.Errorf("the versions: %d\n%s", status, page)
	}
	if status, _ := console.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the console ended with %d", status)
	}
}

// A recorder pushes its history to one that takes it, and goes on where that ends; one of
// another ensemble is refused.
func TestRecorderPushes(t *testing.T) {
	t.Parallel()
	server, other := zktest.RunNew(t), zktest.Run(t) // the new one has the fewest transactions
	dir := t.TempDir()
	to := filepath.Join(dir, "to")
	cert, key := writeCertificate(t, dir, "localhost", time.Now())
	token := filepath.Join(dir, "token")
	must(t, os.WriteFile(token, []byte(strings.Repeat("a", 32)), 0o600))
	taker := startZkweb(t, standardError, nil, "recorder", "--take", "--state-dir", to,
		"--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--token-file", token)
	_, url, _ := strings.Cut(taker.await(t, "handing the history over"), "url=")
	url = strings.Replace(url, "127.0.0.1", "localhost", 1)
	push := func(of *zktest.Server, state string) *running {
		return startZkweb(t, standardError, nil, "recorder", "--log-dir", filepath.Join(of.Dir(), "data"), "--server", of.Addr(), "--state-dir", filepath.Join(dir, state),
			"--push", url, "--ca", cert, "--token-file", token)
	}
	pusher := push(server, "from")
	client, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	defer client.Close()
	_, err = client.Create("/watched", []byte("0"), 0, zk.WorldACL(zk.PermAll))
	must(t, err)
	awaitVersion(t, to, 0)
	pusher.end(t, syscall.SIGKILL)
	stranger, _, err := zk.Connect([]string{other.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	defer stranger.Close()
	for range 5 {
		_, err = stranger.Create("/other-", nil, zk.FlagSequence, zk.WorldACL(zk.PermAll))
		must(t, err)
	}
	push(other, "other").await(t, "this is another history")
	_, err = client.Set("/watched", []byte("1"), 0)
	must(t, err)
	push(server, "from")
	awaitVersion(t, to, 1)
	if complete := completeness(t, to); !complete.Whole() || complete.Weakest() != txnlog.ProofDigest {
		t.Errorf("%+v", complete)
	}
	if status, _ := taker.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the one that takes ended with %d", status)
	}
}

func TestConsoleRefusesARecorder(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"nowhere to copy to":   {[]string{"--history", "https://a"}, "--data-dir"},
		"plain HTTP":           {[]string{"--history", "http://a", "--data-dir", data}, "--history"},
		"a password in it":     {[]string{"--history", "https://a:b@c", "--data-dir", data}, "--history"},
		"no token":             {[]string{"--history", "https://a", "--data-dir", data, "--history-token-file", data + "/none"}, "--history-token-file"},
		"no authority":         {[]string{"--history", "https://a", "--data-dir", data, "--history-ca", data + "/none"}, "--history-ca"},
		"half a certificate":   {[]string{"--history", "https://a", "--data-dir", data, "--history-tls-cert", data + "/none"}, "--history-tls-cert"},
		"of no cluster's name": {[]string{"--history", "none=https://a", "--data-dir", data}, "none"},
	} {
		if got := runZkweb(t, nil, append([]string{"serve", "--listen", "127.0.0.1:0"}, test.arguments...)...); got.status != exitUsage || !strings.Contains(got.stderr, test.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
