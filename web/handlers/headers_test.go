package handlers

import (
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"zkweb/web/static"
	"zkweb/zkconn/znode"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	somebody := c.anonymous(t)
	for _, path := range []string{
		"/", "/login", "/c/main/tree/", "/c/main/tree/absent", "/c/main/tree/a/", "/c/unknown/tree/", "/nonsense", "/logout",
		"/c/main/branch/a", "/c/main/go?path=/", "/healthz", "/readyz", "/metrics", static.URL("console.css"), "/static/nonsense",
	} {
		got := somebody.get(t, path)
		cache, vary := "no-store", "Accept"
		if path == static.URL("console.css") {
			cache, vary = "public, max-age=31536000, immutable", "Accept-Encoding"
		}
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control":                cache,
			"Vary":                         vary,
		} {
			if header := got.header.Get(name); header != want {
				t.Errorf("%s: %s is %q, want %q", path, name, header, want)
			}
		}
		if len(got.header.Get("X-Request-Id")) != 16 {
			t.Errorf("%s: X-Request-Id is %q", path, got.header.Get("X-Request-Id"))
		}
	}
}

func TestHSTS(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		asked           bool
		proxies, scheme string
		want            string
	}{
		{true, "127.0.0.0/8", "https", "max-age=31536000"},
		{true, "127.0.0.0/8", "http", ""},
		{true, "10.0.0.0/8", "https", ""},   // the proxy is not trusted
		{false, "127.0.0.0/8", "https", ""}, // it would apply to other ports, too
	} {
		c := run(t, func(config *Config) {
			config.HSTS = test.asked
			config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix(test.proxies)}
		}, "main="+zookeeper.Addr())
		for _, path := range []string{"/login", "/nonsense", "/healthz", "/c/main/tree/"} {
			got := c.visitor(t).get(t, path, "X-Forwarded-Proto", test.scheme)
			if header := got.header.Get("Strict-Transport-Security"); header != test.want {
				t.Errorf("%s, %+v: Strict-Transport-Security is %q", path, test, header)
			}
		}
	}
}

// TestHostsThatAProxyChanges checks posts of a browser without Sec-Fetch-Site, whose Origin names
// another host than the one that the proxy requests.
func TestHostsThatAProxyChanges(t *testing.T) {
	t.Parallel()
	c := run(t, behindProxy, "main="+zookeeper.Addr())
	stranger := run(t, nil, "main="+zookeeper.Addr())
	form := url.Values{"cluster": {"main"}, "anonymous": {"1"}}
	for _, test := range []struct {
		name    string
		console *console
		headers []string
		status  int
		code    znode.Code
	}{
		{"the host is passed on as X-Forwarded-Host", c, []string{"Origin", "http://zk.example:8080", "X-Forwarded-Host", "zk.example:8080"}, 303, ""},
		{"by two proxies", c, []string{"Origin", "http://zk.example", "X-Forwarded-Host", "zk.example, inner"}, 303, ""},
		{"by somebody who is not believed", stranger, []string{"Origin", "http://zk.example", "X-Forwarded-Host", "zk.example"}, 403, znode.CodeHostDiffers},
		{"not at all", c, []string{"Origin", "http://zk.example:8080"}, 403, znode.CodeHostDiffers},
		{"from another site", c, []string{"Origin", "http://evil.example", "X-Forwarded-Host", "zk.example"}, 403, znode.CodeHostDiffers},
		{"as the browser says", c, []string{"Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site"}, 403, znode.CodeCrossOrigin},
		{"under no name", c, []string{"Origin", "http://<b>x"}, 403, znode.CodeCrossOrigin},
	} {
		got := test.console.visitor(t).post(t, "/login", form, append(test.headers, "Accept", "application/json")...)
		if got.status != test.status {
			t.Errorf("%s: %d %s", test.name, got.status, got.body)
		}
		if test.code == "" {
			continue
		}
		if failed := decode[errorAnswer](t, got).Error; failed.Code != string(test.code) {
			t.Errorf("%s: %+v", test.name, failed)
		}
		if line := test.console.logLine(t, got.header.Get("X-Request-Id")); !strings.Contains(line, "cross-origin") {
			t.Errorf("%s: the log has %s", test.name, line)
		}
	}
	page := pageText(t, c.visitor(t).post(t, "/login", form, "Origin", "http://zk.example:8080").body)
	for _, says := range []string{"zk.example:8080", strings.TrimPrefix(c.url, "http://"), "Host $http_host", "X-Forwarded-Host"} {
		if !strings.Contains(page, says) {
			t.Errorf("the page does not say %q: %s", says, page)
		}
	}
}

func TestOptionsAreNoMethod(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	for path, status := range map[string]int{"/login": 405, "/c/main/tree/a": 405, "/healthz": 405, "/nonsense": 404} {
		got := c.visitor(t).do(t, http.MethodOptions, path, "")
		if got.status != status || got.header.Get("Content-Security-Policy") == "" || status == 405 && !strings.HasPrefix(got.header.Get("Allow"), "GET") {
			t.Errorf("OPTIONS %s: %d, allowed %q", path, got.status, got.header.Get("Allow"))
		}
	}
}

// TestNothingFollowsAChunkedBody checks that the connection is closed, since a proxy may take what
// follows for something else.
func TestNothingFollowsAChunkedBody(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	address := strings.TrimPrefix(c.url, "http://")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if err := connection.SetDeadline(time.Now().Add(shortWait)); err != nil {
		t.Fatal(err)
	}
	const head = "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nHost: "
	if _, err := io.WriteString(connection, head+address+"\r\n\r\n3\r\na=b\r\n0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: "+address+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answered, err := io.ReadAll(connection)
	if err != nil || !strings.HasPrefix(string(answered), "HTTP/1.1 ") || strings.Count(string(answered), "HTTP/1.1 ") != 1 {
		t.Errorf("%v: %.300s", err, answered)
	}
}

func TestARequestIDThatCameIsNotTaken(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	if got := c.visitor(t).get(t, "/login", "X-Request-Id", "forged"); got.header.Get("X-Request-Id") == "forged" {
		t.Error("the ID in the request was used")
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	for _, test := range []struct {
		path, encoding string
		vary           string
	}{
		{"/c/main/tree/many", "gzip", "Accept-Encoding"},
		{"/c/main/me", "", "Accept-Encoding"}, // too short to compress
		{"/c/main/tree/a?x", "gzip", "Accept-Encoding"},
		{"/c/main/branch/many", "gzip", "Accept-Encoding"},
		{"/c/main/raw/large", "", ""},
		{static.URL("console.css"), "gzip", "Accept-Encoding"},
		{"/c/main/export/", "gzip", "Accept-Encoding"}, // the page with the form
	} {
		plain, got := v.get(t, test.path), v.get(t, test.path, "Accept-Encoding", "gzip")
		if got.header.Get("Content-Encoding") != test.encoding || plain.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: Content-Encoding %q", test.path, got.header.Get("Content-Encoding"))
		}
		if vary := strings.Join(got.header.Values("Vary"), ", "); !strings.Contains(vary, test.vary) {
			t.Errorf("%s: Vary %q", test.path, vary)
		}
		if test.encoding == "" {
			continue
		}
		if none := v.get(t, test.path, "Accept-Encoding", "deflate, gzip;q=0"); none.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed for who takes no gzip", test.path)
		}
		if length := got.header.Get("Content-Length"); length != strconv.Itoa(len(got.body)) {
			t.Errorf("%s: Content-Length %q for %d bytes", test.path, length, len(got.body))
		}
		unpacked, err := gzip.NewReader(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(unpacked); err != nil || len(body) < len(got.body) {
			t.Errorf("%s: %d bytes from %d (%v)", test.path, len(body), len(got.body), err)
		}
	}
}

var pagesThatGrow = []string{
	"/c/main/find/?name=a", "/c/main/recent/", "/c/main/largest/", "/c/main/acls/", "/c/main/compare/app?with=/team", "/audit/report",
}

// TestPagesThatGrowAreShownWhileTheyDo checks that the browser can draw the part before the results
// at once, without waiting for a script that waits for the whole page.
func TestPagesThatGrowAreShownWhileTheyDo(t *testing.T) {
	t.Parallel()
	v := runRecorded(t, nil).member(t, "admin")
	for _, path := range pagesThatGrow {
		body := v.get(t, path).body
		if strings.Count(body, "blocking=") != 1 || !strings.Contains(body, `<link rel="expect" href="#grows" blocking="render">`) {
			t.Errorf("%s: it is not drawn before its end", path)
		}
		before, _, found := strings.Cut(body, ` id="grows"`)
		if !found || strings.Contains(before, "<table") || strings.Contains(before, `class="progress`) {
			t.Errorf("%s: what grows does not begin where it says so", path)
		}
	}
}

// TestPagesThatGrowAreCompressed checks that such pages are compressed to their end, if the browser
// accepts that.
func TestPagesThatGrowAreCompressed(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "admin")
	for _, path := range pagesThatGrow {
		plain, got := v.get(t, path), v.get(t, path, "Accept-Encoding", "gzip")
		if plain.header.Get("Content-Encoding") != "" || got.header.Get("Content-Encoding") != "gzip" || got.header.Get("Content-Length") != "" {
			t.Errorf("%s: %d, %v", path, got.status, got.header)
		}
		if vary := got.header.Values("Vary"); !slices.Contains(vary, "Accept-Encoding") || !slices.Equal(plain.header.Values("Vary"), vary) {
			t.Errorf("%s: Vary %q", path, vary)
		}
		if head := v.do(t, http.MethodHead, path, "", "Accept-Encoding", "gzip"); !slices.Contains(head.header.Values("Vary"), "Accept-Encoding") || head.header.Get("Content-Encoding") != "" {
			t.Errorf("HEAD %s: %v", path, head.header)
		}
		unpacked, err := gzip.NewReader(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(path, err)
		}
		body, err := io.ReadAll(unpacked) // to its end, with the checksum
		if err != nil || !strings.HasSuffix(strings.TrimSpace(string(body)), "</html>") || 2*len(got.body) > len(body) {
			t.Errorf("%s: %d bytes from %d (%v)", path, len(body), len(got.body), err)
		}
	}
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.visitor(t)
	for name, contentType := range map[string]string{
		"console.css": "text/css; charset=utf-8",
		"console.js":  "text/javascript; charset=utf-8",
	} {
		got := v.get(t, static.URL(name))
		file, _ := static.Lookup(strings.TrimPrefix(static.URL(name), "/static/"))
		if got.status != 200 || got.header.Get("Content-Type") != contentType || got.body != string(file.Content) {
			t.Errorf("%s: %d %s, %d bytes", name, got.status, got.header.Get("Content-Type"), len(got.body))
		}
		// Brotli is smaller than gzip, and preferred if the browser accepts both.
		got = v.get(t, static.URL(name), "Accept-Encoding", "gzip, br")
		if got.header.Get("Content-Encoding") != "br" || got.body != string(file.Brotli()) || len(file.Brotli()) >= len(file.Gzip()) {
			t.Errorf("%s: Content-Encoding %q, %d bytes", name, got.header.Get("Content-Encoding"), len(got.body))
		}
	}
}

func TestFaultsOfTheConsole(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	c.echo.GET("/panic", func(echo.Context) error { panic("hunter2 at the wheel") })
	c.echo.GET("/fault", func(echo.Context) error { return errors.New("hunter2 in the works") })
	c.echo.GET("/wrapped", func(echo.Context) error { return errors.Join(errors.New("hunter2"), echo.ErrNotFound) })
	v := c.visitor(t)
	for _, test := range []struct {
		path, accept string
		status       int
		logged       string
	}{
		{"/panic", "text/html", 500, "hunter2 at the wheel"},
		{"/panic", "application/json", 500, "hunter2 at the wheel"},
		{"/fault", "text/html", 500, "hunter2 in the works"},
		{"/fault", "application/json", 500, "hunter2 in the works"},
		{"/wrapped", "text/html", 404, "status=404"},
		{"/wrapped", "application/json", 404, "status=404"},
	} {
		got := v.get(t, test.path, "Accept", test.accept)
		if got.status != test.status || strings.Contains(got.body, "hunter2") || strings.Contains(got.body, "goroutine") {
			t.Errorf("%s: %d %.500s", test.path, got.status, got.body)
		}
		if test.status == 500 && !strings.Contains(got.body, got.header.Get("X-Request-Id")) {
			t.Errorf("%s as %s does not name the request", test.path, test.accept)
		}
		if test.accept == "application/json" && test.status == 500 {
			if kind := decode[errorAnswer](t, got).Error.Kind; kind != "internal" {
				t.Errorf("%s: kind %s", test.path, kind)
			}
		}
		line := c.logLine(t, got.header.Get("X-Request-Id"))
		if !strings.Contains(line, test.logged) || strings.Contains(line, "level=ERROR") != (test.status == 500) {
			t.Errorf("%s: the log says %.200s", test.path, line)
		}
	}
}

// logLine returns the only line that the console logged for a request.
func (c *console) logLine(t *testing.T, id string) string {
	t.Helper()
	var lines []string
	eventually(t, "the request is in the log", func() bool {
		lines = nil
		for line := range strings.Lines(c.logged.String()) {
			if strings.Contains(line, "request="+id) {
				lines = append(lines, line)
			}
		}
		return len(lines) > 0
	})
	if len(lines) != 1 {
		t.Errorf("%d lines for one request: %q", len(lines), lines)
	}
	return lines[0]
}

func TestRequestsInTheLog(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.alice(t)
	hostile := c.visitor(t)
	hostile.mustSignIn(t, url.Values{"username": {"x level=ERROR \"q\" \u202e user=root"}, "password": {"wonder"}})
	for _, test := range []struct {
		visitor      *visitor
		method, path string
		want         []string
	}{
		{v, "GET", "/c/main/tree/a/b?q=sesame", []string{"level=INFO", "msg=request", "route=/c/:cluster/tree/*", "method=GET", "status=200", "duration=", "address=127.0.0.1", "user=alice"}},
		{v, "GET", "/c/main/tree/absent-sesame", []string{"route=/c/:cluster/tree/*", "status=404", "user=alice"}},
		{v, "GET", "/nonsense-sesame", []string{"status=404"}},
		{v, "SESAME", "/login", []string{"method=other", "status=405"}},
		{hostile, "GET", "/c/main/tree/a", []string{`user="x level=ERROR \"q\" \u202e user=root"`, "level=INFO"}},
	} {
		got := test.visitor.do(t, test.method, test.path, "")
		line := c.logLine(t, got.header.Get("X-Request-Id"))
		for _, want := range test.want {
			if !strings.Contains(line, want) {
				t.Errorf("%s %s: no %s in %s", test.method, test.path, want, line)
			}
		}
	}
	for _, secret := range []string{"sesame", "SESAME", "wonder", v.cookie(t).Value} {
		if strings.Contains(c.logged.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

func TestMetrics(t *testing.T) {
	c := runMain(t)
	v := c.alice(t)
	v.get(t, "/c/main/tree/a-name-of-mine")
	v.do(t, "MADEUP", "/nonsense", "")
	v.post(t, "/login", url.Values{"username": {"a:b"}})
	got := v.get(t, "/metrics")
	for _, want := range []string{
		`zkweb_http_requests_total{method="GET",route="/c/:cluster/tree/*",status="404"} 1`,
		`zkweb_http_requests_total{method="other",route="none",status="404"} 1`,
		`zkweb_http_request_duration_seconds_count{route="/c/:cluster/tree/*"} 1`,
		`zkweb_sign_ins_total{outcome="ok"} 1`,
		`zkweb_sign_ins_total{outcome="invalid"} 1`,
		"zkweb_console_sessions 1",
		"zkweb_event_streams 0",
		`zkweb_zookeeper_sessions{state="CONNECTED"} 1`,
		`zkweb_zookeeper_sessions{state="SUSPENDED"} 0`,
		`zkweb_zookeeper_sessions{state="LOST"} 0`,
	} {
		if !strings.Contains(got.body, want+"\n") {
			t.Errorf("the metrics have no line %s", want)
		}
	}
	for _, leak := range []string{"a-name-of-mine", "MADEUP", "nonsense", "alice"} {
		if strings.Contains(got.body, leak) {
			t.Errorf("%q is in the metrics", leak)
		}
	}
	if problems, err := promlint.New(strings.NewReader(got.body)).Lint(); err != nil || len(problems) > 0 {
		t.Errorf("Prometheus's linter reports %v, %v", problems, err)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	complete := runMain(t).config
	for _, test := range []struct {
		missing string
		without func(*Config)
	}{
		{"Clusters", func(c *Config) { c.Clusters = nil }},
		{"Pool", func(c *Config) { c.Pool = nil }},
		{"Logger", func(c *Config) { c.Logger = nil }},
	} {
		config := complete
		test.without(&config)
		if server, err := New(config); err == nil || !strings.Contains(err.Error(), test.missing) || server != nil {
			t.Errorf("without %s: %v", test.missing, err)
		}
	}
}

// TestWhatIsNoRequest checks that net/http itself answers an invalid request, without the console's
// headers, in a line of plain text that contains nothing of the request.
func TestWhatIsNoRequest(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	const host = "\r\nHost: console"
	for _, sent := range []string{
		"GET /% HTTP/1.1" + host, "GET /%<script>alert(1)</script> HTTP/1.1" + host, "<script>alert(1)</script>" + host,
		"GET <script>alert(1)</script> HTTP/1.1" + host, "GET / HTTP/<script>" + host,
		"GET /<script> HTTP/1.1", "GET /<script> HTTP/1.1" + host + host, "GET /<script> HTTP/1.1\r\nHost: <script>",
	} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if err := connection.SetDeadline(time.Now().Add(shortWait)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(connection, sent+"\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(connection) // the connection is closed after it
		_ = connection.Close()
		status, rest, _ := strings.Cut(string(answer), "\r\n")
		if err != nil || !strings.HasPrefix(status, "HTTP/1.1 400 ") || !strings.Contains(rest, "Content-Type: text/plain") || strings.Contains(string(answer), "script") || len(answer) > 300 {
			t.Errorf("%q: %v, %q", sent, err, answer)
		}
	}
}
