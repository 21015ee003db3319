package handlers

import (
	"compress/gzip"
	"errors"
	"io"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"zkweb/web/static"
)

func TestHeaders(t *testing.T) {
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
	for _, test := range []struct {
		proxies, scheme string
		want            string
	}{
		{"127.0.0.0/8", "https", "max-age=31536000"},
		{"127.0.0.0/8", "http", ""},
		{"10.0.0.0/8", "https", ""}, // not its word to say
	} {
		c := run(t, func(config *Config) { config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix(test.proxies)} }, "main="+zookeeper.Addr())
		for _, path := range []string{"/login", "/nonsense", "/healthz", "/c/main/tree/"} {
			got := c.visitor(t).get(t, path, "X-Forwarded-Proto", test.scheme)
			if header := got.header.Get("Strict-Transport-Security"); header != test.want {
				t.Errorf("%s over %s from %s: Strict-Transport-Security is %q, want %q", path, test.scheme, test.proxies, header, test.want)
			}
		}
	}
}

func TestARequestIDThatCameIsNotTaken(t *testing.T) {
	c := runMain(t)
	if got := c.visitor(t).get(t, "/login", "X-Request-Id", "forged"); got.header.Get("X-Request-Id") == "forged" {
		t.Error("the id that came was taken")
	}
}

func TestCompression(t *testing.T) {
	c := runMain(t)
	v := c.anonymous(t)
	for _, test := range []struct {
		path, encoding string
		vary           string
	}{
		{"/c/main/tree/many", "gzip", "Accept-Encoding"},
		{"/healthz", "", "Accept-Encoding"}, // too short
		{"/c/main/raw/large", "", ""},
		{static.URL("console.css"), "gzip", "Accept-Encoding"},
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
		unpacked, err := gzip.NewReader(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(unpacked); err != nil || len(body) < len(got.body) {
			t.Errorf("%s: %d bytes from %d (%v)", test.path, len(body), len(got.body), err)
		}
	}
}

func TestStaticFiles(t *testing.T) {
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
	}
}

func TestFaultsOfTheConsole(t *testing.T) {
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

// logLine is the one line that the console logged for a request.
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
}

func TestNewNamesWhatIsMissing(t *testing.T) {
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
