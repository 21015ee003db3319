package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

func TestTrustedProxiesAreBelieved(t *testing.T) {
	trusted := trustedProxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct {
		trusted          trustedProxies
		peer, xff, proto string
		address          string
		secure           bool
	}{
		"none trusted":              {nil, "10.0.0.1:1", "203.0.113.9", "https", "10.0.0.1", false},
		"through one":               {trusted, "10.0.0.1:1", "203.0.113.9", "https", "203.0.113.9", true},
		"through two":               {trusted, "10.0.0.1:1", "203.0.113.9, 10.0.0.2", "http", "203.0.113.9", false},
		"forged before the proxy's": {trusted, "10.0.0.1:1", "127.0.0.1, 203.0.113.9", "https", "203.0.113.9", true},
		"forged without a proxy":    {trusted, "203.0.113.9:1", "127.0.0.1", "https", "203.0.113.9", false},
		"loopback is not trusted":   {trusted, "127.0.0.1:1", "203.0.113.9", "https", "127.0.0.1", false},
		"IPv6":                      {trusted, "[fd00::1]:1", "2001:db8::9", "https", "2001:db8::9", true},
		"with a port":               {trusted, "10.0.0.1:1", "203.0.113.9:5555", "HTTPS", "203.0.113.9", true},
		"IPv6 with a port":          {trusted, "10.0.0.1:1", "[2001:db8::9]:443, 10.0.0.2:80", "https, http", "2001:db8::9", true},
		"IPv6 in brackets":          {trusted, "10.0.0.1:1", "[2001:db8::9]", "http, https", "2001:db8::9", false},
		"garbage":                   {trusted, "10.0.0.1:1", "203.0.113.9, unknown", "httpsx", "10.0.0.1", false},
		"mapped":                    {trusted, "[::ffff:10.0.0.1]:1", "203.0.113.9", "https", "203.0.113.9", true},
	} {
		t.Run(name, func(t *testing.T) {
			e := echo.New()
			e.IPExtractor = c.trusted.addressOf()
			e.Pre(c.trusted.believe)
			var address string
			var secure bool
			e.GET("/", func(ctx echo.Context) error {
				address, secure = ctx.RealIP(), auth.Secure(ctx.Request())
				return nil
			})
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			r.Header.Set("X-Forwarded-For", c.xff)
			r.Header.Set("X-Forwarded-Proto", c.proto)
			e.ServeHTTP(httptest.NewRecorder(), r)
			if address != c.address || secure != c.secure {
				t.Errorf("address %s, secure %v; want %s, %v", address, secure, c.address, c.secure)
			}
		})
	}
}
