package handlers

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

// trustedProxies are the networks whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are
// believed. Those of other clients are ignored.
type trustedProxies []netip.Prefix

// addressOf returns a function that extracts the address from which a request comes. If the peer is
// a trusted proxy, that is the last address in X-Forwarded-For that is not one. If the header
// contains anything but addresses, it is the peer's own address.
func (t trustedProxies) addressOf() echo.IPExtractor {
	return func(r *http.Request) string {
		peer, ok := peerOf(r)
		if !ok || !t.contain(peer) {
			return peer.String()
		}
		hops := strings.Split(strings.Join(r.Header.Values(echo.HeaderXForwardedFor), ","), ",")
		for _, hop := range slices.Backward(hops) {
			address, ok := parseHop(hop)
			if !ok {
				break
			}
			if !t.contain(address) {
				return address.String()
			}
		}
		return peer.String()
	}
}

// parseHop parses an entry of X-Forwarded-For: an address, to which some proxies add a port.
func parseHop(entry string) (netip.Addr, bool) {
	entry = strings.Trim(entry, " \t")
	if withPort, err := netip.ParseAddrPort(entry); err == nil {
		return withPort.Addr().Unmap(), withPort.Addr().Zone() == ""
	}
	if inBrackets, ok := strings.CutPrefix(entry, "["); ok {
		entry = strings.TrimSuffix(inBrackets, "]")
	}
	address, err := netip.ParseAddr(entry)
	return address.Unmap(), err == nil && address.Zone() == ""
}

// believe takes the scheme and the host of a request from the trusted proxy that sent it. The first
// of several values is what the browser requested.
func (t trustedProxies) believe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if peer, ok := peerOf(r); !ok || !t.contain(peer) {
			return next(c)
		}
		if host := first(r.Header.Get("X-Forwarded-Host")); host != "" {
			r.Host = host
		}
		if strings.EqualFold(first(r.Header.Get(echo.HeaderXForwardedProto)), "https") {
			c.SetRequest(auth.OverTLS(r))
		}
		return next(c)
	}
}

func first(list string) string {
	entry, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(entry)
}

func peerOf(r *http.Request) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return peer.Addr().Unmap(), err == nil
}

func (t trustedProxies) contain(address netip.Addr) bool {
	return slices.ContainsFunc(t, func(network netip.Prefix) bool { return network.Contains(address) })
}
