package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const shortWait = zktest.Patience // for what should happen soon

// console is a whole console behind HTTP, with everything that it logged.
type console struct {
	*Server
	config Config
	url    string
	logged *log
}

// log is a writer whose content tests can read while the console writes.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// run starts a console for clusters, given in the form of --cluster.
func run(t *testing.T, change func(*Config), clusters ...string) *console {
	t.Helper()
	logged := &log{}
	config := Config{Logger: slog.New(slog.NewTextHandler(logged, nil))}
	for _, text := range clusters {
		cluster, err := cluster.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		config.Clusters = append(config.Clusters, cluster)
	}
	var err error
	if config.Jobs, err = jobs.Open("", config.Logger); err != nil {
		t.Fatal(err)
	}
	expireAfter(t, &config, zktest.SessionTimeout)
	t.Cleanup(func() {
		if err := config.Jobs.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if change != nil {
		change(&config)
	}
	if config.Rules.Masker == nil {
		config.Rules.Masker = patientMasker
	}
	server, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server.site.PageTime, server.site.Auth.ConnectTime = zktest.Patience, zktest.Patience // generous, since machines may be busy
	front := httptest.NewServer(server)
	t.Cleanup(func() {
		server.EndStreams()
		front.Close()
	})
	return &console{server, config, front.URL, logged}
}

// expireAfter gives people ZooKeeper sessions with a timeout, after which servers let them expire.
func expireAfter(t *testing.T, config *Config, timeout time.Duration) {
	t.Helper()
	config.Pool = pool.New(pool.Options{Session: session.Options{SessionTimeout: timeout, Logger: config.Logger}})
	t.Cleanup(config.Pool.Close)
}

// patientMasker masks large data completely, even on a busy machine.
var patientMasker = func() *mask.Masker {
	masker, err := mask.New(mask.DefaultPatterns())
	if err != nil {
		panic(err)
	}
	return masker.WithTime(time.Hour)
}()

// hurries gives pages and sign-ins their usual time.
func (c *console) hurries() {
	c.site.PageTime, c.site.Auth.ConnectTime = site.PageTime, auth.ConnectTime
}

// runMain starts a console for the shared server as the cluster "main".
func runMain(t *testing.T) *console {
	t.Helper()
	return run(t, nil, "main="+zookeeper.Addr())
}

// visitor is one browser. It keeps cookies and does not follow redirects by itself.
type visitor struct {
	console *console
	client  *http.Client
}

func (c *console) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &visitor{c, &http.Client{
		Jar:           jar,
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// behindProxy makes a console trust a proxy on this machine.
func behindProxy(config *Config) {
	config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// from returns the visitor at another address, for a console behindProxy.
func (v *visitor) from(address string) *visitor {
	v.client.Transport = forwarded{v.client.Transport, address}
	return v
}

type forwarded struct {
	http.RoundTripper
	address string
}

func (f forwarded) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", f.address)
	return f.RoundTripper.RoundTrip(r)
}

// anonymous returns a visitor who is signed in to main without credentials.
func (c *console) anonymous(t *testing.T) *visitor {
	t.Helper()
	v := c.visitor(t)
	v.mustSignIn(t, url.Values{"cluster": {c.config.Clusters[0].Name}, "anonymous": {"1"}})
	return v
}

// alice returns a visitor who is signed in to main as alice.
func (c *console) alice(t *testing.T) *visitor {
	t.Helper()
	v := c.visitor(t)
	v.mustSignIn(t, url.Values{"cluster": {c.config.Clusters[0].Name}, "username": {alice}, "password": {alicePassword}})
	return v
}

func (v *visitor) mustSignIn(t *testing.T, form url.Values) {
	t.Helper()
	if got := v.post(t, v.console.site.Links.Login(""), form); got.status != http.StatusSeeOther {
		t.Fatalf("sign-in answered %d: %.500s", got.status, got.body)
	}
}

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request. headers are names and values in turn.
func (v *visitor) do(t *testing.T, method, target, body string, headers ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, v.console.url+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, response)
}

func read(t *testing.T, response *http.Response) answer {
	t.Helper()
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

func (v *visitor) get(t *testing.T, target string, headers ...string) answer {
	t.Helper()
	return v.do(t, http.MethodGet, target, "", headers...)
}

func (v *visitor) getJSON(t *testing.T, target string) answer {
	t.Helper()
	return v.get(t, target, "Accept", "application/json")
}

func (v *visitor) post(t *testing.T, target string, form url.Values, headers ...string) answer {
	t.Helper()
	return v.do(t, http.MethodPost, target, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// decode decodes a JSON answer, strictly.
func decode[T any](t *testing.T, a answer) T {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Fatalf("Content-Type %q, want application/json; status %d, body %.300s", got, a.status, a.body)
	}
	var value T
	decoder := json.NewDecoder(strings.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v: %.300s", err, a.body)
	}
	return value
}

type errorAnswer struct {
	Error struct{ Kind, Code, Message string }
}

// sentence returns the sentence for a code and its arguments, given as names and values in turn.
func sentence(code znode.Code, args ...string) string {
	named := znode.Args{}
	for i := 0; i < len(args); i += 2 {
		named[args[i]] = args[i+1]
	}
	return words.English.Of(code, named)
}

// eventually waits until a condition holds.
var eventually = zktest.Eventually
