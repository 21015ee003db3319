package auth

import (
	"net"
	"net/http"
	"strconv"

	"github.com/gorilla/sessions"
)

// cookieName returns the name of the cookie. It contains the port, because browsers send a host's
// cookies to all of its ports: otherwise two consoles on one host would sign each other's people
// out. Over TLS it has the prefix __Host-, with which browsers accept the cookie only from this
// host, over TLS, with the path "/". Below a base path the cookie's path is narrower, which that
// prefix forbids, so the prefix is __Secure-, which only requires TLS.
func cookieName(r *http.Request, basePath string) string {
	name := "zkweb" + portSuffix(r.Host)
	switch {
	case !Secure(r):
		return name
	case basePath == "":
		return "__Host-" + name
	}
	return "__Secure-" + name
}

func portSuffix(host string) string {
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		return ""
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return ""
	}
	return "-" + port
}

// cookieOptions returns the options of a cookie that ends with the browser. SameSite is Lax,
// because Strict would ask for a sign-in at every pasted link.
func cookieOptions(r *http.Request, basePath string) *sessions.Options {
	path := basePath
	if path == "" {
		path = "/"
	}
	return &sessions.Options{
		Path:     path,
		HttpOnly: true,
		Secure:   Secure(r),
		SameSite: http.SameSiteLaxMode,
	}
}
