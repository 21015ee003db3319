package auth

import (
	"net"
	"net/http"
	"strconv"

	"github.com/gorilla/sessions"
)

// cookieName has the port in it, because browsers send a host's cookies to all
// its ports: two consoles side by side would sign each other's people out.
//
// Over TLS it has the __Host- prefix: a browser then takes the cookie only from
// this very host, over TLS, with the path "/". Below a base path the cookie's
// path is narrower than that, which the prefix forbids: __Secure- asks for TLS
// alone.
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

// cookieOptions returns those of a cookie that ends with the browser. SameSite is
// Lax because Strict would ask for a sign-in at every pasted link.
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
