package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

// endTime is how long the console may take to end, where others take the processor: as
// long as Kubernetes gives it. Without them, its own limits are below 5 s.
const endTime = 30 * time.Second

func TestTheEndIsBounded(t *testing.T) {
	if whole := finishTimeout + jobsTimeout + closeTimeout; whole >= 5*time.Second {
		t.Errorf("the console may take %v to end", whole)
	}
}

// TestOnlyRequestsAreCutOff: connections on which nothing was asked yet are none, though a
// shutdown waits for them.
func TestOnlyRequestsAreCutOff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		asked string
		want  string // of the log
	}{
		{"silent", "", ""},
		{"answered", "GET /now HTTP/1.1\r\nHost: a\r\n\r\n", ""},
		{"under way", "GET /never HTTP/1.1\r\nHost: a\r\n\r\n", "requests=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			c := &console{logger: slog.New(slog.NewTextHandler(&log, nil))}
			asked := make(chan struct{}, 1)
			c.serveBy(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked <- struct{}{}
				if r.URL.Path == "/never" {
					<-r.Context().Done()
				}
			}), nil)
			plain, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			listener := heard{plain, make(chan struct{}, 3)}
			go func() { _ = c.serve(listener) }()
			<-listener.accepts
			for _, text := range []string{"", test.asked} {
				connection, err := net.Dial("tcp", listener.Addr().String())
				must(t, err)
				defer func() { _ = connection.Close() }()
				_, err = io.WriteString(connection, text)
				must(t, err)
				<-listener.accepts // the next, so that the server has this one
			}
			if test.asked != "" {
				<-asked
			}
			if test.want == "" {
				zktest.Eventually(t, "what was asked is answered", func() bool { return c.underWay.count() == 0 })
			}
			c.finishRequests(0)
			if got := log.String(); (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("the log has %q, want %q", got, test.want)
			}
		})
	}
}

// heard tells of each Accept.
type heard struct {
	net.Listener
	accepts chan struct{}
}

func (h heard) Accept() (net.Conn, error) {
	h.accepts <- struct{}{}
	return h.Listener.Accept()
}

// get returns the status and the body.
func get(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	response, err := client.Get(address)
	must(t, err)
	body, err := io.ReadAll(response.Body)
	must(t, err)
	must(t, response.Body.Close())
	return response.StatusCode, string(body)
}

// signIn returns a client that is signed in to a cluster; as nobody when user
// is "".
func signIn(t *testing.T, console, cluster, user, password string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	client := &http.Client{Jar: jar, Timeout: patience}
	form := url.Values{"cluster": {cluster}, "username": {user}, "password": {password}}
	if user == "" {
		form.Set("anonymous", "1")
	}
	var response *http.Response
	zktest.Eventually(t, "ZooKeeper answers a sign-in in time", func() bool { // the console waits some seconds, which a busy machine may need
		response, err = client.PostForm(console+"/login", form)
		must(t, err)
		must(t, response.Body.Close())
		return response.StatusCode != http.StatusServiceUnavailable && response.StatusCode != http.StatusTooManyRequests
	})
	if response.StatusCode != http.StatusOK || strings.Contains(response.Request.URL.Path, "login") {
		t.Fatalf("signing in led to %s with %s", response.Request.URL, response.Status)
	}
	return client
}

func TestServeWithoutZooKeeper(t *testing.T) {
	t.Parallel()
	const nobody = "127.0.0.1:1" // nothing listens there
	for _, basePath := range []string{"", "/zk"} {
		console, address := serveZkweb(t, nil, "--cluster", "main="+nobody, "--base-path", basePath)
		if status, _ := get(t, http.DefaultClient, address+"/healthz"); status != http.StatusOK {
			t.Errorf("base path %q: /healthz gives %d, want 200", basePath, status)
		}
		listen := strings.TrimSuffix(strings.TrimPrefix(address, "http://"), basePath)
		for _, test := range []struct {
			listen string
			status int
			stdout string
			stderr string
		}{
			{listen, 0, "the console is healthy\n", ""},
			{strings.Replace(listen, "127.0.0.1", "", 1), 0, "the console is healthy\n", ""},
			{strings.Replace(listen, "127.0.0.1", "[::]", 1), 0, "the console is healthy\n", ""},
			{nobody, 1, "", "zkweb: the console is not healthy: "},
		} {
			got := runZkweb(t, nil, "health", "--listen", test.listen, "--base-path", basePath)
			if got.status != test.status || got.stdout != test.stdout || !strings.HasPrefix(got.stderr, test.stderr) {
				t.Errorf("health of %s: %+v, want %+v", test.listen, got, test)
			}
		}
		if status, took := console.end(t, syscall.SIGTERM); status != 0 || took > endTime {
			t.Errorf("base path %q: exit status %d after %v, want 0 within %v", basePath, status, took, endTime)
		}
	}
}

func TestHealthOfAnUnhealthyServer(t *testing.T) {
	t.Parallel()
	ill := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	defer ill.Close()
	hung := zktest.RunHostile(t, zktest.SayNothing)
	for _, address := range []string{ill.Listener.Addr().String(), hung} {
		got := runZkweb(t, nil, "health", "--listen", address)
		if got.status != exitFailed || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%+v, want exit status %d and one line", got, exitFailed)
		}
	}
}

func TestServeOnATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = taken.Close() }()
	got := runZkweb(t, nil, "serve", "--listen", taken.Addr().String())
	if got.status != exitFailed {
		t.Errorf("exit status %d, want %d", got.status, exitFailed)
	}
	want := "zkweb: cannot listen on " + taken.Addr().String() + ": another program does"
	if !strings.HasPrefix(got.stderr, want) || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("standard error %q, want one line that begins with %q", got.stderr, want)
	}
}

// openStream opens the event stream and reads its first event.
func openStream(t *testing.T, client *http.Client, address string) *bufio.Reader {
	t.Helper()
	response, err := client.Get(address)
	must(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the event stream gives %s", response.Status)
	}
	lines := bufio.NewReader(response.Body)
	for {
		line, err := lines.ReadString('\n')
		must(t, err)
		if strings.HasPrefix(line, "data: ") && strings.Contains(line, "CONNECTED") {
			return lines
		}
	}
}

func TestEndWithAnOpenStream(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		signal syscall.Signal
		hung   bool // ZooKeeper does not answer
	}{
		{"SIGTERM", syscall.SIGTERM, false},
		{"SIGINT", syscall.SIGINT, false},
		{"SIGHUP", syscall.SIGHUP, false},
		{"SIGTERM and ZooKeeper hangs", syscall.SIGTERM, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := zktest.Run(t)
			console, address := serveZkweb(t, nil, "--cluster", "main="+server.Addr())
			client := signIn(t, address, "main", "", "")
			stream := openStream(t, client, address+"/c/main/events")
			if test.hung {
				must(t, server.Pause())
			}
			if status, took := console.end(t, test.signal); status != 0 || took > endTime {
				t.Errorf("exit status %d after %v, want 0 within %v", status, took, endTime)
			}
			if _, err := io.Copy(io.Discard, stream); err != nil {
				t.Errorf("the stream ended with %v, want its end in good order", err)
			}
		})
	}
}

func TestEndClosesZooKeeperSessions(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=srvr,mntr"}})
	console, address := serveZkweb(t, nil, "--cluster", "main="+server.Addr())
	signIn(t, address, "main", "alice", "wonderland")
	sessions := func() string {
		return zktest.Kazoo(t, `
import socket, sys
host, port = sys.argv[1].split(":")
with socket.create_connection((host, int(port)), 10) as link:
    link.sendall(b"mntr")
    answer = b""
    while piece := link.recv(65536):
        answer += piece
print([line.split("\t")[1] for line in answer.decode().splitlines() if line.startswith("zk_global_sessions")][0])
`, server.Addr())
	}
	if got := sessions(); got != "1\n" {
		t.Errorf("%q sessions after the sign-in, want 1", got)
	}
	console.end(t, syscall.SIGTERM)
	if got := sessions(); got != "0\n" {
		t.Errorf("%q sessions after the end, want 0", got)
	}
}

func TestLogFormat(t *testing.T) {
	console := startZkweb(t, standardError, nil, "serve", "--listen", "127.0.0.1:0", "--log-format", "json")
	var line struct{ Level, Msg, URL string }
	must(t, json.Unmarshal([]byte(console.await(t, "listening")), &line))
	if line.Level != "INFO" || line.Msg != "listening" || !strings.HasPrefix(line.URL, "http://127.0.0.1:") {
		t.Errorf("%+v, want the level, the message and the address", line)
	}
}

func TestVersion(t *testing.T) {
	got := runZkweb(t, nil, "version")
	lines := strings.Split(got.stdout, "\n")
	if got.status != 0 || len(lines) != 4 {
		t.Fatalf("%+v, want exit status 0 and three lines", got)
	}
	for i, want := range []string{"version ", "commit ", "go go1."} {
		if !strings.HasPrefix(lines[i], want) || len(lines[i]) == len(want) {
			t.Errorf("line %d is %q, want %q and more", i+1, lines[i], want)
		}
	}
}

// TestNohup: a console that was started to outlive its terminal does.
func TestNohup(t *testing.T) {
	signal.Ignore(syscall.SIGHUP) // what a program starts inherits it
	defer heedHangups()
	console, address := serveZkweb(t, nil, "--cluster", "main=127.0.0.1:1")
	must(t, console.command.Process.Signal(syscall.SIGHUP))
	if status, _ := get(t, http.DefaultClient, address+"/healthz"); status != http.StatusOK {
		t.Errorf("after SIGHUP /healthz gives %d, want 200", status)
	}
	if status, _ := console.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
}
