package auth

import (
	"net/http"

	"github.com/gorilla/sessions"
)

const plainCookie = "zkweb"

// cookieName has the __Host- prefix over TLS: a browser then takes the cookie
// only from this very host, over TLS, with the path "/". Below a base path the
// cookie's path is narrower than that, which the prefix forbids.
func cookieName(r *http.Request, basePath string) string {
	if r.TLS != nil && basePath == "" {
		return "__Host-" + plainCookie
	}
	return plainCookie
}

// cookieOptions are those of a cookie that ends with the browser. SameSite is
// Lax because Strict would ask for a sign-in at every pasted link.
func cookieOptions(r *http.Request, basePath string) *sessions.Options {
	path := basePath
	if path == "" {
		path = "/"
	}
	return &sessions.Options{
		Path:     path,
		HttpOnly: true,
		Secure:   r.TLS != nil,
		SameSite: http.SameSiteLaxMode,
	}
}
