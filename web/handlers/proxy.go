package handlers

import (
	"net"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

// trustedProxies are the networks whose X-Forwarded-For and X-Forwarded-Proto
// are believed. Everybody else's are not looked at.
type trustedProxies []netip.Prefix

// addressOf gives the address that a request comes from: the last in
// X-Forwarded-For that is no trusted proxy, if the peer is one.
func (t trustedProxies) addressOf() echo.IPExtractor {
	if len(t) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range t {
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP:   prefix.Masked().Addr().AsSlice(),
			Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// believeScheme marks requests that came to a trusted proxy over TLS.
func (t trustedProxies) believeScheme(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r := c.Request(); r.Header.Get(echo.HeaderXForwardedProto) == "https" && t.isPeer(r) {
			c.SetRequest(auth.OverTLS(r))
		}
		return next(c)
	}
}

func (t trustedProxies) isPeer(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, prefix := range t {
		if prefix.Contains(peer.Addr().Unmap()) {
			return true
		}
	}
	return false
}
