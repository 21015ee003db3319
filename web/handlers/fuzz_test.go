package handlers

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func FuzzForwardedFor(f *testing.F) {
	for _, header := range []string{"", "203.0.113.9", "1.2.3.4, 203.0.113.9", "10.0.0.2", "nonsense, 10.0.0.2", "203.0.113.9:80", "[2001:db8::1]", "::ffff:10.0.0.1", " , ,", "fe80::1%eth0", "1.2.3.4\t", "00:0a0::0"} {
		f.Add(header)
	}
	trusted := trustedProxies{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, header string) {
		for peer, believed := range map[string]bool{"10.0.0.1": true, "198.51.100.7": false} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = peer + ":1"
			r.Header.Set(echo.HeaderXForwardedFor, header)
			address := trusted.addressOf()(r)
			ip := net.ParseIP(address)
			if ip == nil {
				t.Fatalf("X-Forwarded-For %q gives %q, which is no address", header, address)
			}
			named := slices.ContainsFunc(strings.Split(header, ","), func(entry string) bool {
				host, _, err := net.SplitHostPort(strings.TrimSpace(entry))
				return net.ParseIP(strings.Trim(entry, " \t[]")).Equal(ip) || err == nil && net.ParseIP(host).Equal(ip)
			})
			if address != peer && (!believed || !named) {
				t.Errorf("X-Forwarded-For %q from %s gives %s", header, peer, address)
			}
		}
	})
}
